import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';
import { membersFile, namedMembers } from './sets-members.ts';

export const setsDrop: Command = {
  name: 'sets drop',
  summary: 'Take users out of a set.',
  options: { ...directoryOptions, file: membersFile },
  operands: ['SET', 'USER…'],
  async run(args, io) {
    const users = namedMembers(args, io, setsDrop);
    const { withSets } = await import('./sets-with.ts');
    const { dropFromSet } = await import('../directory/sets.ts');
    return withSets(args, io, async (directory, caller) => {
      const [name = ''] = args.positionals;
      const set = await dropFromSet(directory, caller, name, users);
      io.out(`Not in ${JSON.stringify(set.name)} now: ${users.length === 1 ? users[0] : `${users.length} users`}\n`);
      return 0;
    });
  },
};
