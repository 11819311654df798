import type { BulkAction } from '../directory/bulk/row-actions.ts';
import { type Command, UsageError } from './command.ts';
import { directoryOptions } from './directory-options.ts';

const bulkWords = ['attach', 'retire', 'retype'] as const satisfies readonly BulkAction[];

export const identifiersBulk: Command = {
  name: 'identifiers bulk',
  summary:
    'Attach (user,type,value), retire (type,value) or retype (type,value,newType) the identifiers that a CSV file names, row by row.',
  options: {
    ...directoryOptions,
    'dry-run': { type: 'boolean', summary: 'Say what would be done, and do nothing.' },
    report: { type: 'string', value: 'FILE', summary: 'Where rows that are not taken are listed, as CSV.' },
  },
  operands: ['attach|retire|retype', 'FILE.csv'],
  async run(args, io) {
    const [name = ''] = args.positionals;
    const action = bulkWords.find((word) => word === name);
    if (action === undefined)
      throw new UsageError(`bulk work is one of ${bulkWords.join(', ')}, not "${name}"`, identifiersBulk);
    const { runIdentifiersBulk } = await import('./identifiers-bulk.ts');
    return runIdentifiersBulk(args, io, action);
  },
};
