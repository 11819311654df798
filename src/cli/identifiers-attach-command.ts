import { type Command, textOption } from './command.ts';
import { changeOptions, segmentOption, versionOf, wordOf } from './identifiers-options.ts';

export const identifiersAttach: Command = {
  name: 'identifiers attach',
  summary: 'Give a user a further identifier.',
  options: {
    ...changeOptions,
    segment: segmentOption,
    inactive: { type: 'boolean', summary: 'Switched off for now: it signs nobody in.' },
    note: { type: 'string', value: 'TEXT', summary: 'A note beside it.' },
  },
  operands: ['USER', 'TYPE', 'VALUE'],
  async run(args, io) {
    const [user = '', type = '', value = ''] = args.positionals;
    const request = {
      user,
      type,
      value,
      note: textOption(args, 'note'),
      version: versionOf(args, identifiersAttach),
      segment: wordOf(args, 'segment', ['internal', 'external'], identifiersAttach),
      status: args.values['inactive'] === true ? ('inactive' as const) : ('active' as const),
    };
    const { withDirectory } = await import('./with-directory.ts');
    const { attachIdentifier } = await import('../directory/identifiers/attach.ts');
    const { changeLine, identifierFact } = await import('./identifiers-line.ts');
    return withDirectory(args, io, async (directory, caller) => {
      const { primaryIdentifier, identifier } = await attachIdentifier(directory, caller, request);
      io.out(changeLine(primaryIdentifier, identifierFact(identifier, directory.institution.timeZone)));
      return 0;
    });
  },
};
