// The decision itself: pure, from what was found to who it is, or why nobody.
import type { IdentifierKey } from '../domain/identifier.ts';
import type { Holding } from '../domain/ports/users.ts';
import type { RefusalReason, Resolution, UserRef } from '../domain/resolution.ts';
import type { Day, UserSummary } from '../domain/user.ts';

/** Who may come in by a profile. */
export interface Admission {
  readonly recordTypes: readonly ('public' | 'staff')[];
  readonly userGroups?: readonly string[] | undefined;
}

/**
 * One person or nobody. Retired, held and alias values name nobody; an inactive one names its user, so that it cannot
 * hide an ambiguity, but signs nobody in.
 */
export function decide(
  holdings: readonly Holding[],
  types: readonly string[],
  tried: readonly IdentifierKey[],
  admission: Admission,
  today: Day,
): Resolution {
  const named = holdings.filter(
    ({ identifier }) =>
      types.includes(identifier.type) && (identifier.status === 'active' || identifier.status === 'inactive'),
  );
  const people = new Map(named.map(({ user }) => [user.id, user]));
  const [user, ...others] = people.values();
  if (user === undefined) return { type: 'unmatched', tried };
  if (others.length > 0) return { type: 'ambiguous', candidates: [user, ...others].map(refOf) };
  const active = named.find(({ identifier }) => identifier.status === 'active');
  if (active === undefined) return { type: 'refused', user: refOf(user), reason: 'identifier-inactive' };
  const reason = ineligible(user, today) ?? notAdmitted(user, admission);
  if (reason !== undefined) return { type: 'refused', user: refOf(user), reason };
  return { type: 'matched', user, identifier: active.identifier };
}

/** Why this user may not sign in at all, by any method, at any door. Library blocks are no reason. */
export function ineligible(user: UserSummary, today: Day): RefusalReason | undefined {
  if (user.recordType === 'contact') return 'user-contact';
  if (user.status !== 'active') return 'user-inactive';
  if (user.signInLock !== undefined) return 'user-locked';
  if (user.accountType === 'internal' && isExpired(user, today)) return 'user-expired';
  return undefined;
}

/** The day of expiry is the last good one. */
export function isExpired(user: UserSummary, today: Day): boolean {
  return user.expiryDate !== undefined && user.expiryDate < today;
}

function notAdmitted(user: UserSummary, admission: Admission): RefusalReason | undefined {
  if (user.recordType === 'contact' || !admission.recordTypes.includes(user.recordType)) return 'record-type';
  const groups = admission.userGroups;
  if (groups !== undefined && (user.userGroup === undefined || !groups.includes(user.userGroup))) return 'user-group';
  return undefined;
}

function refOf(user: UserSummary): UserRef {
  return { id: user.id, primaryIdentifier: user.primaryIdentifier };
}
