// Commands that look at and change users: one institution's directory, in the name of the operator or of a user.
import type { AppParts } from '../app.ts';
import { directoryOf } from '../directories.ts';
import type { Caller, Directory } from '../directory/deps.ts';
import { namedUser } from '../directory/named-user.ts';
import { dayIn } from '../domain/day.ts';
import { VestibuleError } from '../domain/errors.ts';
import { ineligible } from '../resolution/decide.ts';
import { type CommandArgs, type CommandIo, textOption } from './command.ts';
import { namedInstitution } from './named-institution.ts';
import { withParts } from './with-parts.ts';

export { directoryOptions } from './directory-options.ts';

/**
 * @param use its VestibuleErrors are told, with their code, and give exit code 1
 * @returns what `use` returns, or 1
 */
export async function withDirectory(
  args: CommandArgs,
  io: CommandIo,
  use: (directory: Directory, caller: Caller, parts: AppParts) => Promise<number>,
): Promise<number> {
  return withParts(args, io, async (parts, institutions) => {
    const institution = namedInstitution(args, io, institutions);
    if (institution === undefined) return 1;
    const directory = directoryOf(parts, institution);
    try {
      return await use(directory, await callerOf(directory, textOption(args, 'as')), parts);
    } catch (error) {
      if (!(error instanceof VestibuleError)) throw error;
      io.err(`${error.code}: ${error.message}.\n`);
      return 1;
    }
  });
}

/**
 * Whoever has the command line, or the user named by `--as`. Roles count only for somebody who may sign in: an inactive,
 * locked or expired user may nothing.
 */
export async function callerOf(directory: Directory, name: string | undefined): Promise<Caller> {
  if (name === undefined) return { actor: { who: 'operator', via: 'cli' }, grants: 'operator' };
  const { institution, users, clock } = directory;
  const { id } = await namedUser(directory, name);
  const user = await users.user(institution.slug, id);
  const today = dayIn(institution.timeZone, clock.now());
  const grants = user === undefined || ineligible(user, today) !== undefined ? [] : user.roles;
  return { actor: { who: id, via: 'cli' }, grants };
}
