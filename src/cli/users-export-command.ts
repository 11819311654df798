import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const usersExport: Command = {
  name: 'users export',
  summary: 'Write everything that is held of one person as JSON, to be given to her.',
  options: directoryOptions,
  operands: ['USER'],
  async run(args, io) {
    const { withDirectory } = await import('./with-directory.ts');
    const { exportPerson } = await import('../directory/audit/export-person.ts');
    return withDirectory(args, io, async (directory, caller, { store: { journal, sets } }) => {
      const [name = ''] = args.positionals;
      const exported = await exportPerson({ ...directory, journal, sets }, caller, name);
      io.out(`${JSON.stringify(exported, undefined, 2)}\n`);
      return 0;
    });
  },
};
