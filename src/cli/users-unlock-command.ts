import type { Command } from './command.ts';
import { changeOptions, versionOf } from './identifiers-options.ts';

export const usersUnlock: Command = {
  name: 'users unlock',
  summary: 'Lift the lock that keeps a person out.',
  options: changeOptions,
  operands: ['USER'],
  async run(args, io) {
    const [user = ''] = args.positionals;
    const version = versionOf(args, usersUnlock);
    const { withDirectory } = await import('./with-directory.ts');
    const { unlockSignIn } = await import('../directory/management/sign-in-lock.ts');
    const { printable } = await import('../directory/characters.ts');
    return withDirectory(args, io, async (directory, caller) => {
      const { primaryIdentifier, changed } = await unlockSignIn(directory, caller, { user, version });
      io.out(`${printable(primaryIdentifier)}: ${changed ? 'unlocked' : 'was not locked'}\n`);
      return 0;
    });
  },
};
