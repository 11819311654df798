import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';
import { pageOfArgs, pageOptions } from './users-list-options.ts';

export const usersFind: Command = {
  name: 'users find',
  summary: 'Find users by an identifier, an email address or the beginning of a name.',
  options: { ...directoryOptions, ...pageOptions },
  operands: ['TEXT'],
  async run(args, io) {
    const page = pageOfArgs(args, usersFind);
    const { withDirectory } = await import('./with-directory.ts');
    const { findUsers } = await import('../directory/finding.ts');
    const { printPage } = await import('./users-list-page.ts');
    return withDirectory(args, io, async (directory, caller) => {
      const [text = ''] = args.positionals;
      const found = await findUsers(directory, caller, { text, page });
      io.out(printPage(found, { isJson: args.values['json'] === true, nobody: 'Nobody was found.' }));
      return 0;
    });
  },
};
