// What an entry of the audit changed, taken back on records as they stand. Pure.
import { isDeepStrictEqual } from 'node:util';
import { VestibuleError } from '../../domain/errors.ts';
import type { IdentifierKey } from '../../domain/identifier.ts';
import { primaryType } from '../../domain/identifier.ts';
import type { AuditRecord, ChangedFields } from '../../domain/ports/audit-trail.ts';
import type { HeldIdentifier, Known, UserRecord } from '../../domain/ports/changes.ts';
import type { User } from '../../domain/user.ts';
import { placeOf } from '../identifier-rules.ts';

/** Counted or derived by the store, or never taken back: a session that is over stays over. */
const untouched: ReadonlySet<string> = new Set([
  'version',
  'modifiedAt',
  'modifiedBy',
  'primaryIdentifier',
  'sessionEpoch',
]);

/** Users as they are once the entries are taken back, `undefined` where one is no more. */
export interface Rewound {
  readonly records: ReadonlyMap<string, UserRecord | undefined>;
  readonly freed: readonly IdentifierKey[];
  readonly memberships: ReadonlyMap<string, readonly string[]>;
  /** Passwords and PINs that cannot be brought back: the audit never had them. */
  readonly secretsLost: number;
}

/**
 * @param entries newest first, each with its detail
 * @throws VestibuleError VST_UNDO_CONFLICT where something no longer is as an entry left it
 */
export function rewound(known: Known, entries: readonly AuditRecord[]): Rewound {
  const work: Work = { known, records: new Map(), freed: [], memberships: new Map(), secretsLost: 0 };
  for (const entry of entries) takeBack(work, entry);
  return work;
}

interface Work {
  readonly known: Known;
  readonly records: Map<string, UserRecord | undefined>;
  readonly freed: IdentifierKey[];
  readonly memberships: Map<string, readonly string[]>;
  secretsLost: number;
}

function takeBack(work: Work, entry: AuditRecord): void {
  const { userId = '', detail: { before = {}, after = {}, facts = {} } = {} } = entry;
  const standing = work.records.has(userId) ? work.records.get(userId) : work.known.record(userId);
  if (isWhole(after, before)) unmake(work, entry, standing);
  else if (isWhole(before, after)) remake(work, entry, standing);
  else work.records.set(userId, restored(work, entry, present(entry, standing)));
  refuseNamedContact(work, entry);
  if (before.sets !== undefined) work.memberships.set(userId, before.sets);
  if (facts['into'] === userId) giveBackSecrets(work, facts, userId);
}

/** She may have become a contact since: those have no names but the primary one. */
function refuseNamedContact({ records }: Work, entry: AuditRecord): void {
  const record = records.get(entry.userId ?? '');
  if (record?.user.recordType !== 'contact') return;
  const live = record.identifiers.some(
    ({ type, status }) => type !== primaryType && (status === 'active' || status === 'inactive'),
  );
  if (live) throw conflict(entry, 'she is a contact, who has no identifiers');
}

/** Everything of a user who was made (after) or removed (before); of one who was changed both hold some fields. */
export function isWhole(fields: ChangedFields | undefined, other: ChangedFields | undefined): boolean {
  return fields?.user !== undefined && other?.user === undefined;
}

function unmake(work: Work, entry: AuditRecord, standing: UserRecord | undefined): void {
  const { user, identifiers } = present(entry, standing);
  const { user: made = {}, identifiers: given = [] } = entry.detail?.after ?? {};
  refuseOtherFields(entry, user, { ...plain(user), ...made });
  const isSame = given.length === identifiers.length && given.every((one) => standsAs(identifiers, one));
  if (!isSame) throw conflict(entry, 'her identifiers are others now');
  work.records.set(user.id, undefined);
}

function remake(work: Work, entry: AuditRecord, standing: UserRecord | undefined): void {
  if (standing !== undefined) throw conflict(entry, 'she is there again');
  const { before = {}, after = {} } = entry.detail ?? {};
  const user = before.user as unknown as User;
  work.freed.push(...heldOf(after).map(({ scope, key }) => ({ scope, key })));
  work.secretsLost += secretKinds.filter((kind) => isSecret(before[kind])).length;
  work.records.set(user.id, {
    user: { ...user, sessionEpoch: user.sessionEpoch + 1 },
    identifiers: heldOf(before),
  });
}

function restored(work: Work, entry: AuditRecord, { user, identifiers, ...secrets }: UserRecord): UserRecord {
  const { before = {}, after = {} } = entry.detail ?? {};
  refuseOtherFields(entry, user, after.user ?? {});
  const came = heldOf(after);
  const stray = came.find((one) => !standsAs(identifiers, one));
  if (stray !== undefined) throw conflict(entry, `her identifier of type ${stray.type} is another now`);
  const gone = new Set(came.map(placeOf));
  const fields = Object.entries(before.user ?? {}).filter(([field]) => !untouched.has(field));
  const kept: { password?: UserRecord['password']; pin?: UserRecord['pin'] } = { ...secrets };
  for (const kind of secretKinds) {
    if (after[kind] === undefined) continue;
    if (isSecret(before[kind])) work.secretsLost++;
    else delete kept[kind];
  }
  return {
    user: { ...user, ...Object.fromEntries(fields.map(([field, value]) => [field, value ?? undefined])) },
    identifiers: [...identifiers.filter((one) => !gone.has(placeOf(one))), ...heldOf(before)],
    ...kept,
  };
}

const secretKinds = ['password', 'pin'] as const;
const isSecret = (word: string | undefined) => word !== undefined && word !== 'none';

/** A merge took the password of who went: it was hers. */
function giveBackSecrets(work: Work, facts: Readonly<Record<string, unknown>>, userId: string): void {
  const from = String(facts['from']);
  const [giver, taker] = [work.known.record(userId), work.records.get(from)];
  if (taker === undefined) return;
  const password = facts['tookPassword'] === true ? giver?.password : undefined;
  const pin = facts['tookPin'] === true ? giver?.pin : undefined;
  work.secretsLost -= Number(password !== undefined) + Number(pin !== undefined);
  work.records.set(from, { ...taker, ...(password && { password }), ...(pin && { pin }) });
}

function present(entry: AuditRecord, standing: UserRecord | undefined): UserRecord {
  if (standing === undefined) throw conflict(entry, 'she is no more');
  return standing;
}

function refuseOtherFields(entry: AuditRecord, user: User, expected: Readonly<Record<string, unknown>>): void {
  const standing = plain(user);
  const other = Object.keys(expected).find(
    (field) => !untouched.has(field) && !isDeepStrictEqual(standing[field] ?? null, plain(expected)[field] ?? null),
  );
  if (other !== undefined) throw conflict(entry, `"${other}" is another now`);
}

function standsAs(identifiers: readonly HeldIdentifier[], wanted: unknown): boolean {
  return identifiers.some((one) => isDeepStrictEqual(plain(one), plain(wanted)));
}

export function heldOf({ identifiers = [] }: ChangedFields): readonly HeldIdentifier[] {
  return identifiers as unknown as readonly HeldIdentifier[];
}

/** As it comes back from JSON: a field that is undefined is no field. */
function plain(value: unknown): Readonly<Record<string, unknown>> {
  return JSON.parse(JSON.stringify(value)) as Readonly<Record<string, unknown>>;
}

export function conflict({ userId = '', seq, batch = '' }: AuditRecord, what: string): VestibuleError {
  return new VestibuleError('VST_UNDO_CONFLICT', `The user ${userId} was changed since: ${what}`, {
    userId,
    seq,
    batch,
  });
}
