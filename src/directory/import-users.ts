// Users from a file into the directory: streamed, in batches, each record taken or rejected on its own. The same file
// twice leaves the same state.
import { setImmediate } from 'node:timers/promises';
import type { InstitutionConfig } from '../../config/schema.ts';
import { primaryType } from '../domain/identifier.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Actor, Users } from '../domain/ports/users.ts';
import { keyOf } from './folding.ts';
import { type IdentifierRules, identifierRules } from './identifier-rules.ts';
import { writeBatch } from './import-batch.ts';
import type { RawRecord } from './reading/broken-file.ts';
import { eachRecord, type FileEnd, fileRecords } from './reading/file-records.ts';
import type { BatchRecord, Rejection } from './rejection.ts';
import { SeenKeys } from './seen-keys.ts';
import { readUserInput } from './user-input.ts';

export interface ImportOptions {
  readonly source: AsyncIterable<Uint8Array>;
  readonly format: 'json' | 'csv';
  readonly institution: Pick<InstitutionConfig, 'slug' | 'folding' | 'identifierTypes'>;
  readonly users: Users;
  readonly clock: Clock;
  readonly random: Random;
  readonly actor: Actor;
  /** Whether records of another system may take over users whom the library manages; they are rejected unless told. */
  readonly takesOver?: boolean | undefined;
  /** Called for each record that is not taken, in order; the import waits for it. */
  readonly onRejected?: (rejection: Rejection) => void | Promise<void>;
  /** Called after each batch. */
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Stops between two batches. */
  readonly signal?: AbortSignal | undefined;
}

/** Of the records that are done with: written or rejected. */
export interface ImportCounts {
  readonly records: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: number;
}

export interface ImportProgress extends ImportCounts {
  /** Of the file, read so far. */
  readonly bytes: number;
  /** What `undo` takes it back by. */
  readonly batch: string;
}

export interface ImportReport extends ImportCounts {
  /** Filled fields of Alma's shape that are not taken over: how often, by name. */
  readonly ignored: Readonly<Record<string, number>>;
  /** Of a broken file, or when it was stopped, only the records counted here are done with. */
  readonly end: FileEnd;
  /** What `undo` takes it back by. */
  readonly batch: string;
}

const batchSize = 250;
/** Other names are counted together. */
const ignoredNamesMax = 200;

/**
 * @throws VestibuleError of the store (VST_STORE_UNAVAILABLE, VST_STORE_FULL …): what `onProgress` told last is written
 */
export async function importUsers(options: ImportOptions): Promise<ImportReport> {
  const { institution, users, actor, clock, random, signal } = options;
  const context = {
    institution: institution.slug,
    users,
    actor,
    batch: random.uuid(clock.now()),
    rules: identifierRules(institution),
    clock,
    newId: () => random.uuid(clock.now()),
    takesOver: options.takesOver,
  };
  const counts = { records: 0, created: 0, updated: 0, unchanged: 0, rejected: 0 };
  const ignored = new Map<string, number>();
  const judge = recordJudge(context.rules, ignored);
  const bytes = { count: 0 };
  let batch: BatchRecord[] = [];

  async function flush(): Promise<void> {
    const { rejections, ...done } = await writeBatch(batch, context);
    counts.records += batch.length;
    counts.created += done.created;
    counts.updated += done.updated;
    counts.unchanged += done.unchanged;
    counts.rejected += rejections.length;
    batch = [];
    for (const rejection of rejections) await options.onRejected?.(rejection);
    options.onProgress?.({ ...counts, bytes: bytes.count, batch: context.batch });
    await setImmediate();
  }

  const end = await eachRecord(fileRecords(options.source, options.format, bytes), async (raw) => {
    batch.push(judge(raw));
    if (batch.length >= batchSize) await flush();
    return signal?.aborted === true ? 'stop' : 'go on';
  });
  if (end.type === 'whole' && batch.length > 0) await flush();
  return { ...counts, ignored: Object.fromEntries(ignored), end, batch: context.batch };
}

/** Reads and checks one record after the other; a primary identifier that came by already is a fault. */
function recordJudge(rules: IdentifierRules, ignored: Map<string, number>): (raw: RawRecord) => BatchRecord {
  const seen = new SeenKeys();
  return ({ value, fault, number, line, isPartial = false }) => {
    const record = { number, line, isPartial, primaryIdentifier: primaryOf(value) };
    if (fault !== undefined)
      return { ...record, faults: [{ path: '', code: 'malformed', message: `The record ${fault}.` }] };
    const outcome = readUserInput(value);
    for (const name of outcome.ignored) countIgnored(ignored, name);
    if (outcome.type === 'faults') return { ...record, faults: outcome.faults };
    const { key } = keyOf(rules.table, primaryType, outcome.input.primaryIdentifier);
    const earlier = key === '' ? undefined : seen.add(key, number);
    if (earlier === undefined) return { ...record, input: outcome.input };
    const message = `Record ${earlier} of this file has the same primary identifier.`;
    return { ...record, faults: [{ path: 'primaryIdentifier', code: 'repeated-in-file', message }] };
  };
}

function countIgnored(ignored: Map<string, number>, name: string): void {
  const known = ignored.has(name) || ignored.size < ignoredNamesMax ? name : '…';
  ignored.set(known, (ignored.get(known) ?? 0) + 1);
}

/** What a report calls the record by, cut to what a value may have. */
function primaryOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { primaryIdentifier, primary_id: almaName } = value as Record<string, unknown>;
  const named = primaryIdentifier ?? almaName;
  return typeof named === 'string' || typeof named === 'number' ? String(named).slice(0, 255) : undefined;
}
