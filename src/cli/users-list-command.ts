import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';
import { pageOfArgs, pageOptions } from './users-list-options.ts';

export const usersList: Command = {
  name: 'users list',
  summary: 'List all users, in the order in which they were made.',
  options: { ...directoryOptions, ...pageOptions },
  async run(args, io) {
    const page = pageOfArgs(args, usersList);
    const { withDirectory } = await import('./with-directory.ts');
    const { listUsers } = await import('../directory/finding.ts');
    const { printPage } = await import('./users-list-page.ts');
    return withDirectory(args, io, async (directory, caller) => {
      const listed = await listUsers(directory, caller, page);
      io.out(printPage(listed, { isJson: args.values['json'] === true, nobody: 'There are no users.' }));
      return 0;
    });
  },
};
