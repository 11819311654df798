import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { VestibuleError } from '../../domain/errors.ts';
import { openSqliteFile, type SqliteDatabase, type SqliteStatement, sqliteFault } from '../../sqlite.ts';
import { type Fill, type Migration, sqliteWords } from './migration.ts';
import { migrationsTable, missingMigrations } from './plan.ts';

const lockWaitMs = 60_000;
const lockPollMs = 20;

/**
 * Lets one process at a time do the work: it holds a lock on a file of its own, which the operating system releases
 * when the process dies.
 */
export async function withMigrationLock<Result>(directory: string, work: () => Promise<Result>): Promise<Result> {
  const lock = await takeLock(join(directory, 'migration.lock'));
  try {
    return await work();
  } finally {
    lock.close();
  }
}

async function takeLock(file: string): Promise<SqliteDatabase> {
  for (let waitedMs = 0; ; waitedMs += lockPollMs) {
    const lock = tryLock(file);
    if (lock !== undefined) return lock;
    if (waitedMs > lockWaitMs)
      throw new VestibuleError('VST_STORE_UNAVAILABLE', 'Another process has been migrating for over a minute');
    await sleep(lockPollMs);
  }
}

function tryLock(file: string): SqliteDatabase | undefined {
  let lock: SqliteDatabase | undefined;
  try {
    lock = openSqliteFile({ file, synchronous: 'NORMAL', busyTimeoutMs: 0 });
    lock.exec('BEGIN IMMEDIATE');
    return lock;
  } catch (error) {
    lock?.close();
    if (sqliteFault(error) === 'busy') return undefined;
    throw error;
  }
}

/** Brings one file up to date, in one transaction. The caller holds the lock. */
export function migrateSqlite(database: SqliteDatabase, part: Migration['part']): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    database.exec(`${migrationsTable} strict`);
    const applied = database.prepare('select number from migrations').all();
    for (const { number, name, statements, fill } of missingMigrations(
      applied.map((row) => Number(row.number)),
      [part],
    )) {
      for (const text of statements(sqliteWords)) database.exec(text);
      if (fill !== undefined) fillTable(database, fill);
      database.prepare('insert into migrations (number, name) values (?, ?)').run(number, name);
    }
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** One row at a time is read and written: SQLite lets a table grow while another is read. */
function fillTable(database: SqliteDatabase, { from, columns, into, rows }: Fill): void {
  const reading = database.prepare(`select ${columns.join(', ')} from ${from}`).iterate();
  let insert: SqliteStatement | undefined;
  for (const read of reading) {
    for (const row of rows(read as Record<string, string | null>)) {
      insert ??= database.prepare(insertText(into, Object.keys(row)));
      insert.run(...Object.values(row));
    }
  }
}

function insertText(table: string, columns: readonly string[]): string {
  const places = columns.map(() => '?').join(', ');
  return `insert into ${table} (${columns.map((column) => `"${column}"`).join(', ')}) values (${places})`;
}
