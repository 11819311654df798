import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const usersMerge: Command = {
  name: 'users merge',
  summary: 'Make one user of two who are one person: FROM goes, INTO stays with what both had.',
  options: {
    ...directoryOptions,
    take: {
      type: 'string',
      value: 'PARTS',
      summary:
        'What comes over, parted by commas: identifiers, emails, phones, addresses, notes, blocks, statistics, proxies; all unless named, "none" for none.',
    },
    'keep-external': {
      type: 'boolean',
      summary: 'Leave what comes over to the system that manages INTO, instead of making it the library’s own.',
    },
    'let-go': {
      type: 'boolean',
      summary: 'Give up FROM’s primary identifier, instead of keeping it as an alias of INTO.',
    },
    'hold-days': {
      type: 'string',
      value: 'DAYS',
      summary:
        'For how long nobody else gets the values that do not come over; by the institution’s setting unless named.',
    },
    'take-password': { type: 'boolean', summary: 'Take FROM’s password where INTO has none.' },
    'take-pin': { type: 'boolean', summary: 'Take FROM’s PIN where INTO has none.' },
    'dry-run': { type: 'boolean', summary: 'Show what would come, what both have and what would be lost.' },
  },
  operands: ['FROM', 'INTO'],
  async run(args, io) {
    const { runUsersMerge } = await import('./users-merge.ts');
    return runUsersMerge(args, io, usersMerge);
  },
};
