import { type Command, textOption, UsageError } from './command.ts';
import { changeOptions, segmentOption, versionOf, wordOf } from './identifiers-options.ts';

export const identifiersEdit: Command = {
  name: 'identifiers edit',
  summary: 'Change one identifier of a user: its value, status, segment or note.',
  options: {
    ...changeOptions,
    value: { type: 'string', value: 'VALUE', summary: 'The value it is to have; the old one is free at once.' },
    status: { type: 'string', value: 'STATUS', summary: 'active or inactive; a retired one comes back by it.' },
    segment: segmentOption,
    note: { type: 'string', value: 'TEXT', summary: 'The note beside it; an empty one takes it away.' },
  },
  operands: ['USER', 'TYPE', 'VALUE'],
  async run(args, io) {
    const [user = '', type = '', value = ''] = args.positionals;
    const changes = {
      newValue: textOption(args, 'value'),
      status: wordOf(args, 'status', ['active', 'inactive'], identifiersEdit),
      segment: wordOf(args, 'segment', ['internal', 'external'], identifiersEdit),
      note: textOption(args, 'note'),
    };
    if (Object.values(changes).every((change) => change === undefined))
      throw new UsageError('nothing is to be changed: name --value, --status, --segment or --note', identifiersEdit);
    const request = { user, type, value, ...changes, version: versionOf(args, identifiersEdit) };
    const { withDirectory } = await import('./with-directory.ts');
    const { editIdentifier } = await import('../directory/identifiers/edit.ts');
    const { changeLine, identifierFact } = await import('./identifiers-line.ts');
    return withDirectory(args, io, async (directory, caller) => {
      const { primaryIdentifier, identifier } = await editIdentifier(directory, caller, request);
      io.out(changeLine(primaryIdentifier, identifierFact(identifier, directory.institution.timeZone)));
      return 0;
    });
  },
};
