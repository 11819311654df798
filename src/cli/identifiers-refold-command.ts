import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const identifiersRefold: Command = {
  name: 'identifiers refold',
  summary: 'Give every identifier the key of the folding that is configured now: all at once, or none.',
  options: {
    ...directoryOptions,
    'dry-run': { type: 'boolean', summary: 'Say what would be done, and do nothing.' },
    report: { type: 'string', value: 'FILE', summary: 'Where values that would have one key are listed, as CSV.' },
  },
  async run(args, io) {
    const { runIdentifiersRefold } = await import('./identifiers-refold.ts');
    return runIdentifiersRefold(args, io);
  },
};
