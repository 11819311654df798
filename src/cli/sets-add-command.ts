import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';
import { membersFile, namedMembers } from './sets-members.ts';

export const setsAdd: Command = {
  name: 'sets add',
  summary: 'Put users into a set.',
  options: { ...directoryOptions, file: membersFile },
  operands: ['SET', 'USER…'],
  async run(args, io) {
    const users = namedMembers(args, io, setsAdd);
    const { withSets } = await import('./sets-with.ts');
    const { addToSet } = await import('../directory/sets.ts');
    return withSets(args, io, async (directory, caller) => {
      const [name = ''] = args.positionals;
      const set = await addToSet(directory, caller, name, users);
      io.out(`In ${JSON.stringify(set.name)} now: ${users.length === 1 ? users[0] : `${users.length} users`}\n`);
      return 0;
    });
  },
};
