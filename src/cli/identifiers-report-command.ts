import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const identifiersReport: Command = {
  name: 'identifiers report',
  summary:
    'Find what is wrong with identifiers: collisions of a new folding, types that are gone, values that look alike.',
  options: {
    ...directoryOptions,
    report: { type: 'string', value: 'FILE', summary: 'Where everything found is listed, as CSV.' },
  },
  async run(args, io) {
    const { runIdentifiersReport } = await import('./identifiers-report.ts');
    return runIdentifiersReport(args, io);
  },
};
