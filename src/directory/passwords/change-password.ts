// Passwords set and taken away by staff, and changed by their owners.
import { VestibuleError } from '../../domain/errors.ts';
import type { UserRecord } from '../../domain/ports/changes.ts';
import type { UserSummary } from '../../domain/user.ts';
import type { Caller, Directory } from '../deps.ts';
import { namedUser } from '../named-user.ts';
import { authorizeSecret, refuseOutranked } from './rights.ts';
import { storeSecret } from './store-secret.ts';
import { asWritten, writePassword } from './write-password.ts';

export interface SetPasswordRequest {
  /** As `namedUser` takes it. */
  readonly user: string;
  readonly password: string;
  /** Whether she has to choose another at her next sign-in. */
  readonly mustChange: boolean;
}

/**
 * Ends the user's sessions.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_USER_INVALID, VST_PASSWORD_WEAK, VST_BUSY
 */
export async function setPassword(
  directory: Directory,
  caller: Caller,
  { user, password, mustChange }: SetPasswordRequest,
): Promise<UserSummary> {
  const today = authorizeSecret(directory, caller, 'set-password');
  const { id: userId } = await namedUser(directory, user);
  const guard = (record: UserRecord) => refuseOutranked(directory, caller, record.user, today);
  const request = { userId, password, mustChange, refuseSame: false, guard };
  const outcome = await writePassword(directory, caller.actor, request);
  return asWritten(outcome, directory.institution.passwords.minLength);
}

/**
 * Afterwards she signs in by other ways only, and her sessions are over.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_USER_INVALID
 */
export async function removePassword(
  directory: Directory,
  caller: Caller,
  { user }: Pick<SetPasswordRequest, 'user'>,
): Promise<UserSummary> {
  const today = authorizeSecret(directory, caller, 'set-password');
  const { id: userId } = await namedUser(directory, user);
  const guard = (record: UserRecord) => refuseOutranked(directory, caller, record.user, today);
  const change = { userId, kind: 'password', secret: undefined, action: 'password-removed', guard } as const;
  return storeSecret(directory, caller.actor, change);
}

/**
 * A user's own, by the one she has. Ends her sessions, the one she asks in too. Whoever calls this counts the tries: it
 * is a password check.
 *
 * @throws VestibuleError VST_CREDENTIALS_REFUSED when `old` is wrong or she has none; VST_USER_CHANGED when it was changed
 *   meanwhile; VST_USER_UNKNOWN, VST_PASSWORD_WEAK, VST_BUSY
 */
export async function changeOwnPassword(
  directory: Directory,
  caller: Caller,
  { old, password }: { readonly old: string; readonly password: string },
): Promise<UserSummary> {
  const { institution, users, hasher } = directory;
  const { who: userId } = caller.actor;
  const held = await users.password(institution.slug, userId);
  const isRight = held !== undefined && (await hasher.verify(old, held.hash)).type === 'right';
  if (held === undefined) await hasher.spend(old);
  if (!isRight) throw new VestibuleError('VST_CREDENTIALS_REFUSED', 'The password of before is wrong');
  const { minLength } = institution.passwords;
  if (old.normalize('NFC') === password.normalize('NFC')) asWritten({ type: 'weak', faults: ['same'] }, minLength);
  const guard = (record: UserRecord) => {
    if (record.password?.hash === held.hash) return;
    throw new VestibuleError('VST_USER_CHANGED', 'The password was changed meanwhile', { userId });
  };
  const request = {
    userId,
    password,
    mustChange: false,
    refuseSame: false,
    action: 'password-changed',
    guard,
  } as const;
  return asWritten(await writePassword(directory, caller.actor, request), minLength);
}
