// The library's own passwords, as sign-ins check, set and keep them: joined with the directory of the institution.
import { directoryOf } from '../directories.ts';
import type { Directory } from '../directory/deps.ts';
import { createInternalPasswordCheck } from '../directory/internal-password.ts';
import { judgePassword } from '../directory/passwords/policy.ts';
import { rememberPassword } from '../directory/passwords/remember-password.ts';
import { asWritten, writePassword } from '../directory/passwords/write-password.ts';
import { VestibuleError } from '../domain/errors.ts';
import type { UserRecord } from '../domain/ports/changes.ts';
import type { InternalPasswordCheck } from '../domain/ports/internal-password-check.ts';
import type { PasswordKeeper } from '../domain/ports/password-keeper.ts';
import type { Institution, Institutions } from '../institutions.ts';
import type { NewPasswords } from '../login/deps.ts';
import type { AppParts } from './parts.ts';

export function createPasswordCheck(
  { store, hasher, clock, log }: AppParts,
  institutionOf: (slug: string) => Institution | undefined,
): InternalPasswordCheck {
  return createInternalPasswordCheck({
    users: store.users,
    hasher,
    clock,
    institutionOf,
    onRehashFailed: (error) => log.warn('rehash failed', { message: messageOf(error) }),
  });
}

export function createNewPasswords(parts: AppParts, institutions: Institutions): NewPasswords {
  const { store, ephemeral, sealing, random } = parts;
  const links = { ephemeral, sealing, random, journal: store.journal };
  const at = (slug: string): Directory => {
    const institution = institutions.get(slug);
    if (institution === undefined) throw new VestibuleError('VST_INSTITUTION_UNKNOWN', 'There is no such institution');
    return directoryOf(parts, institution.config);
  };
  return {
    judge: async (slug, userId, password, options) => judgePassword(at(slug), userId, password, options),
    change: async (slug, userId, password, actor, epoch) => {
      const directory = at(slug);
      const guard = ({ user }: UserRecord) => {
        if (user.sessionEpoch !== epoch)
          throw new VestibuleError('VST_ATTEMPT_EXPIRED', 'The sessions of the user were ended meanwhile.');
      };
      const set = {
        userId,
        password,
        mustChange: false,
        refuseSame: false,
        action: 'password-changed',
        guard,
      } as const;
      asWritten(await writePassword(directory, actor, set), directory.institution.passwords.minLength);
    },
    reset: (institution) => ({ directory: directoryOf(parts, institution), links }),
  };
}

/** Keeps a password that its upstream has taken: she is signed in even where it cannot be kept. */
export function createPasswordKeeper(parts: AppParts, institutions: Institutions): PasswordKeeper {
  return {
    async keep(slug, userId, password, profile) {
      const institution = institutions.get(slug);
      if (institution === undefined) return;
      const directory = directoryOf(parts, institution.config);
      await rememberPassword(directory, { userId, password, profile }).catch((error: unknown) =>
        parts.log.warn('password not kept', { institution: slug, profile, message: messageOf(error) }),
      );
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
