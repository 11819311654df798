import type { Command } from './command.ts';
import { changeOptions, versionOf } from './identifiers-options.ts';

export const usersRename: Command = {
  name: 'users rename',
  summary: 'Give a user another primary identifier. The old one stays hers as an alias.',
  options: {
    ...changeOptions,
    'dry-run': { type: 'boolean', summary: 'Show what refers to her by the old one, and change nothing.' },
  },
  operands: ['USER', 'VALUE'],
  async run(args, io) {
    const [user = '', value = ''] = args.positionals;
    const request = { user, value, version: versionOf(args, usersRename) };
    const { withDirectory } = await import('./with-directory.ts');
    const { runUsersRename } = await import('./users-rename.ts');
    return withDirectory(args, io, (directory, caller, { store }) =>
      runUsersRename(directory, store.sets, caller, request, { isDry: args.values['dry-run'] === true, out: io.out }),
    );
  },
};
