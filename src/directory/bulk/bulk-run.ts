// A run of bulk work over a file: rows in pages, each page one change of many users, all pages one batch.
import { setImmediate } from 'node:timers/promises';
import type { IdentifierKey } from '../../domain/identifier.ts';
import type { Known, UserRecord } from '../../domain/ports/changes.ts';
import type { Caller, Directory } from '../deps.ts';
import { placeOf } from '../identifier-rules.ts';
import type { FileEnd } from '../reading/file-records.ts';
import type { Rejection } from '../rejection.ts';
import type { OverUser } from './over-users.ts';
import { faultOf, type RowFault, rejected } from './row-fault.ts';
import { WorkingKnown } from './working-known.ts';

export interface BulkOptions {
  readonly dryRun?: boolean | undefined;
  /** Called for each row that is not taken; the run waits for it. */
  readonly onRejected?: ((rejection: Rejection) => void | Promise<void>) | undefined;
  /** Called after each page. */
  readonly onProgress?: ((progress: BulkProgress) => void) | undefined;
  /** Stops between two pages. */
  readonly signal?: AbortSignal | undefined;
}

/** Of the rows that are done with. */
export interface BulkCounts {
  readonly rows: number;
  readonly changed: number;
  /** All was so already. */
  readonly unchanged: number;
  readonly rejected: number;
}

export interface BulkProgress extends BulkCounts {
  /** Of the file, read so far. */
  readonly bytes: number;
  readonly batch: string;
}

export interface BulkReport extends BulkCounts {
  /** What `undoBatch` takes it back by. */
  readonly batch: string;
  /** Of a broken file, or when it was stopped, only the rows counted here are done with. */
  readonly end: FileEnd;
}

/** A row as far as a page needs to know it. */
export interface PageRow {
  readonly number: number;
  readonly line: number;
  /** What the report calls it by. */
  readonly name: string;
}

export interface Page<Row extends PageRow> {
  readonly action: string;
  reads(row: Row): { readonly user: string | undefined; readonly keys: readonly IdentifierKey[] };
  /** What becomes of each row, in their order: applied to `known`, or why not. @throws what is wrong with more than a row */
  decide(known: WorkingKnown, rows: readonly Row[]): readonly RowOutcome[];
}

export type RowOutcome = 'changed' | 'unchanged' | RowFault;

/** As many users as an import writes at once. */
export const pageRows = 250;

/** Counts what pages come to, and tells it. */
export class BulkRun {
  readonly batch: string;
  readonly bytes = { count: 0 };
  readonly #counts = { rows: 0, changed: 0, unchanged: 0, rejected: 0 };
  readonly #directory: Directory;
  readonly #caller: Caller;
  readonly #options: BulkOptions;

  constructor(directory: Directory, caller: Caller, options: BulkOptions) {
    this.#directory = directory;
    this.#caller = caller;
    this.#options = options;
    this.batch = directory.random.uuid(directory.clock.now());
  }

  get isStopped(): boolean {
    return this.#options.signal?.aborted === true;
  }

  /** @throws VestibuleError of the store; what `onProgress` told last is written */
  async write<Row extends PageRow>(page: Page<Row>, rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const outcomes = await this.#change(page, rows);
    for (const [index, outcome] of outcomes.entries()) {
      const row = rows[index];
      if (outcome === 'changed' || outcome === 'unchanged') this.#counts[outcome]++;
      else if (row !== undefined) await this.#reject(row, outcome);
    }
    this.#counts.rows += rows.length;
    this.#options.onProgress?.({ ...this.#counts, bytes: this.bytes.count, batch: this.batch });
    await setImmediate();
  }

  /** A row that is wrong by itself. */
  async refuse(row: PageRow, fault: RowFault): Promise<void> {
    this.#counts.rows++;
    await this.#reject(row, fault);
  }

  report(end: FileEnd): BulkReport {
    return { ...this.#counts, batch: this.batch, end };
  }

  async #reject(row: PageRow, fault: RowFault): Promise<void> {
    this.#counts.rejected++;
    await this.#options.onRejected?.(rejected(row, row.name, fault));
  }

  #change<Row extends PageRow>(page: Page<Row>, rows: readonly Row[]): Promise<readonly RowOutcome[]> {
    const { changes, institution } = this.#directory;
    const isDry = this.#options.dryRun === true;
    return changes.change(institution.slug, readsOf(page, rows), this.#caller.actor, (known) => {
      const working = new WorkingKnown(known);
      const result = page.decide(working, rows);
      return { action: page.action, records: isDry ? [] : working.records(), batch: this.batch, result };
    });
  }
}

function readsOf<Row extends PageRow>(page: Page<Row>, rows: readonly Row[]) {
  const users = new Set<string>();
  const keys = new Map<string, IdentifierKey>();
  for (const row of rows) {
    const reads = page.reads(row);
    if (reads.user !== undefined) users.add(reads.user);
    for (const key of reads.keys) if (key.key !== '') keys.set(placeOf(key), key);
  }
  return { users: [...users], keys: [...keys.values()] };
}

/** One row after the other, each seeing what those before it came to. */
export function oneByOne<Row extends { readonly fault?: RowFault | undefined }>(
  known: WorkingKnown,
  rows: readonly Row[],
  over: OverUser,
  decide: (known: Known, row: Row) => readonly UserRecord[],
): readonly RowOutcome[] {
  return rows.map((row) => {
    if (row.fault !== undefined) return row.fault;
    try {
      const records = decide(known, row);
      for (const { user } of records) over(user);
      known.apply(records);
      return records.length === 0 ? 'unchanged' : 'changed';
    } catch (error) {
      return faultOf(error);
    }
  });
}
