import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const usersHistory: Command = {
  name: 'users history',
  summary: 'Show what was changed of a user: when, by whom, from where, before and after.',
  options: { ...directoryOptions, json: { type: 'boolean', summary: 'As JSON, for programs.' } },
  operands: ['USER'],
  async run(args, io) {
    const { withDirectory } = await import('./with-directory.ts');
    const { userHistory } = await import('../directory/audit/user-history.ts');
    const { actorNames } = await import('./actor-names.ts');
    const { printHistory } = await import('./users-history.ts');
    return withDirectory(args, io, async (directory, caller, { store: { journal } }) => {
      const [name = ''] = args.positionals;
      const entries = await userHistory({ ...directory, journal }, caller, name);
      if (args.values['json'] === true) {
        io.out(`${JSON.stringify(entries, undefined, 2)}\n`);
        return 0;
      }
      const nameOf = await actorNames(
        directory,
        entries.map(({ who }) => who),
      );
      io.out(printHistory(entries, { timeZone: directory.institution.timeZone, nameOf }));
      return 0;
    });
  },
};
