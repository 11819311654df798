import { type Command, textOption } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const identifiersTypes: Command = {
  name: 'identifiers types',
  summary: 'List the types of identifier that an institution has, as its configuration says.',
  options: {
    ...directoryOptions,
    language: { type: 'string', value: 'TAG', summary: 'In which language; that of the institution unless named.' },
    json: { type: 'boolean', summary: 'As JSON, for programs.' },
  },
  async run(args, io) {
    const { withDirectory } = await import('./with-directory.ts');
    const { printTypes } = await import('./identifiers-types.ts');
    return withDirectory(args, io, async (directory, caller) => {
      const language = textOption(args, 'language') ?? directory.institution.languages[0] ?? 'en';
      io.out(printTypes(directory, caller, { language, isJson: args.values['json'] === true }));
      return 0;
    });
  },
};
