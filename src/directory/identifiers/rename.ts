import { primaryType } from '../../domain/identifier.ts';
import type { Decision, HeldIdentifier, Known } from '../../domain/ports/changes.ts';
import type { Caller, Directory } from '../deps.ts';
import { keyOf } from '../folding.ts';
import { placeOf } from '../identifier-rules.ts';
import { namedUser } from '../named-user.ts';
import { settingsOf } from '../settings/settings-of.ts';
import { decidedOver, type Ground } from './deciding.ts';
import { asKept, refuseLocked, refuseUnfitPrimary } from './judge.ts';
import { signsInUntil } from './life-settings.ts';
import { followed, proxiesFor } from './proxies.ts';
import type { ChangedIdentifier, NamedUser } from './requests.ts';
import { rightsOf } from './rights.ts';
import { at, currentPrimary, exchanged, standingRecord } from './standing.ts';
import { refuseTaken } from './taken.ts';

export interface RenameRequest extends NamedUser {
  /** The primary identifier that she is to have. */
  readonly value: string;
}

/** `identifier` is the new primary one. */
export interface RenamedUser extends ChangedIdentifier {
  /** The former one: finds her for staff, and signs in until `holdUntil` where there is one. */
  readonly former: HeldIdentifier | undefined;
  /** Ids of users who may act for her, whose records now name her by the new value. */
  readonly proxies: readonly string[];
}

/**
 * Gives a user another primary identifier. The old one stays hers as an alias. Sessions, sets and all else that refers
 * to her by internal id stand as they are; who may act for her names her by the new one.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_USER_CHANGED, VST_IDENTIFIER_INVALID,
 *   VST_IDENTIFIER_TAKEN, VST_FIELD_LOCKED
 */
export function renamePrimary(directory: Directory, caller: Caller, request: RenameRequest): Promise<RenamedUser> {
  return rename(directory, caller, request, (decision) => decision);
}

/**
 * What a rename would come to: everything is looked at as it would be, and nothing is written.
 *
 * @throws VestibuleError as `renamePrimary`
 */
export function rehearseRename(directory: Directory, caller: Caller, request: RenameRequest): Promise<RenamedUser> {
  return rename(directory, caller, request, (decision) => ({ ...decision, records: [] }));
}

async function rename(
  directory: Directory,
  caller: Caller,
  request: RenameRequest,
  written: (decision: Decision<RenamedUser>) => Decision<RenamedUser>,
): Promise<RenamedUser> {
  const rights = rightsOf(directory, caller, 'rename-primary-identifier');
  const { institution, rules, changes, clock, random } = directory;
  const { id: userId, primaryIdentifier } = await namedUser(directory, request.user);
  const settings = await settingsOf(directory);
  const proxies = await proxiesFor(directory, [primaryIdentifier]);
  const value = asKept(request.value);
  const language = institution.languages[0] ?? 'en';
  const input = { value, userId, version: request.version, id: random.uuid(clock.now()), proxies, language };
  const reads = { users: [userId, ...proxies], keys: [keyOf(rules.table, primaryType, value)] };
  return changes.change(
    institution.slug,
    reads,
    caller.actor,
    decidedOver(directory, caller, [userId], (known) =>
      written(decideRename(known, input, { rules, rights, settings })),
    ),
  );
}

export interface RenameInput extends Omit<RenameRequest, 'user'> {
  readonly userId: string;
  /** For the new identifier. */
  readonly id: string;
  /** Ids of users who may act for her. */
  readonly proxies: readonly string[];
  /** That the institution's own message is told in. */
  readonly language: string;
}

export function decideRename(known: Known, input: RenameInput, ground: Ground): Decision<RenamedUser> {
  const { rules, rights, settings } = ground;
  const { userId, value, version } = input;
  const record = standingRecord(known, userId, version);
  const { user } = record;
  const old = currentPrimary(record);
  refuseLocked(user, old, rights);
  refuseUnfitPrimary(rules, settings, value, input.language);
  const key = keyOf(rules.table, primaryType, value);
  const isRespelt = placeOf(key) === placeOf(old);
  if (!isRespelt) refuseTaken(known, record, { type: primaryType, ...key }, rules, rights);
  const again = at(record.identifiers, key);
  const id = again?.type === primaryType ? again.id : input.id;
  const { holdUntil: _, ...lasting } = old;
  // Who was switched off is not switched on by another name.
  const identifier: HeldIdentifier = { ...lasting, ...key, id, value };
  const former = isRespelt ? undefined : formerOf(old, signsInUntil(settings, known.now));
  const kept = former === undefined ? record.identifiers : exchanged(record.identifiers, old, former);
  const renamed = {
    ...record,
    user: { ...user, primaryIdentifier: value },
    identifiers: exchanged(kept, undefined, identifier),
  };
  const records = followed(known, input.proxies, [renamed], new Map([[old.value, value]]), rules.table);
  const proxies = records.slice(1).map((proxy) => proxy.user.id);
  return {
    action: 'primary-identifier-renamed',
    records,
    facts: { renamed: userId },
    result: { userId, primaryIdentifier: value, identifier, former, proxies },
  };
}

function formerOf(old: HeldIdentifier, until: number | undefined): HeldIdentifier {
  const isActive = old.status === 'active';
  return { ...old, status: 'alias', ...(until === undefined || !isActive ? {} : { holdUntil: until }) };
}
