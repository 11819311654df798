// The institution that a command is about.
import type { InstitutionConfig } from '../../config/schema.ts';
import { type CommandArgs, type CommandIo, textOption } from './command.ts';

/** The one of `--institution`, or the only one there is; undefined, and told which there are, when it cannot be said. */
export function namedInstitution(
  args: CommandArgs,
  io: CommandIo,
  institutions: readonly InstitutionConfig[],
): InstitutionConfig | undefined {
  const slug = textOption(args, 'institution');
  const [only, ...others] = institutions;
  if (slug === undefined && only !== undefined && others.length === 0) return only;
  const found = institutions.find((config) => config.slug === slug);
  if (found !== undefined) return found;
  const known = institutions.map((config) => config.slug).join(', ');
  io.err(
    slug === undefined
      ? `There are several institutions: name one by --institution. There are: ${known}.\n`
      : `No institution has the slug "${slug}". There are: ${known}.\n`,
  );
  return undefined;
}
