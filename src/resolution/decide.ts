// The decision itself: pure, from what was found to who it is, or why nobody.
import { type IdentifierKey, signsIn } from '../domain/identifier.ts';
import type { Holding } from '../domain/ports/users.ts';
import type { RefusalReason, Resolution, UserRef } from '../domain/resolution.ts';
import type { Day, UserSummary } from '../domain/user.ts';

/** Who may come in by a profile. */
export interface Admission {
  readonly recordTypes: readonly ('public' | 'staff')[];
  readonly userGroups?: readonly string[] | undefined;
}

/** When it is decided: the moment (epoch ms), and the day it falls on where the institution is. */
export interface Moment {
  readonly now: number;
  readonly today: Day;
}

/**
 * One person or nobody. Retired and held values name nobody, former primary identifiers only while they still sign in;
 * an inactive value names its user, so that it cannot hide an ambiguity, but signs nobody in.
 */
export function decide(
  holdings: readonly Holding[],
  types: readonly string[],
  tried: readonly IdentifierKey[],
  admission: Admission,
  { now, today }: Moment,
): Resolution {
  const comesIn = ({ identifier, holdUntil }: Holding) => signsIn(identifier.status, holdUntil, now);
  const named = holdings.filter(
    (holding) =>
      types.includes(holding.identifier.type) && (holding.identifier.status === 'inactive' || comesIn(holding)),
  );
  const people = new Map(named.map(({ user }) => [user.id, user]));
  const [user, ...others] = people.values();
  if (user === undefined) return { type: 'unmatched', tried };
  if (others.length > 0) return { type: 'ambiguous', candidates: [user, ...others].map(refOf) };
  const active = named.find(comesIn);
  if (active === undefined) return { type: 'refused', user: refOf(user), reason: 'identifier-inactive' };
  const reason = refusalOf(user, admission, today);
  if (reason !== undefined) return { type: 'refused', user: refOf(user), reason };
  return { type: 'matched', user, identifier: active.identifier };
}

/** Why this user may not come in by a profile; undefined when she may. */
export function refusalOf(user: UserSummary, admission: Admission, today: Day): RefusalReason | undefined {
  return ineligible(user, today) ?? notAdmitted(user, admission);
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
