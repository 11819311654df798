import { type Command, textOption } from './command.ts';
import { changeOptions, versionOf } from './identifiers-options.ts';

export const identifiersReplace: Command = {
  name: 'identifiers replace',
  summary: 'Put a new card in the place of a lost one, which is retired, in one step.',
  options: { ...changeOptions, note: { type: 'string', value: 'TEXT', summary: 'A note beside the new one.' } },
  operands: ['USER', 'TYPE', 'OLD', 'NEW'],
  async run(args, io) {
    const [user = '', type = '', value = '', newValue = ''] = args.positionals;
    const version = versionOf(args, identifiersReplace);
    const request = { user, type, value, newValue, note: textOption(args, 'note'), version };
    const { withDirectory } = await import('./with-directory.ts');
    const { replaceIdentifier } = await import('../directory/identifiers/replace.ts');
    const { changeLine, identifierFact } = await import('./identifiers-line.ts');
    return withDirectory(args, io, async (directory, caller) => {
      const { primaryIdentifier, identifier, retired } = await replaceIdentifier(directory, caller, request);
      io.out(
        changeLine(
          primaryIdentifier,
          identifierFact(identifier, directory.institution.timeZone),
          identifierFact(retired, directory.institution.timeZone),
        ),
      );
      return 0;
    });
  },
};
