import type { Command } from './command.ts';
import { changeOptions, versionOf } from './identifiers-options.ts';

export const identifiersRetire: Command = {
  name: 'identifiers retire',
  summary: 'Give an identifier up: it signs nobody in, and is kept from others for the hold period.',
  options: changeOptions,
  operands: ['USER', 'TYPE', 'VALUE'],
  async run(args, io) {
    const [user = '', type = '', value = ''] = args.positionals;
    const request = { user, type, value, version: versionOf(args, identifiersRetire) };
    const { withDirectory } = await import('./with-directory.ts');
    const { retireIdentifier } = await import('../directory/identifiers/retire.ts');
    const { changeLine, identifierFact } = await import('./identifiers-line.ts');
    return withDirectory(args, io, async (directory, caller) => {
      const { primaryIdentifier, identifier } = await retireIdentifier(directory, caller, request);
      io.out(changeLine(primaryIdentifier, identifierFact(identifier, directory.institution.timeZone)));
      return 0;
    });
  },
};
