import { type Command, UsageError } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const passwordsSet: Command = {
  name: 'passwords set',
  summary: 'Set the library password of a user, from standard input or typed without echo. Ends her sessions.',
  options: {
    ...directoryOptions,
    'must-change': { type: 'boolean', summary: 'She has to choose another one when she signs in next.' },
    remove: { type: 'boolean', summary: 'Take the password away: nothing is read.' },
  },
  operands: ['USER'],
  async run(args, io) {
    const [user = ''] = args.positionals;
    const mustChange = args.values['must-change'] === true;
    const isRemoval = args.values['remove'] === true;
    if (isRemoval && mustChange) throw new UsageError('what is taken away cannot be changed', passwordsSet);
    const { withDirectory } = await import('./with-directory.ts');
    const { readSecret } = await import('./passwords-input.ts');
    const { namedUser } = await import('../directory/named-user.ts');
    const { printable } = await import('../directory/characters.ts');
    const { removePassword, setPassword } = await import('../directory/passwords/change-password.ts');
    return withDirectory(args, io, async (directory, caller) => {
      if (isRemoval) {
        const { primaryIdentifier } = await removePassword(directory, caller, { user });
        io.out(`${printable(primaryIdentifier)} has no password any more.\n`);
        return 0;
      }
      const { id, primaryIdentifier } = await namedUser(directory, user);
      const source = { stdin: process.stdin, say: io.err };
      const read = await readSecret(source, `New password of ${printable(primaryIdentifier)}`);
      if (read.type === 'none') {
        io.err(`The password ${read.reason}. Nothing was changed.\n`);
        return 1;
      }
      await setPassword(directory, caller, { user: id, password: read.secret, mustChange });
      const then = mustChange ? ' She has to choose another one when she signs in next.' : '';
      io.out(`${printable(primaryIdentifier)} has a new password, and her sessions are over.${then}\n`);
      return 0;
    });
  },
};
