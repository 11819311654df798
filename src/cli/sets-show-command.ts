import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';
import { pageOfArgs, pageOptions } from './users-list-options.ts';

export const setsShow: Command = {
  name: 'sets show',
  summary: 'Show the users of a set, or whom a saved search finds now.',
  options: { ...directoryOptions, ...pageOptions },
  operands: ['SET'],
  async run(args, io) {
    const page = pageOfArgs(args, setsShow);
    const { withSets } = await import('./sets-with.ts');
    const { showSet } = await import('../directory/sets.ts');
    const { printPage } = await import('./users-list-page.ts');
    return withSets(args, io, async (directory, caller) => {
      const [name = ''] = args.positionals;
      const { users } = await showSet(directory, caller, name, page);
      io.out(printPage(users, { isJson: args.values['json'] === true, nobody: 'Nobody is in it.' }));
      return 0;
    });
  },
};
