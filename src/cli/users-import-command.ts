import { type Command, textOption } from './command.ts';
import { configOption } from './configuration.ts';

export const usersImport: Command = {
  name: 'users import',
  summary: 'Take users from a JSON or CSV file, with a report of every record that is rejected.',
  options: {
    config: configOption,
    institution: { type: 'string', value: 'SLUG', summary: 'Whose users they are.', required: true },
    report: { type: 'string', value: 'FILE', summary: 'Where rejected records are listed, as CSV.' },
  },
  operands: ['FILE.json|FILE.csv'],
  async run(args, io) {
    const { withParts } = await import('./with-parts.ts');
    const { runUsersImport } = await import('./users-import.ts');
    const slug = textOption(args, 'institution') ?? '';
    const [file = ''] = args.positionals;
    return withParts(args, io, async (parts, institutions) => {
      const institution = institutions.find((config) => config.slug === slug);
      if (institution === undefined) {
        io.err(
          `No institution has the slug "${slug}". There are: ${institutions.map((config) => config.slug).join(', ')}.\n`,
        );
        return 1;
      }
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
        stdout: process.stdout,
        stderr: process.stderr,
      });
    });
  },
};
