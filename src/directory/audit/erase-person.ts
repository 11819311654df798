// Forgetting a person: her record, what the audit and the traces say of her, and what of it is left in the files. That
// something was done, when and by whom stays, under an internal id that leads nowhere; so the audit verifies as before.
import { VestibuleError } from '../../domain/errors.ts';
import { primaryType } from '../../domain/identifier.ts';
import type { Scrubbed } from '../../domain/ports/audit-trail.ts';
import type { Decision, HeldIdentifier, Known } from '../../domain/ports/changes.ts';
import type { UserSummary } from '../../domain/user.ts';
import type { Caller } from '../deps.ts';
import { keyOf } from '../folding.ts';
import { proxiesFor } from '../identifiers/proxies.ts';
import { namedUser } from '../named-user.ts';
import { mayWithAudit, type PersonDirectory, tellAudit } from './deps.ts';
import { type PersonTexts, personTexts, saysOfHer, tellsOfHer } from './person-texts.ts';
import { entriesAbout } from './user-history.ts';

const dayMs = 86_400_000;

export interface ErasureRequest {
  /** As `namedUser` takes it; the internal id alone goes on with an erasure that was interrupted. */
  readonly user: string;
  /** For how many days nobody else gets her identifiers; their values stay for so long, and nothing else. */
  readonly holdDays?: number | undefined;
  /** Write large files anew too: see `AuditTrail.scrub`. */
  readonly whateverSize?: boolean | undefined;
}

export interface ErasedPerson {
  readonly userId: string;
  /** Entries of the audit, hers and others', whose details are gone. */
  readonly details: number;
  readonly traces: number;
  readonly sets: number;
  /** Users who might act for her. */
  readonly proxies: number;
  readonly held: number;
  readonly scrubbed: Scrubbed;
}

/** @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN */
export async function erasePerson(
  directory: PersonDirectory,
  caller: Caller,
  { user, holdDays = 0, whateverSize }: ErasureRequest,
): Promise<ErasedPerson> {
  const { institution, trail } = directory;
  const { id: userId } = await personToErase(directory, caller, user);
  const ids = [userId, ...(await trail.formerIds(institution.slug, userId))];
  const record = await directory.changes.record(institution.slug, userId);
  const entries = await entriesAbout(directory, 'changes', userId);
  const person = await personTexts(directory, ids, record, entries);

  const sets = await removeSets(directory, caller, userId);
  const { held, proxies } = await removeUser(directory, caller, userId, holdDays);
  // Her own entries last: by them an erasure that was interrupted finds the rest.
  const others = await eraseOthers(directory, person);
  const traces = await dropTraces(directory, person);
  const details = others + (await eraseOwn(directory, ids));
  const scrubbed = await trail.scrub({ whateverSize });
  const count = { details, traces, sets, proxies, held };
  await tellAudit(directory, caller, { action: 'person-erased', userId, detail: { ...count, holdDays } });
  return { userId, ...count, scrubbed };
}

/**
 * Who it would be; `summary` is undefined of one who is removed already.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN
 */
export async function personToErase(
  directory: PersonDirectory,
  caller: Caller,
  name: string,
): Promise<{ readonly id: string; readonly summary: UserSummary | undefined }> {
  mayWithAudit(directory, caller, 'erase-person');
  const id = await idOf(directory, name);
  return { id, summary: await directory.users.summary(directory.institution.slug, id) };
}

/** Also of a user who is no more, as the audit knows her: an erasure that did not come to its end goes on. */
async function idOf(directory: PersonDirectory, name: string): Promise<string> {
  try {
    return (await namedUser(directory, name)).id;
  } catch (error) {
    if (!(error instanceof VestibuleError) || error.code !== 'VST_USER_UNKNOWN') throw error;
    for (const chain of ['changes', 'decisions'] as const)
      for await (const { userId } of directory.trail.entries(directory.institution.slug, chain, { userId: name }))
        if (userId === name) return name;
    throw error;
  }
}

async function removeSets({ institution, sets }: PersonDirectory, caller: Caller, userId: string): Promise<number> {
  const own = await sets.all(institution.slug, userId);
  for (const { id } of own) await sets.remove(institution.slug, id, caller.actor);
  return own.length;
}

async function removeUser(
  directory: PersonDirectory,
  caller: Caller,
  userId: string,
  holdDays: number,
): Promise<{ readonly held: number; readonly proxies: number }> {
  const { institution, changes, users, rules } = directory;
  const summary = await users.summary(institution.slug, userId);
  if (summary === undefined) return { held: 0, proxies: 0 };
  const proxies = (await proxiesFor(directory, [summary.primaryIdentifier])).filter((id) => id !== userId);
  const primaryKey = (name: string) => keyOf(rules.table, primaryType, name).key;
  return changes.change(institution.slug, { users: [userId, ...proxies] }, caller.actor, (known) => {
    const mine = primaryKey(known.record(userId)?.user.primaryIdentifier ?? '');
    const records = proxies.flatMap((id) => {
      const record = known.record(id);
      if (record === undefined) return [];
      const proxyFor = record.user.proxyFor.filter((name) => primaryKey(name) !== mine);
      return [{ ...record, user: { ...record.user, proxyFor } }];
    });
    return removal(known, userId, records, holdDays);
  });
}

function removal(
  known: Known,
  userId: string,
  records: Decision<unknown>['records'],
  holdDays: number,
): Decision<{ readonly held: number; readonly proxies: number }> {
  const action = 'person-erased';
  const holdUntil = known.now + holdDays * dayMs;
  const identifiers = holdDays > 0 ? (known.record(userId)?.identifiers ?? []) : [];
  const kept = identifiers.map((identifier): HeldIdentifier => {
    const { note: _, ...bare } = identifier;
    return { ...bare, userId: '', status: 'retired', segment: 'internal', holdUntil };
  });
  const result = { held: kept.length, proxies: records.length };
  if (known.record(userId) === undefined) return { action, records: [], result: { held: 0, proxies: 0 } };
  return { action, records, removed: [userId], kept, result };
}

async function eraseOwn({ institution: { slug }, trail }: PersonDirectory, ids: readonly string[]): Promise<number> {
  let erased = 0;
  for (const chain of ['changes', 'decisions'] as const)
    for (const id of ids) erased += await trail.eraseDetails(slug, chain, id);
  return erased;
}

/** Entries about others that name her: a swap, a merge, somebody who might act for her. Takes a look at every change. */
async function eraseOthers({ institution: { slug }, trail }: PersonDirectory, person: PersonTexts): Promise<number> {
  const found: number[] = [];
  for await (const entry of trail.entries(slug, 'changes'))
    if (!person.ids.has(entry.userId ?? '') && saysOfHer(entry, person)) found.push(entry.seq);
  return trail.eraseDetailsAt(slug, 'changes', found);
}

async function dropTraces(
  { institution: { slug }, trail, journal }: PersonDirectory,
  person: PersonTexts,
): Promise<number> {
  const codes = new Set<string>();
  for (const id of person.ids)
    for await (const { trace } of trail.entries(slug, 'decisions', { userId: id }))
      if (trace !== undefined) codes.add(trace);
  for await (const trace of journal.traces(slug)) if (tellsOfHer(trace, person)) codes.add(trace.code);
  return journal.dropTraces(slug, [...codes]);
}
