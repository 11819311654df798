import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const undo: Command = {
  name: 'undo',
  summary: 'Take back what was done together: a merge, a split, an import, a run of bulk work.',
  options: {
    ...directoryOptions,
    'dry-run': { type: 'boolean', summary: 'Only look whether it can be taken back.' },
  },
  operands: ['BATCH'],
  async run(args, io) {
    const { runUndo } = await import('./undo.ts');
    return runUndo(args, io);
  },
};
