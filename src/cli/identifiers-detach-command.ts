import type { Command } from './command.ts';
import { changeOptions, versionOf } from './identifiers-options.ts';

export const identifiersDetach: Command = {
  name: 'identifiers detach',
  summary: 'Take an identifier from a user; anybody may have it at once. "identifiers retire" keeps it from others.',
  options: changeOptions,
  operands: ['USER', 'TYPE', 'VALUE'],
  async run(args, io) {
    const [user = '', type = '', value = ''] = args.positionals;
    const request = { user, type, value, version: versionOf(args, identifiersDetach) };
    const { withDirectory } = await import('./with-directory.ts');
    const { detachIdentifier } = await import('../directory/identifiers/detach.ts');
    const { changeLine } = await import('./identifiers-line.ts');
    return withDirectory(args, io, async (directory, caller) => {
      const { primaryIdentifier, identifier } = await detachIdentifier(directory, caller, request);
      io.out(changeLine(primaryIdentifier, `${identifier.type} ${identifier.value} is no longer hers`));
      return 0;
    });
  },
};
