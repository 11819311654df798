import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';

const taken = (what: string) =>
  ({
    type: 'string',
    multiple: true,
    value: 'ITEM',
    summary: `Of her ${what}, what is the other’s; may be repeated.`,
  }) as const;

export const usersSplit: Command = {
  name: 'users split',
  summary: 'Make two users of one whose record holds two people: a new one gets what is taken.',
  options: {
    ...directoryOptions,
    primary: {
      type: 'string',
      value: 'VALUE',
      summary: 'The primary identifier of the new user: a value of USER, or a new one.',
      required: true,
    },
    'last-name': { type: 'string', value: 'NAME', summary: 'Of the new user.', required: true },
    'first-name': { type: 'string', value: 'NAME', summary: 'Of the new user.' },
    identifier: {
      type: 'string',
      multiple: true,
      value: 'TYPE:VALUE',
      summary: 'An identifier of USER that is the other’s; may be repeated.',
    },
    email: taken('addresses'),
    phone: taken('phone numbers'),
    address: taken('postal addresses'),
    note: taken('notes'),
    block: taken('blocks'),
    statistic: taken('statistics'),
    proxy: taken('people she may act for'),
    'dry-run': { type: 'boolean', summary: 'Show what the new user would have, and change nothing.' },
    'drop-secrets': { type: 'boolean', summary: 'Take USER’s password and PIN away: nobody knows whose they are.' },
  },
  operands: ['USER'],
  async run(args, io) {
    const { runUsersSplit } = await import('./users-split.ts');
    return runUsersSplit(args, io);
  },
};
