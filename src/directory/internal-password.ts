// The library's own password: a typed name is resolved to one user and her hash verified.
import type { InstitutionConfig } from '../../config/schema.ts';
import type { MatchTarget } from '../domain/match-rule.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { InternalPasswordCause, InternalPasswordCheck } from '../domain/ports/internal-password-check.ts';
import type { PasswordHasher } from '../domain/ports/password-hasher.ts';
import type { StoredPassword, Users } from '../domain/ports/users.ts';
import type { UserSummary } from '../domain/user.ts';
import { findTypedName, type TypedName, type TypedNameTable } from './typed-name.ts';

export type FallbackPolicy = InstitutionConfig['fallback'];

export interface InternalPasswordDeps {
  readonly users: Users;
  readonly hasher: PasswordHasher;
  readonly clock: Clock;
  institutionOf(slug: string): { readonly config: InstitutionConfig; readonly types: TypedNameTable } | undefined;
  /** Told when a stronger hash could not be written: the sign-in goes on, the next one tries again. */
  readonly onRehashFailed?: (error: unknown) => void;
}

/** Whether a policy lets external users come in by the internal password for this cause at all. */
export function policyAllows(policy: FallbackPolicy, cause: InternalPasswordCause): boolean {
  switch (cause) {
    case 'chosen':
      return policy.whenChosen;
    case 'refused':
      return policy.whenRefused;
    case 'unknown':
      return policy.whenUnknown;
    case 'unreachable':
      return policy.whenUnreachable;
    case 'none':
      return false;
  }
}

/** Internal users always, external ones by policy, contacts never. */
export function mayUseInternalPassword(
  user: UserSummary,
  policy: FallbackPolicy,
  cause: InternalPasswordCause,
): boolean {
  if (user.recordType === 'contact') return false;
  if (user.accountType === 'internal') return true;
  if (!policyAllows(policy, cause)) return false;
  return (
    policy.userGroups === undefined || (user.userGroup !== undefined && policy.userGroups.includes(user.userGroup))
  );
}

/** Which identifiers may be typed: as the profile says, or any pooled one where it is no password profile. */
export function passwordTarget(config: InstitutionConfig, profile: string): MatchTarget {
  const found = config.loginProfiles.find(({ id, kind }) => id === profile && kind === 'password');
  return found?.match.to ?? { type: 'any' };
}

/** @throws VestibuleError VST_BUSY from the hasher, VST_STORE_UNAVAILABLE from the directory */
export function createInternalPasswordCheck(deps: InternalPasswordDeps): InternalPasswordCheck {
  const { users, hasher } = deps;

  function renew(institution: string, userId: string, expected: string, next: string | undefined): void {
    if (next === undefined) return;
    users.rehash(institution, userId, expected, next).catch((error: unknown) => deps.onRehashFailed?.(error));
  }

  return {
    async verify({ institution, profile, name, secret, cause }) {
      const found = deps.institutionOf(institution);
      if (found === undefined) return spendOn(hasher, secret, 'no such institution');
      const target = passwordTarget(found.config, profile);
      const typed = await findTypedName(users, institution, found.types, [target], name, deps.clock.now());
      // Asked for whoever it is, so that the answer takes the same queries for every name.
      const password = await users.password(institution, typed.person?.id ?? nobody);
      const checked = checkable(typed, password, found.config.fallback, cause);
      if (typeof checked === 'string') return spendOn(hasher, secret, checked);
      const verdict = await hasher.verify(secret, checked.password.hash);
      if (verdict.type === 'wrong') return { type: 'wrong', detail: 'the password is wrong' };
      renew(institution, checked.userId, checked.password.hash, verdict.rehash);
      return { type: 'right', userId: checked.userId, mustChange: checked.password.mustChange };
    },
  };
}

/** No user has it: UUIDv7 ids never are all zeros. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** What is to be verified, or why nothing is. */
function checkable(
  typed: TypedName,
  password: StoredPassword | undefined,
  policy: FallbackPolicy,
  cause: InternalPasswordCause,
): { readonly userId: string; readonly password: StoredPassword } | string {
  const { people, person } = typed;
  if (people.length > 1) return 'the name stands for several people';
  if (people.length === 0) return 'the name stands for nobody';
  if (person === undefined) return 'the identifier is not active';
  if (!mayUseInternalPassword(person, policy, cause)) {
    const kind = person.recordType === 'contact' ? 'a contact' : 'an external user';
    return `${kind} may not use the internal password (${cause})`;
  }
  return password === undefined ? 'the user has no password' : { userId: person.id, password };
}

async function spendOn(hasher: PasswordHasher, secret: string, detail: string) {
  await hasher.spend(secret);
  return { type: 'wrong' as const, detail };
}
