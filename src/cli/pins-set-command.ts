import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const pinsSet: Command = {
  name: 'pins set',
  summary: 'Set the PIN of a user, 4 to 12 digits from standard input or typed without echo.',
  options: {
    ...directoryOptions,
    remove: { type: 'boolean', summary: 'Take the PIN away: nothing is read.' },
  },
  operands: ['USER'],
  async run(args, io) {
    const [user = ''] = args.positionals;
    const { withDirectory } = await import('./with-directory.ts');
    const { readSecret } = await import('./passwords-input.ts');
    const { namedUser } = await import('../directory/named-user.ts');
    const { printable } = await import('../directory/characters.ts');
    const { removePin, setPin } = await import('../directory/passwords/change-pin.ts');
    return withDirectory(args, io, async (directory, caller) => {
      if (args.values['remove'] === true) {
        const { primaryIdentifier } = await removePin(directory, caller, { user });
        io.out(`${printable(primaryIdentifier)} has no PIN any more.\n`);
        return 0;
      }
      const { id, primaryIdentifier } = await namedUser(directory, user);
      const source = { stdin: process.stdin, say: io.err };
      const read = await readSecret(source, `New PIN of ${printable(primaryIdentifier)}`);
      if (read.type === 'none') {
        io.err(`The PIN ${read.reason}. Nothing was changed.\n`);
        return 1;
      }
      await setPin(directory, caller, { user: id, pin: read.secret });
      io.out(`${printable(primaryIdentifier)} has a new PIN.\n`);
      if (directory.institution.pins.doors.length === 0)
        io.err('No door of this institution takes PINs: name them in "pins.doors".\n');
      return 0;
    });
  },
};
