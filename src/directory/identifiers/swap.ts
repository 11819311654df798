import { VestibuleError } from '../../domain/errors.ts';
import { primaryType } from '../../domain/identifier.ts';
import type { Decision, HeldIdentifier, Known, UserRecord } from '../../domain/ports/changes.ts';
import type { Caller, Directory } from '../deps.ts';
import { namedUser } from '../named-user.ts';
import { settingsOf } from '../settings/settings-of.ts';
import { decidedOver, type Ground } from './deciding.ts';
import { invalid, refuseHidden, refuseLocked, refuseUnfit } from './judge.ts';
import { refuseLastGone } from './life-settings.ts';
import { followed, proxiesFor } from './proxies.ts';
import { rightsOf } from './rights.ts';
import { currentPrimary, isLive, standingRecord } from './standing.ts';

export interface SwapRequest {
  /** As `namedUser` takes them. */
  readonly a: string;
  readonly b: string;
  /** Codes of identifier types, or `primary`; at least one. */
  readonly types: readonly string[];
  /** The versions that the caller read. */
  readonly versions?: { readonly a?: number | undefined; readonly b?: number | undefined } | undefined;
}

export interface SwappedUser {
  readonly userId: string;
  readonly primaryIdentifier: string;
  /** What she has now of the types named. */
  readonly identifiers: readonly HeldIdentifier[];
}

export interface SwappedUsers {
  readonly a: SwappedUser;
  readonly b: SwappedUser;
}

/**
 * Exchanges what two users have of some types, active and inactive, in one change: somebody gave each the other's card.
 * Retired values stay where they are. Exchanging primary identifiers needs the permission to rename; no alias is left.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_USER_CHANGED, VST_IDENTIFIER_UNKNOWN,
 *   VST_IDENTIFIER_INVALID, VST_FIELD_LOCKED, VST_FIELD_MISSING
 */
export async function swapIdentifiers(
  directory: Directory,
  caller: Caller,
  request: SwapRequest,
): Promise<SwappedUsers> {
  const renames = request.types.includes(primaryType);
  const rights = rightsOf(
    directory,
    caller,
    'swap-identifiers',
    ...(renames ? (['rename-primary-identifier'] as const) : []),
  );
  const { institution, rules, changes } = directory;
  const a = await namedUser(directory, request.a);
  const b = await namedUser(directory, request.b);
  const settings = await settingsOf(directory);
  const proxies = renames ? await proxiesFor(directory, [a.primaryIdentifier, b.primaryIdentifier]) : [];
  const input = { a: a.id, b: b.id, types: request.types, versions: request.versions, proxies };
  return changes.change(
    institution.slug,
    { users: [a.id, b.id, ...proxies] },
    caller.actor,
    decidedOver(directory, caller, [a.id, b.id], (known) => decideSwap(known, input, { rules, rights, settings })),
  );
}

export interface SwapInput extends SwapRequest {
  /** Ids of users who may act for one of the two. */
  readonly proxies: readonly string[];
}

/** @param input with internal ids in `a` and `b` */
export function decideSwap(known: Known, input: SwapInput, ground: Ground): Decision<SwappedUsers> {
  const a = standingRecord(known, input.a, input.versions?.a);
  const b = standingRecord(known, input.b, input.versions?.b);
  const types = [...new Set(input.types)];
  refuseNothing(a, b, types);
  for (const type of types) refuseHidden(ground.rules, type, ground.rights);
  const next = { a: withOthers(a, b, types, ground), b: withOthers(b, a, types, ground) };
  refuseLastGone(ground.settings, a, next.a);
  refuseLastGone(ground.settings, b, next.b);
  const renamed = new Map([
    [a.user.primaryIdentifier, next.a.user.primaryIdentifier],
    [b.user.primaryIdentifier, next.b.user.primaryIdentifier],
  ]);
  return {
    action: 'identifiers-swapped',
    records: followed(known, input.proxies, [next.a, next.b], renamed, ground.rules.table),
    facts: { types: types.join(', '), a: input.a, b: input.b },
    result: { a: swapped(next.a, types), b: swapped(next.b, types) },
  };
}

function refuseNothing(a: UserRecord, b: UserRecord, types: readonly string[]): void {
  if (a.user.id === b.user.id) throw invalid('Both names are of the same user', types[0] ?? '');
  const empty = types.find((type) => of(a, type).length === 0 && of(b, type).length === 0);
  if (types.length > 0 && empty === undefined) return;
  throw new VestibuleError(
    'VST_IDENTIFIER_UNKNOWN',
    empty === undefined ? 'No identifier type is named' : `Neither of the two has an identifier of type ${empty}`,
    { type: empty },
  );
}

/** One user with what the other has of these types in place of her own. */
function withOthers(record: UserRecord, other: UserRecord, types: readonly string[], ground: Ground): UserRecord {
  const { user } = record;
  const gives = types.flatMap((type) => of(record, type));
  for (const identifier of gives) refuseLocked(user, identifier, ground.rights);
  const gets = types.flatMap((type) => of(other, type)).map((identifier) => received(identifier, record, ground));
  const identifiers = [...record.identifiers.filter((identifier) => !gives.includes(identifier)), ...gets];
  const next = { ...record, identifiers };
  return { ...next, user: { ...user, primaryIdentifier: currentPrimary(next).value } };
}

/** An internal user has internal values only. */
function received(identifier: HeldIdentifier, { user }: UserRecord, { rules, rights }: Ground): HeldIdentifier {
  const segment = user.accountType === 'internal' ? 'internal' : identifier.segment;
  const next: HeldIdentifier = { ...identifier, userId: user.id, segment };
  refuseLocked(user, next, rights);
  if (next.type !== primaryType) refuseUnfit(rules, next, user);
  return next;
}

function of({ identifiers }: UserRecord, type: string): readonly HeldIdentifier[] {
  return identifiers.filter((identifier) => identifier.type === type && isLive(identifier));
}

function swapped(record: UserRecord, types: readonly string[]): SwappedUser {
  const { id, primaryIdentifier } = record.user;
  return { userId: id, primaryIdentifier, identifiers: types.flatMap((type) => of(record, type)) };
}
