// The only module that imports node:sqlite (still a release candidate, its class to be renamed): rooms that keep a
// SQLite file open it here.
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

export type SqliteDatabase = DatabaseSync;
export type SqliteStatement = StatementSync;

/**
 * Opens a file in WAL mode, making it (mode 0600, its directory 0700) when it is not there. SQLite gives the `-wal` and
 * `-shm` files beside it the same mode.
 *
 * @param synchronous `FULL` flushes every commit to the disk; `NORMAL` may lose the last commits when the power fails,
 *   never when a process dies
 * @param busyTimeoutMs how long a statement blocks this thread while another connection writes
 * @throws the error of node:sqlite, see `sqliteFault`
 */
export function openSqliteFile(options: {
  readonly file: string;
  readonly synchronous: 'FULL' | 'NORMAL';
  readonly busyTimeoutMs: number;
  readonly readOnly?: boolean;
}): SqliteDatabase {
  if (options.readOnly !== true) {
    mkdirSync(dirname(options.file), { recursive: true, mode: 0o700 });
    makeFile(options.file);
  }
  const database = new DatabaseSync(options.file, {
    timeout: options.busyTimeoutMs,
    readOnly: options.readOnly ?? false,
  });
  try {
    if (options.readOnly !== true) database.exec('PRAGMA journal_mode = wal');
    database.exec(`PRAGMA synchronous = ${options.synchronous}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * A file that stands is never opened here: closing it again would take away every lock that this process has on it by
 * other connections (POSIX advisory locks; SQLite, "How To Corrupt An SQLite Database File", section 2.2), and the next
 * process to leave, a backup by an older SQLite for one, would remove the write-ahead log under them.
 */
function makeFile(file: string): void {
  try {
    closeSync(openSync(file, 'ax', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

export type SqliteFault = 'busy' | 'full' | 'corrupt' | 'unique' | 'constraint' | 'other';

// Primary result codes are the low byte of an extended one (SQLite, "Result and Error Codes").
const faults: Readonly<Record<number, SqliteFault>> = {
  5: 'busy',
  6: 'busy',
  11: 'corrupt',
  13: 'full',
  19: 'constraint',
  26: 'corrupt',
};

/** What kind of fault an error of node:sqlite is; undefined when it is not one. */
export function sqliteFault(error: unknown): SqliteFault | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  if (error.errcode === 2067 || error.errcode === 1555) return 'unique';
  return faults[error.errcode & 0xff] ?? 'other';
}
