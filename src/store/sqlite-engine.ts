import { setTimeout as sleep } from 'node:timers/promises';
import { VestibuleError } from '../domain/errors.ts';
import type { Scrubbed } from '../domain/ports/audit-trail.ts';
import { openSqliteFile, sqliteFault } from '../sqlite.ts';
import type { Engine, SqlValue, Transaction } from './engine.ts';
import type { Migration } from './migrations/migration.ts';
import { migrateSqlite } from './migrations/sqlite.ts';
import { createSqliteConnection, type SqliteConnection, translated } from './sqlite-connection.ts';

/** A writer that waits for another process asks again this often, and bulk work pauses longer: each gets its turn. */
const turnPollMs = 2;
const bulkPauseMs = 4;
const turnTries = 5000;
const checkpointTries = 1000;
/** Of a file of so many bytes the rewriting takes seconds: less than others who want to write wait for. */
const rewrittenMax = 256 * 2 ** 20;
/** Reading waits only for the moments in which SQLite resets its write-ahead log. */
const readBusyMs = 5000;

// Of a file of a million users most look-ups read a page that is not in the cache: mapped, it is not copied.
const mappedBytes = 2 ** 32;

export interface SqliteFileOptions {
  readonly file: string;
  readonly part: Migration['part'];
  readonly synchronous: 'FULL' | 'NORMAL';
  /** The file grows to at most this many pages of 4096 bytes. */
  readonly maxPageCount?: number | undefined;
  /** KiB of pages kept in memory by the reading connection. */
  readonly cacheKiB: number;
}

/** Opens one file of the records, up to date. The caller holds the migration lock. */
export function openSqliteEngine(options: SqliteFileOptions): Engine {
  const { file, synchronous, part } = options;
  return naming(file, () => {
    const database = openSqliteFile({ file, synchronous, busyTimeoutMs: readBusyMs });
    try {
      migrateSqlite(database, part);
      database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_size_limit = 67108864');
      if (options.maxPageCount !== undefined) database.exec(`PRAGMA max_page_count = ${options.maxPageCount}`);
      const reading = openSqliteFile({ file, synchronous, busyTimeoutMs: readBusyMs });
      reading.exec(
        `PRAGMA query_only = 1; PRAGMA cache_size = -${options.cacheKiB}; PRAGMA mmap_size = ${mappedBytes}`,
      );
      return createSqliteEngine(createSqliteConnection(reading), createSqliteConnection(database));
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** At the start the operator has to know which file it is. */
function naming<Result>(file: string, open: () => Result): Result {
  try {
    return translated(open);
  } catch (error) {
    if (!(error instanceof VestibuleError)) throw error;
    const { code, message, detail, cause } = error;
    throw new VestibuleError(code, `${message} (${file})`, detail, { cause });
  }
}

function createSqliteEngine(reader: SqliteConnection, writer: SqliteConnection): Engine {
  const inWriter = onWriter(writer);
  let last: Promise<unknown> = Promise.resolve();
  return {
    dialect: 'sqlite',
    db: reader.db,
    all: (query, values) => reader.all(query, values),
    tuples: (query, values) => reader.tuples(query, values),
    transaction: (work) => {
      const mine = last.then(async () => {
        await begin(writer);
        return commitAfter(writer, () => work(inWriter));
      });
      last = mine.catch(() => undefined);
      return mine;
    },
    scrub: ({ whateverSize }) => {
      const mine = last.then(() => rewrite(writer, whateverSize));
      last = mine.catch(() => undefined);
      return mine;
    },
    pause: () => sleep(bulkPauseMs),
    close: async () => {
      await last;
      reader.close();
      writer.close();
    },
  };
}

/**
 * VACUUM copies what there is into a new file and back, through the write-ahead log; the checkpoint empties that. Deleted
 * text stands in free pages and in the gaps of others before, and in the log until then.
 */
async function rewrite(writer: SqliteConnection, whateverSize: boolean): Promise<Scrubbed> {
  const number = (pragma: string) => Number(Object.values(writer.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
  const bytes = translated(() => number('page_count') * number('page_size'));
  const isSmall = whateverSize || bytes <= rewrittenMax;
  if (isSmall) await patiently(() => writer.run('VACUUM'));
  for (let tries = 0; tries < checkpointTries; tries++) {
    // The first column says whether somebody was still reading from the log.
    if (translated(() => number('wal_checkpoint(TRUNCATE)')) === 0) return isSmall ? 'rewritten' : 'too-large';
    await sleep(turnPollMs);
  }
  return 'in-use';
}

/** Takes the one place to write. Waits for other processes without blocking this one. */
async function begin(writer: SqliteConnection): Promise<void> {
  await patiently(() => writer.run('BEGIN IMMEDIATE'));
}

async function patiently(run: () => void): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      run();
      return;
    } catch (error) {
      const busy = error instanceof VestibuleError && sqliteFault(error.cause) === 'busy';
      if (!busy || tries >= turnTries) throw error;
      await sleep(turnPollMs);
    }
  }
}

async function commitAfter<Result>(writer: SqliteConnection, work: () => Promise<Result>): Promise<Result> {
  try {
    const result = await work();
    writer.run('COMMIT');
    return result;
  } catch (error) {
    // After a full disk SQLite may have rolled back by itself.
    if (writer.inTransaction) writer.run('ROLLBACK');
    throw error;
  }
}

// Inside one process a statement a row is the quickest there is: preparing a longer one costs more than it saves.
function onWriter(writer: SqliteConnection): Transaction {
  const eachRow = (text: string, columns: readonly string[], rows: readonly object[]) =>
    translated(() => {
      if (rows.length === 0) return;
      const prepared = writer.prepare(text);
      for (const row of rows)
        prepared.run(...columns.map((column) => (row as Record<string, SqlValue>)[column] ?? null));
    });
  return {
    db: writer.db,
    all: (query, values) => writer.all(query, values),
    tuples: (query, values) => writer.tuples(query, values),
    lock: async () => undefined,
    insertAll: async (table, rows) => {
      const columns = Object.keys(rows[0] ?? {});
      const places = columns.map(() => '?').join(', ');
      eachRow(`insert into ${quoted(table)} (${columns.map(quoted).join(', ')}) values (${places})`, columns, rows);
    },
    updateAll: async (table, by, rows) => {
      const columns = Object.keys(rows[0] ?? {}).filter((column) => !(by as readonly string[]).includes(column));
      const sets = columns.map((column) => `${quoted(column)} = ?`).join(', ');
      eachRow(`update ${quoted(table)} set ${sets} where ${equalities(by)}`, [...columns, ...by], rows);
    },
    deleteAll: async (table, rows) => {
      const by = Object.keys(rows[0] ?? {});
      eachRow(`delete from ${quoted(table)} where ${equalities(by)}`, by, rows);
    },
  };
}

const quoted = (name: string) => `"${name}"`;
const equalities = (columns: readonly string[]) => columns.map((column) => `${quoted(column)} = ?`).join(' and ');
