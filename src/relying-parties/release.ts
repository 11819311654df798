// What a relying party is told of a person: which identifier is its subject, and which claims. Pure.
import type { Release } from '../../config/schema.ts';
import type { ErrorCode } from '../domain/errors.ts';
import { type Identifier, primaryType } from '../domain/identifier.ts';
import { type Day, displayName, type PostalAddress, type User, type UserSummary } from '../domain/user.ts';
import { isExpired } from '../resolution/decide.ts';

export interface ReleaseInput {
  readonly release: Release;
  readonly user: UserSummary;
  readonly identifiers: readonly Identifier[];
  /** In the institution's time zone. */
  readonly today: Day;
  /** The pseudonym of this person for this application; called only where the release asks for it. */
  readonly pseudonym: () => string;
}

export type ReleasedValue = string | boolean | readonly string[];
export type ReleasedClaims = Readonly<Record<string, ReleasedValue>>;

export interface Released {
  readonly type: 'released';
  readonly subject: string;
  /** `primary`, `pairwise` or the identifier type that the subject is of. */
  readonly subjectType: string;
  readonly claims: ReleasedClaims;
  /** Names of claims that are still to come from the user's whole record: see `withRecord`. */
  readonly lateClaims: readonly string[];
}

export type ReleaseRefused = { readonly type: 'refused'; readonly code: ErrorCode };
export type ReleaseOutcome = Released | ReleaseRefused;

/** What `withRecord` reads of a user. */
export type RecordFacts = Pick<User, 'emails' | 'phones' | 'birthDate'> & Partial<Pick<User, 'addresses'>>;

type Source = Release['claims'][string];
type Fact = Extract<Source, string>;
type LateFact = 'email' | 'phone' | 'birth_date' | 'address';

const lateFacts: readonly Fact[] = ['email', 'phone', 'birth_date', 'address'] satisfies readonly LateFact[];

/**
 * The subject is the first identifier type of the release that the user holds actively; of several values of one type
 * the oldest, so that it does not change when a card is added. A claim without a value is left out.
 */
export function releaseOf({ release, user, identifiers, today, pseudonym }: ReleaseInput): ReleaseOutcome {
  if (!isAdmitted(release, user)) return { type: 'refused', code: 'VST_USER_NOT_FOR_APPLICATION' };
  if (!release.acceptExpired && isExpired(user, today)) return { type: 'refused', code: 'VST_USER_EXPIRED' };
  const subject = subjectOf(release, identifiers, pseudonym);
  if (subject === undefined) return { type: 'refused', code: 'VST_IDENTIFIER_MISSING' };
  const known = factsOf(user, today);
  const entries = Object.entries(release.claims);
  const claims = entries.flatMap(([name, source]) => {
    const value = isLate(source)
      ? undefined
      : valueOf(source, identifiers, (fact) => known[fact as keyof typeof known]);
    return isNothing(value) ? [] : [[name, value] as const];
  });
  return {
    type: 'released',
    ...subject,
    claims: Object.fromEntries(claims),
    lateClaims: entries.filter(([, source]) => isLate(source)).map(([name]) => name),
  };
}

/** All claims, those that are made of the whole record among them. Of addresses and numbers the preferred one counts. */
export function withRecord({ claims }: Released, { claims: sources }: Release, record: RecordFacts): ReleasedClaims {
  const known: Record<LateFact, string | undefined> = {
    email: (record.emails.find(({ preferred }) => preferred) ?? record.emails[0])?.address,
    phone: (record.phones.find(({ preferred }) => preferred) ?? record.phones[0])?.number,
    birth_date: record.birthDate,
    address: lineOf((record.addresses ?? []).find(({ preferred }) => preferred) ?? record.addresses?.[0]),
  };
  const late = Object.entries(sources).flatMap(([name, source]) => {
    const value = isLate(source) ? valueOf(source, [], (fact) => known[fact as LateFact]) : undefined;
    return isNothing(value) ? [] : [[name, value] as const];
  });
  return { ...claims, ...Object.fromEntries(late) };
}

/** A postal address on one line. */
function lineOf(address: PostalAddress | undefined): string | undefined {
  if (address === undefined) return undefined;
  const { lines, postalCode, city, stateProvince, country } = address;
  const place = [postalCode, city].filter((part) => part !== undefined && part !== '').join(' ');
  return [...lines, place, stateProvince, country].filter((part) => part !== undefined && part !== '').join(', ');
}

function isAdmitted({ recordTypes, userGroups }: Release, user: UserSummary): boolean {
  if (user.recordType === 'contact' || !recordTypes.includes(user.recordType)) return false;
  return userGroups === undefined || (user.userGroup !== undefined && userGroups.includes(user.userGroup));
}

function subjectOf({ subject }: Release, identifiers: readonly Identifier[], pseudonym: () => string) {
  if (subject === 'pairwise') return { subject: pseudonym(), subjectType: 'pairwise' };
  const found = firstOf(identifiers, subject === 'primary' ? [primaryType] : subject);
  return found === undefined ? undefined : { subject: found.value, subjectType: found.type };
}

/** Whether the source is made of what stands in the whole record only. */
function isLate(source: Source): boolean {
  if (typeof source === 'string') return lateFacts.includes(source);
  return 'from' in source && lateFacts.includes(source.from);
}

function valueOf(
  source: Source,
  identifiers: readonly Identifier[],
  factOf: (fact: Fact) => string | boolean | undefined,
): ReleasedValue | undefined {
  if (typeof source === 'string') return factOf(source);
  if ('value' in source) return source.value;
  if ('identifier' in source) {
    const { identifier: types, all, scope } = source;
    if (!all) return scoped(firstOf(identifiers, types)?.value, scope);
    const values = [types].flat().flatMap((type) => activeOf(identifiers, type).map(({ value }) => value));
    return values.map((value) => (scope === undefined ? value : `${value}@${scope}`));
  }
  const fact = factOf(source.from);
  const { map, otherwise, scope } = source;
  if (map === undefined) return scoped(fact === undefined || fact === '' ? otherwise : fact, scope);
  const mapped = fact !== undefined && Object.hasOwn(map, String(fact)) ? map[String(fact)] : otherwise;
  return scoped(mapped, scope);
}

function scoped(value: ReleasedValue | undefined, scope: string | undefined): ReleasedValue | undefined {
  if (scope === undefined || value === undefined || value === '') return value;
  return typeof value === 'object' ? value.map((one) => `${one}@${scope}`) : `${value}@${scope}`;
}

function isNothing(value: ReleasedValue | undefined): value is undefined {
  return value === undefined || value === '' || (typeof value === 'object' && value.length === 0);
}

/** The first of these types that the user holds. */
function firstOf(identifiers: readonly Identifier[], types: string | readonly string[]): Identifier | undefined {
  const order = typeof types === 'string' ? [types] : types;
  return order.map((type) => activeOf(identifiers, type)[0]).find((found) => found !== undefined);
}

/** Oldest first. Ids are UUIDv7: they sort by the time of making. */
function activeOf(identifiers: readonly Identifier[], type: string): readonly Identifier[] {
  return identifiers
    .filter((identifier) => identifier.type === type && identifier.status === 'active')
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

function factsOf(user: UserSummary, today: Day): Record<Exclude<Fact, LateFact>, string | boolean | undefined> {
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
