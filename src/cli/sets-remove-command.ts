import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const setsRemove: Command = {
  name: 'sets remove',
  summary: 'Remove a set of users or a saved search; the users stay.',
  options: directoryOptions,
  operands: ['SET'],
  async run(args, io) {
    const { withSets } = await import('./sets-with.ts');
    const { removeSet } = await import('../directory/sets.ts');
    return withSets(args, io, async (directory, caller) => {
      const [name = ''] = args.positionals;
      const { id } = await removeSet(directory, caller, name);
      io.out(`Removed: ${id}\n`);
      return 0;
    });
  },
};
