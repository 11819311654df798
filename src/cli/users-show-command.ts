import { type Command, textOption } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const usersShow: Command = {
  name: 'users show',
  summary: 'Show a user: by identifier, by TYPE:VALUE or by internal id.',
  options: {
    ...directoryOptions,
    language: {
      type: 'string',
      value: 'TAG',
      summary: 'Of the names of identifier types; the institution’s unless named.',
    },
    json: { type: 'boolean', summary: 'As JSON, for programs.' },
  },
  operands: ['USER'],
  async run(args, io) {
    const { withDirectory } = await import('./with-directory.ts');
    const { showUser } = await import('../directory/finding.ts');
    const { actorNames } = await import('./actor-names.ts');
    const { actorsOf, printUser } = await import('./users-show.ts');
    return withDirectory(args, io, async (directory, caller) => {
      const [name = ''] = args.positionals;
      const shown = await showUser(directory, caller, name);
      const { identifierTypes, languages, timeZone } = directory.institution;
      const language = textOption(args, 'language') ?? languages[0] ?? 'en';
      const isJson = args.values['json'] === true;
      if (isJson) {
        io.out(`${JSON.stringify(shown, undefined, 2)}\n`);
        return 0;
      }
      const nameOf = await actorNames(directory, shown.type === 'record' ? actorsOf(shown.user) : []);
      io.out(printUser(shown, { identifierTypes, language, timeZone, nameOf }));
      return 0;
    });
  },
};
