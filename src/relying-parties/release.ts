// What a relying party is told of a person: which identifier is its subject, and which claims. Pure.
import type { Release } from '../../config/schema.ts';
import type { ErrorCode } from '../domain/errors.ts';
import { type Identifier, primaryType } from '../domain/identifier.ts';
import { type Day, displayName, type Email, type UserSummary } from '../domain/user.ts';
import { isExpired } from '../resolution/decide.ts';

export interface ReleaseInput {
  readonly release: Release;
  readonly user: UserSummary;
  readonly identifiers: readonly Identifier[];
  /** In the institution's time zone. */
  readonly today: Day;
}

export type ReleasedClaims = Readonly<Record<string, string | boolean>>;

export interface Released {
  readonly type: 'released';
  readonly subject: string;
  /** `primary` or the identifier type that the subject is of. */
  readonly subjectType: string;
  readonly claims: ReleasedClaims;
  /** Claims that are still to come from the user's whole record: see `withEmail`. */
  readonly emailClaims: readonly string[];
}

export type ReleaseOutcome = Released | { readonly type: 'refused'; readonly code: ErrorCode };

/**
 * The subject is the first identifier type of the release that the user holds actively; of several values of one type
 * the oldest, so that it does not change when a card is added. A claim without a value is left out.
 */
export function releaseOf({ release, user, identifiers, today }: ReleaseInput): ReleaseOutcome {
  if (!isAdmitted(release, user)) return { type: 'refused', code: 'VST_USER_NOT_FOR_APPLICATION' };
  if (!release.acceptExpired && isExpired(user, today)) return { type: 'refused', code: 'VST_USER_EXPIRED' };
  const types = release.subject === 'primary' ? [primaryType] : release.subject;
  const subject = firstOf(identifiers, types);
  if (subject === undefined) return { type: 'refused', code: 'VST_IDENTIFIER_MISSING' };
  const facts = factsOf(user, today);
  const entries = Object.entries(release.claims);
  const emailClaims = entries.filter(([, source]) => source === 'email').map(([name]) => name);
  const claims = entries.flatMap(([name, source]) => {
    if (source === 'email') return [];
    const value = typeof source === 'string' ? facts[source] : firstOf(identifiers, source.identifier)?.value;
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  return {
    type: 'released',
    subject: subject.value,
    subjectType: subject.type,
    claims: Object.fromEntries(claims),
    emailClaims,
  };
}

/** All claims: the preferred address under every name that is made of it. */
export function withEmail({ claims, emailClaims }: Released, emails: readonly Email[]): ReleasedClaims {
  const address = (emails.find(({ preferred }) => preferred) ?? emails[0])?.address;
  if (address === undefined) return claims;
  return { ...claims, ...Object.fromEntries(emailClaims.map((name) => [name, address])) };
}

function isAdmitted({ recordTypes, userGroups }: Release, user: UserSummary): boolean {
  if (user.recordType === 'contact' || !recordTypes.includes(user.recordType)) return false;
  return userGroups === undefined || (user.userGroup !== undefined && userGroups.includes(user.userGroup));
}

/** The first of these types that the user holds. */
function firstOf(identifiers: readonly Identifier[], types: string | readonly string[]): Identifier | undefined {
  const order = typeof types === 'string' ? [types] : types;
  return order.map((type) => oldestActive(identifiers, type)).find((found) => found !== undefined);
}

function oldestActive(identifiers: readonly Identifier[], type: string): Identifier | undefined {
  const active = identifiers.filter((identifier) => identifier.type === type && identifier.status === 'active');
  // Ids are UUIDv7: they sort by the time of making.
  return active.reduce<Identifier | undefined>(
    (oldest, next) => (oldest === undefined || next.id < oldest.id ? next : oldest),
    undefined,
  );
}

type ClaimSource = Extract<Release['claims'][string], string>;

function factsOf(user: UserSummary, today: Day): Record<Exclude<ClaimSource, 'email'>, string | boolean | undefined> {
  const { name } = user;
  return {
    primary: user.primaryIdentifier,
    name: displayName(name),
    given_name: name.preferredFirst ?? name.first,
    family_name: name.preferredLast ?? name.last,
    user_group: user.userGroup,
    record_type: user.recordType,
    account_type: user.accountType,
    language: user.preferredLanguage,
    blocked: user.blocks.some(
      ({ status, expiryDate }) => status === 'active' && (expiryDate === undefined || expiryDate >= today),
    ),
    expired: isExpired(user, today),
    expiry_date: user.expiryDate,
  };
}
