// One record that holds two people as two records: what belongs to the other goes out of it. Pure.
import { VestibuleError } from '../../domain/errors.ts';
import { primaryType } from '../../domain/identifier.ts';
import type { HeldIdentifier, UserRecord } from '../../domain/ports/changes.ts';
import type { Actor } from '../../domain/ports/users.ts';
import type { PersonName, User } from '../../domain/user.ts';
import { placeOf } from '../identifier-rules.ts';
import { roleOf } from '../permissions.ts';
import { itemName, type ListSegment, listSegments, listsOf, type SegmentLists, withLists } from './segments.ts';

/** Identifiers by id, items of lists as `itemName` calls them. */
export type SplitTake = { readonly identifiers?: readonly string[] | undefined } & {
  readonly [S in ListSegment]?: readonly string[] | undefined;
};

export interface SplitChoice {
  readonly take: SplitTake;
  /** The primary identifier of the new user: a value of hers that is taken, or a new one. */
  readonly newPrimary: HeldIdentifier;
  readonly name: PersonName;
  /** The user who stays keeps neither password nor PIN: nobody knows whose they are. */
  readonly dropSecrets: boolean;
}

export interface SplitRecords {
  readonly stays: UserRecord;
  readonly goes: UserRecord;
}

/**
 * @param userId of the new user
 * @param at ISO 8601
 * @throws VestibuleError VST_IDENTIFIER_UNKNOWN, VST_USER_INVALID for what the user does not have, or cannot give away
 */
export function splitRecord(
  record: UserRecord,
  { take, newPrimary, name, dropSecrets }: SplitChoice,
  userId: string,
  at: string,
  actor: Actor,
): SplitRecords {
  const { user, identifiers, ...secrets } = record;
  const taken = takenIdentifiers(record, take.identifiers ?? [], newPrimary);
  const places = new Set([...taken, newPrimary].map(placeOf));
  const { staying, going } = dividedLists(user, take);
  return {
    stays: {
      // Whoever signed in as her may have been the other one.
      user: { ...withLists(user, staying), sessionEpoch: user.sessionEpoch + 1 },
      identifiers: identifiers.filter((identifier) => !places.has(placeOf(identifier))),
      ...(dropSecrets ? {} : secrets),
    },
    goes: {
      user: withLists(newUser(user, userId, name, newPrimary.value, at, actor), going),
      identifiers: [
        { ...newPrimary, type: primaryType, status: 'active', segment: 'internal', userId, holdUntil: undefined },
        ...taken.map((identifier) => ({ ...identifier, userId, segment: 'internal' as const })),
      ],
    },
  };
}

function takenIdentifiers(
  { user, identifiers }: UserRecord,
  ids: readonly string[],
  newPrimary: HeldIdentifier,
): readonly HeldIdentifier[] {
  const current = identifiers.find(({ type, status }) => type === primaryType && status !== 'alias' && !isOver(status));
  const wanted = ids.map((id) => {
    const identifier = identifiers.find((one) => one.id === id);
    if (identifier === undefined)
      throw new VestibuleError('VST_IDENTIFIER_UNKNOWN', `The user has no identifier ${JSON.stringify(id)}`, {
        userId: user.id,
      });
    return identifier;
  });
  const given = [...wanted, newPrimary].find((identifier) => current !== undefined && isSamePlace(identifier, current));
  if (given !== undefined)
    throw new VestibuleError('VST_USER_INVALID', 'The user who stays keeps her primary identifier: rename her first', {
      userId: user.id,
    });
  return wanted.filter((identifier) => !isSamePlace(identifier, newPrimary));
}

const isOver = (status: HeldIdentifier['status']) => status === 'retired' || status === 'held';
const isSamePlace = (one: HeldIdentifier, other: HeldIdentifier) => placeOf(one) === placeOf(other);

function dividedLists(user: User, take: SplitTake): { readonly staying: SegmentLists; readonly going: SegmentLists } {
  const lists = listsOf(user);
  const [staying, going] = [{ ...lists }, { ...lists }];
  for (const segment of listSegments) {
    const nameOf = itemName[segment] as (item: unknown) => string;
    const [items, names] = [lists[segment] as readonly unknown[], new Set(take[segment])];
    const missing = [...names].find((name) => !items.some((item) => nameOf(item) === name));
    if (missing !== undefined)
      throw new VestibuleError('VST_USER_INVALID', `Nothing of her ${segment} is called ${JSON.stringify(missing)}`, {
        userId: user.id,
        segment,
      });
    Object.assign(staying, { [segment]: items.filter((item) => !names.has(nameOf(item))) });
    Object.assign(going, { [segment]: items.filter((item) => names.has(nameOf(item))).map(asInternal) });
  }
  return { staying, going };
}

/** No other system manages the new user. */
function asInternal(item: unknown): unknown {
  return typeof item === 'object' && item !== null && 'segment' in item ? { ...item, segment: 'internal' } : item;
}

/** She is a patron of the same kind, managed here, until another system names her. */
function newUser(
  { institution, recordType, userGroup, preferredLanguage, expiryDate, campusCode, roles }: User,
  id: string,
  name: PersonName,
  primaryIdentifier: string,
  at: string,
  { who }: Actor,
): User {
  return {
    id,
    institution,
    primaryIdentifier,
    recordType,
    accountType: 'internal',
    status: 'active',
    name,
    userGroup,
    preferredLanguage,
    expiryDate,
    campusCode,
    roles: roles.filter(({ role }) => roleOf(role) === 'patron'),
    emails: [],
    phones: [],
    addresses: [],
    blocks: [],
    notes: [],
    statistics: [],
    proxyFor: [],
    rsLibraries: [],
    protectedFields: [],
    sessionEpoch: 0,
    version: 1,
    createdAt: at,
    createdBy: who,
    modifiedAt: at,
    modifiedBy: who,
  };
}
