// Looking for users: by what somebody typed, one after the other, and one of them closely.
import { dayIn } from '../domain/day.ts';
import { VestibuleError } from '../domain/errors.ts';
import type { Identifier } from '../domain/identifier.ts';
import type { HeldIdentifier } from '../domain/ports/changes.ts';
import type { Page, PageRequest } from '../domain/ports/finding.ts';
import type { User, UserSummary } from '../domain/user.ts';
import type { Caller, Directory } from './deps.ts';
import { parsePlace, placeText } from './find-place.ts';
import { keyOf } from './folding.ts';
import { identifierSight } from './identifier-sight.ts';
import { namedUser } from './named-user.ts';
import { type Action, authorize, isAllowed } from './permissions.ts';
import { preferredIdentifierOf } from './settings/preferred-identifier.ts';
import { settingsOf } from './settings/settings-of.ts';
import { type DeskGlance, deskGlance, type UserGlance, wideGlance } from './user-glance.ts';

/** Longer than any name, address or value. */
const textMax = 1000;

export interface FindRequest {
  /** An identifier, an email address or the beginning of a name. */
  readonly text: string;
  readonly page: PageRequest;
}

/**
 * Who has exactly this identifier, of a type the caller may see, or this address; then those whose names begin so.
 * Nobody comes twice. A page may be shorter than its limit and still have a next.
 *
 * @throws VestibuleError VST_NOT_ALLOWED; VST_REQUEST_MALFORMED for a text that is blank, a limit that is none from 1
 *   to 500, an `after` that this search did not give
 */
export async function findUsers(
  directory: Directory,
  caller: Caller,
  { text, page: { limit, after } }: FindRequest,
): Promise<Page<UserGlance>> {
  const { slug, code } = directory.institution;
  authorize(caller, 'find-users', code, todayIn(directory));
  if (text.length > textMax)
    throw new VestibuleError('VST_REQUEST_MALFORMED', `Nobody is found by more than ${textMax} characters`);
  if (text.trim() === '' || limit < 1)
    throw new VestibuleError('VST_REQUEST_MALFORMED', 'There is nothing to look for, or nobody to be shown');
  const place = parsePlace(after);
  const glance = glanceFor(directory, caller);
  const exact = await exactMatches(directory, caller, text);
  const shown = place.type === 'exact' ? exact.slice(place.from, place.from + limit) : [];
  const afterName = place.type === 'name' ? place.after : undefined;
  // One more than fits is asked for where nothing fits, to know whether there is a next page.
  const room = Math.max(limit - shown.length, 1);
  const byName = await directory.finding.byName(slug, text, { limit: room, after: afterName });
  if (place.type === 'exact' && shown.length === limit) {
    const from = place.from + shown.length;
    const isLast = from >= exact.length && byName.items.length === 0;
    return { items: shown.map(glance), next: isLast ? undefined : placeText({ type: 'exact', from }) };
  }
  const others = byName.items.filter(({ id }) => !exact.some((user) => user.id === id));
  return {
    items: [...shown, ...others].map(glance),
    next: byName.next && placeText({ type: 'name', after: byName.next }),
  };
}

/**
 * All users, in the order in which they were made.
 *
 * @throws VestibuleError VST_NOT_ALLOWED; VST_REQUEST_MALFORMED
 */
export async function listUsers(directory: Directory, caller: Caller, page: PageRequest): Promise<Page<UserGlance>> {
  authorize(caller, 'find-users', directory.institution.code, todayIn(directory));
  const { items, next } = await directory.finding.all(directory.institution.slug, page);
  return { items: items.map(glanceFor(directory, caller)), next };
}

/** `glance` is all that a desk is shown. */
export type ShownUser =
  | { readonly type: 'glance'; readonly user: DeskGlance }
  | {
      readonly type: 'record';
      readonly user: User;
      /** The primary one first; the others only for who may see identifiers. */
      readonly identifiers: readonly ShownIdentifier[];
      /** Types of which she has values that only the operator sees. */
      readonly withheldTypes: readonly string[];
      /** Of an external user, in the head of her page; may differ from the primary identifier. */
      readonly preferred?: Pick<Identifier, 'type' | 'value'> | undefined;
      readonly hasPassword: boolean;
      readonly hasPin: boolean;
    };

export type ShownIdentifier = Identifier & Pick<HeldIdentifier, 'holdUntil'>;

/**
 * One user, as much of her as the caller may see.
 *
 * @param name as `namedUser` takes it
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN
 */
export async function showUser(directory: Directory, caller: Caller, name: string): Promise<ShownUser> {
  const { code, slug } = directory.institution;
  const seesAll = may(directory, caller, 'see-user');
  if (!seesAll) authorize(caller, 'see-primary-identifier', code, todayIn(directory));
  const summary = await namedUser(directory, name);
  if (!seesAll) return { type: 'glance', user: deskGlance(summary) };
  const record = await directory.changes.record(slug, summary.id);
  if (record === undefined) throw new VestibuleError('VST_USER_UNKNOWN', 'The user has gone meanwhile');
  const { user, identifiers, password, pin } = record;
  const sight = identifierSight(directory, caller, todayIn(directory));
  const seen = identifiers.filter((identifier) => sight.sees(identifier));
  const withheld = identifiers.map(({ type }) => type).filter((type) => sight.withholds(type));
  const settings = user.accountType === 'external' ? await settingsOf(directory) : undefined;
  return {
    type: 'record',
    user,
    identifiers: seen.map(withoutPlace),
    withheldTypes: [...new Set(withheld)],
    preferred: settings && preferredIdentifierOf(settings, { user, identifiers: seen }),
    hasPassword: password !== undefined,
    hasPin: pin !== undefined,
  };
}

const withoutPlace = ({ scope: _scope, key: _key, ...identifier }: HeldIdentifier): ShownIdentifier => identifier;

const todayIn = ({ institution, clock }: Directory) => dayIn(institution.timeZone, clock.now());

const may = (directory: Directory, caller: Caller, action: Action) =>
  isAllowed(caller, action, directory.institution.code, todayIn(directory));

const glanceFor = (directory: Directory, caller: Caller): ((user: UserSummary) => UserGlance) =>
  may(directory, caller, 'see-user') ? wideGlance : deskGlance;

async function exactMatches(directory: Directory, caller: Caller, text: string): Promise<readonly UserSummary[]> {
  const { institution, rules, users, finding } = directory;
  const { types } = identifierSight(directory, caller, todayIn(directory));
  const keys = types.map((type) => keyOf(rules.table, type, text));
  const holdings = await users.holdings(institution.slug, keys);
  const named = holdings
    .filter(({ identifier: { type, status } }) => types.includes(type) && status !== 'retired' && status !== 'held')
    .toSorted((a, b) => types.indexOf(a.identifier.type) - types.indexOf(b.identifier.type));
  const byEmail = text.includes('@') ? await finding.byEmail(institution.slug, text) : [];
  return [...new Map([...named.map(({ user }) => user), ...byEmail].map((user) => [user.id, user])).values()];
}
