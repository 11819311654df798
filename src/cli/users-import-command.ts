import { type Command, textOption } from './command.ts';
import { configOption } from './config-option.ts';
import { institutionOption } from './institution-option.ts';

export const usersImport: Command = {
  name: 'users import',
  summary: 'Take users from a JSON or CSV file, with a report of every record that is rejected.',
  options: {
    config: configOption,
    institution: institutionOption,
    report: { type: 'string', value: 'FILE', summary: 'Where rejected records are listed, as CSV.' },
    'take-over': {
      type: 'boolean',
      summary: 'Let records of other systems take over users whom the library manages; they are rejected unless told.',
    },
  },
  operands: ['FILE.json|FILE.csv'],
  async run(args, io) {
    const { withParts } = await import('./with-parts.ts');
    const { namedInstitution } = await import('./named-institution.ts');
    const { runUsersImport } = await import('./users-import.ts');
    const [file = ''] = args.positionals;
    return withParts(args, io, async (parts, institutions) => {
      const institution = namedInstitution(args, io, institutions);
      if (institution === undefined) return 1;
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      return runUsersImport({
        file,
        report: textOption(args, 'report'),
        institution,
        users: parts.store.users,
        clock: parts.clock,
        random: parts.random,
        signal: stop.signal,
        takesOver: args.values['take-over'] === true,
        stdout: process.stdout,
        stderr: process.stderr,
      });
    });
  },
};
