import { type Command, textOption } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const setsCreate: Command = {
  name: 'sets create',
  summary: 'Make a set of users, or save a search.',
  options: {
    ...directoryOptions,
    search: {
      type: 'string',
      value: 'TEXT',
      summary: 'Save this search, as `users find` takes it; without it the set is a list.',
    },
  },
  operands: ['NAME'],
  async run(args, io) {
    const { withSets } = await import('./sets-with.ts');
    const { createSet } = await import('../directory/sets.ts');
    return withSets(args, io, async (directory, caller) => {
      const [name = ''] = args.positionals;
      const { id } = await createSet(directory, caller, { name, query: textOption(args, 'search') });
      io.out(`Made: ${id}\n`);
      return 0;
    });
  },
};
