import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const identifiersRelink: Command = {
  name: 'identifiers relink',
  summary: 'Exchange the values of one type that an upstream reissued, as a CSV file (old,new) says.',
  options: {
    ...directoryOptions,
    type: { type: 'string', value: 'TYPE', summary: 'Of which identifier type they are.', required: true },
    'dry-run': { type: 'boolean', summary: 'Say what would be done, and do nothing.' },
    report: { type: 'string', value: 'FILE', summary: 'Where rows that are not taken are listed, as CSV.' },
  },
  operands: ['FILE.csv'],
  async run(args, io) {
    const { runIdentifiersRelink } = await import('./identifiers-relink.ts');
    return runIdentifiersRelink(args, io);
  },
};
