import { type Command, textOption } from './command.ts';
import { changeOptions, versionOf } from './identifiers-options.ts';

export const usersLock: Command = {
  name: 'users lock',
  summary: 'Keep a person out, whatever she signs in with, and sign her out everywhere.',
  options: {
    ...changeOptions,
    reason: { type: 'string', value: 'TEXT', summary: 'Why; for staff to read.', required: true },
  },
  operands: ['USER'],
  async run(args, io) {
    const [user = ''] = args.positionals;
    const request = { user, version: versionOf(args, usersLock), reason: textOption(args, 'reason') ?? '' };
    const { withDirectory } = await import('./with-directory.ts');
    const { lockSignIn } = await import('../directory/management/sign-in-lock.ts');
    const { printable } = await import('../directory/characters.ts');
    return withDirectory(args, io, async (directory, caller) => {
      const { primaryIdentifier } = await lockSignIn(directory, caller, request);
      io.out(`${printable(primaryIdentifier)}: locked, and signed out everywhere\n`);
      return 0;
    });
  },
};
