// The statements over the table of short-lived records, each prepared once. Times are store time in milliseconds.
import type { SqliteDatabase } from '../sqlite.ts';

export const recordSchema = `
  CREATE TABLE IF NOT EXISTS record (
    space TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (space, key)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS record_expiry ON record (expires_at);`;

/** Of how many writes one sweeps, and how many records: more than are written meanwhile, so that none heap up. */
export const sweepEvery = 64;
const sweepRows = 200;

export interface Records {
  put(space: string, key: string, value: string, expiresAt: number): void;
  claim(space: string, key: string, value: string, now: number, expiresAt: number): boolean;
  get(space: string, key: string, now: number): string | undefined;
  take(space: string, key: string, now: number): string | undefined;
  swap(space: string, key: string, expected: string, next: string, now: number, expiresAt: number): boolean;
  touch(space: string, key: string, now: number, expiresAt: number): boolean;
  delete(space: string, key: string): void;
  count(
    space: string,
    key: string,
    by: number,
    now: number,
    endsAt: number,
  ): { readonly count: number; readonly endsInMs: number };
  readCount(space: string, key: string, now: number): { readonly count: number; readonly endsInMs: number };
  sweep(now: number): void;
}

export function prepareRecords(database: SqliteDatabase): Records {
  const put = database.prepare(
    `INSERT INTO record (space, key, value, expires_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`,
  );
  const claim = database.prepare(
    `INSERT INTO record (space, key, value, expires_at) VALUES (?1, ?2, ?3, ?5)
     ON CONFLICT DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at WHERE record.expires_at <= ?4`,
  );
  const get = database.prepare('SELECT value, expires_at FROM record WHERE space = ? AND key = ? AND expires_at > ?');
  const take = database.prepare('DELETE FROM record WHERE space = ? AND key = ? RETURNING value, expires_at');
  const swap = database.prepare(
    'UPDATE record SET value = ?4, expires_at = ?6 WHERE space = ?1 AND key = ?2 AND value = ?3 AND expires_at > ?5',
  );
  const touch = database.prepare('UPDATE record SET expires_at = ?4 WHERE space = ?1 AND key = ?2 AND expires_at > ?3');
  const remove = database.prepare('DELETE FROM record WHERE space = ? AND key = ?');
  const count = database.prepare(
    `INSERT INTO record (space, key, value, expires_at) VALUES (?1, ?2, CAST(?3 AS INTEGER), ?5)
     ON CONFLICT DO UPDATE SET
       value = CASE WHEN expires_at <= ?4 THEN CAST(?3 AS INTEGER) ELSE CAST(value AS INTEGER) + CAST(?3 AS INTEGER) END,
       expires_at = CASE WHEN expires_at <= ?4 THEN ?5 ELSE expires_at END
     RETURNING value, expires_at`,
  );
  const sweep = database.prepare(
    `DELETE FROM record WHERE rowid IN (SELECT rowid FROM record WHERE expires_at <= ? LIMIT ${sweepRows})`,
  );
  return {
    put: (space, key, value, expiresAt) => void put.run(space, key, value, expiresAt),
    claim: (space, key, value, now, expiresAt) => claim.run(space, key, value, now, expiresAt).changes === 1,
    get: (space, key, now) => get.get(space, key, now)?.['value'] as string | undefined,
    take(space, key, now) {
      // `all`, not `get`: a statement with RETURNING commits on its last step, and `get` never sees that step fail.
      const [row] = take.all(space, key);
      return row !== undefined && Number(row['expires_at']) > now ? (row['value'] as string) : undefined;
    },
    swap: (space, key, expected, next, now, expiresAt) =>
      swap.run(space, key, expected, next, now, expiresAt).changes === 1,
    touch: (space, key, now, expiresAt) => touch.run(space, key, now, expiresAt).changes === 1,
    delete: (space, key) => void remove.run(space, key),
    count: (space, key, by, now, endsAt) => counted(count.all(space, key, by, now, endsAt)[0], now),
    readCount: (space, key, now) => counted(get.get(space, key, now), now),
    sweep: (now) => void sweep.run(now),
  };
}

function counted(row: Record<string, unknown> | undefined, now: number) {
  if (row === undefined) return { count: 0, endsInMs: 0 };
  return { count: Number(row['value']), endsInMs: Number(row['expires_at']) - now };
}
