// Taking back what was done together: a merge, a split, an import, a run of bulk work.
import { dayIn } from '../../domain/day.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { AuditRecord } from '../../domain/ports/audit-trail.ts';
import type { Known } from '../../domain/ports/changes.ts';
import type { User } from '../../domain/user.ts';
import type { Caller, Directory } from '../deps.ts';
import { placeOf } from '../identifier-rules.ts';
import { authorize } from '../permissions.ts';
import { authorizeOver } from '../roles/authorize-over.ts';
import { batchPages } from './batch-pages.ts';
import { changedSince, type Since, undoneAction } from './changed-since.ts';
import { conflict, heldOf } from './entry-inverse.ts';
import { foldedEntries } from './folded-entries.ts';
import { readsOf, type Stranger, type UndoPlan, undoPlan } from './undo-plan.ts';

export interface UndoOptions {
  /** Only looks whether it could be undone. */
  readonly dryRun?: boolean | undefined;
  /** Told after each page how many changes are checked, then undone. */
  readonly onProgress?: ((step: 'checked' | 'undone', changes: number) => void) | undefined;
  /** Stops between two pages; the rest can be undone later. */
  readonly signal?: AbortSignal | undefined;
}

export interface UndoResult {
  /** What undoes the undoing; of a dry run, nothing. */
  readonly batch: string;
  /** Entries of the audit, one for each user of each transaction. */
  readonly changes: number;
  /** Passwords and PINs that stay gone, or stay as they are: no audit holds what they were. */
  readonly secretsLost: number;
  readonly end: 'whole' | 'stopped';
}

type Deps = Pick<Directory, 'institution' | 'rules' | 'changes' | 'trail' | 'clock' | 'random'>;

/**
 * Looks first at every change of the batch, and does nothing where any of them cannot be undone. Then takes them back,
 * newest first, in transactions of some 250 users. What was undone before, by an undoing that was stopped, is skipped.
 *
 * @throws VestibuleError VST_NOT_ALLOWED; VST_BATCH_UNKNOWN; VST_UNDO_CONFLICT naming the first user who was changed
 *   since, or when all was undone already
 */
export async function undoBatch(
  directory: Deps,
  caller: Caller,
  batch: string,
  { dryRun = false, onProgress, signal }: UndoOptions = {},
): Promise<UndoResult> {
  const { institution, clock, random } = directory;
  authorize(caller, 'undo-batch', institution.code, dayIn(institution.timeZone, clock.now()));
  const checked = { seen: 0, changes: 0, secretsLost: 0 };
  for await (const page of pagesOf(directory, batch)) {
    checked.seen += page.length;
    const { changes, secretsLost } = await undoPage(directory, caller, batch, await openEntries(directory, page));
    checked.changes += changes;
    checked.secretsLost += secretsLost;
    onProgress?.('checked', checked.changes);
    if (signal?.aborted === true) return { ...checked, changes: 0, batch: '', end: 'stopped' };
  }
  if (checked.seen === 0)
    throw new VestibuleError('VST_BATCH_UNKNOWN', `Nothing was done in a batch ${JSON.stringify(batch)}`);
  if (checked.changes === 0)
    throw new VestibuleError('VST_UNDO_CONFLICT', 'All of the batch was undone already', { batch });
  if (dryRun) return { batch: '', changes: checked.changes, secretsLost: checked.secretsLost, end: 'whole' };
  const isAllOpen = checked.changes === checked.seen;
  const undoing = random.uuid(clock.now());
  const done = { changes: 0, secretsLost: 0 };
  for await (const page of pagesOf(directory, batch)) {
    // Where all of it was open nobody asks again: what stands is compared with each entry anyhow.
    const entries = isAllOpen ? { open: page, newer: [] } : await openEntries(directory, page);
    const { changes, secretsLost } = await undoPage(directory, caller, batch, entries, undoing);
    done.changes += changes;
    done.secretsLost += secretsLost;
    onProgress?.('undone', done.changes);
    if (signal?.aborted === true) return { ...done, batch: undoing, end: 'stopped' };
  }
  return { ...done, batch: undoing, end: 'whole' };
}

function pagesOf({ institution: { slug }, rules, trail }: Deps, batch: string) {
  return batchPages(foldedEntries(rules, trail.entries(slug, 'changes', { batch, newestFirst: true })));
}

interface OpenEntries {
  readonly open: readonly AuditRecord[];
  /** Newer ones of the same users in the same batch, not yet undone: those of the page rest on them. */
  readonly newer: readonly AuditRecord[];
}

/** @param undoing the batch that undoes; without one nothing is written */
async function undoPage(
  directory: Deps,
  caller: Caller,
  batch: string,
  { open, newer }: OpenEntries,
  undoing?: string,
): Promise<{ readonly changes: number; readonly secretsLost: number }> {
  const downTo = open.at(-1)?.seq ?? 0;
  if (open.length === 0) return { changes: 0, secretsLost: 0 };
  const entries = [...newer, ...open];
  const { slug, timeZone } = directory.institution;
  const today = dayIn(timeZone, directory.clock.now());
  const { secretsLost, strangers } = await directory.changes.change(slug, readsOf(entries), caller.actor, (known) => {
    const { decision, ...result } = undoPlan(known, entries);
    for (const user of touchedUsers(known, decision)) authorizeOver(directory, caller, user, today);
    if (undoing === undefined) return { action: undoneAction, records: [], result };
    refuseStrangers(open, result.strangers);
    return { action: undoneAction, ...decision, batch: undoing, facts: { batch, downTo }, result };
  });
  const staying = [];
  for (const stranger of strangers) if (!(await isOfBatch(directory, batch, stranger))) staying.push(stranger);
  refuseStrangers(open, staying);
  return { changes: open.length, secretsLost };
}

/** As they stand, and as they come back. */
function touchedUsers(known: Known, { records, removed = [] }: UndoPlan['decision']): readonly User[] {
  const standing = [...records.map(({ user }) => user.id), ...removed].flatMap((id) => known.record(id) ?? []);
  return [...standing, ...records].map(({ user }) => user);
}

function refuseStrangers(entries: readonly AuditRecord[], [stranger]: readonly Stranger[]): void {
  if (stranger === undefined) return;
  const { identifier, holder } = stranger;
  const entry = entries.find(({ userId }) => userId === identifier.userId) ?? entries[0];
  const who = holder === '' ? 'nobody' : `the user ${holder}`;
  if (entry !== undefined) throw conflict(entry, `her value of type ${identifier.type} belongs to ${who} now`);
}

/** What the holder was given by a page that comes before is free by then. */
async function isOfBatch(
  { institution: { slug }, rules, trail }: Deps,
  batch: string,
  { identifier, holder }: Stranger,
) {
  if (holder === '') return false;
  const entries = trail.entries(slug, 'changes', { userId: holder, batch });
  for await (const { detail } of foldedEntries(rules, entries)) {
    if (heldOf(detail?.after ?? {}).some((one) => placeOf(one) === placeOf(identifier))) return true;
  }
  return false;
}

/** Those that are not undone yet, newest first. @throws VestibuleError VST_UNDO_CONFLICT */
async function openEntries(directory: Deps, page: readonly AuditRecord[]): Promise<OpenEntries> {
  const oldest = new Map(page.map(({ userId, seq, action }) => [userIn(userId, action, seq), seq]));
  const numbers = new Set(page.map(({ seq }) => seq));
  const [open, newer]: [AuditRecord[], AuditRecord[]] = [[], []];
  for (const [userId, seq] of oldest) {
    const entries = await entriesSince(directory, userId, seq);
    for (const [index, entry] of entries.entries()) {
      if (entry.batch !== page[0]?.batch) continue;
      const since = changedSince(entry, entries.slice(0, index));
      if (since.type === 'undone') continue;
      refuseChanged(entry, since);
      (numbers.has(entry.seq) ? open : newer).push(entry);
    }
  }
  const newestFirst = (one: AuditRecord, other: AuditRecord) => other.seq - one.seq;
  return { open: open.toSorted(newestFirst), newer: newer.toSorted(newestFirst) };
}

function userIn(userId: string | undefined, action: string, seq: number): string {
  if (userId !== undefined) return userId;
  throw new VestibuleError('VST_UNDO_CONFLICT', `Nothing undoes "${action}"`, { seq });
}

function refuseChanged(entry: AuditRecord, since: Since): void {
  if (entry.detail === undefined) throw conflict(entry, 'what was known of her is erased');
  if (since.type !== 'changed') return;
  const { action, who, at } = since.by;
  throw conflict(entry, `${action} by ${who} on ${new Date(at).toISOString()}`);
}

/** All of her entries from this one on, newest first. */
async function entriesSince(
  { institution: { slug }, rules, trail }: Deps,
  userId: string,
  seq: number,
): Promise<readonly AuditRecord[]> {
  const since: AuditRecord[] = [];
  const entries = trail.entries(slug, 'changes', { userId, newestFirst: true });
  for await (const entry of foldedEntries(rules, entries)) {
    if (entry.seq < seq) break;
    since.push(entry);
  }
  return since;
}
