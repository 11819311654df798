// Short-lived records in a SQLite file of their own, shared by the processes of one machine. Every method is one
// statement, and so atomic across processes; none holds a transaction open.
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { VestibuleError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import { openSqliteFile, type SqliteDatabase, sqliteFault } from '../sqlite.ts';
import { checkCount, checkRecord, isPossibleName, ttlMs } from './limits.ts';
import { prepareRecords, recordSchema, sweepEvery } from './sqlite-records.ts';
import { storeTime, storeTimeSchema } from './store-time.ts';

/** How long a write waits for those of other processes before it gives up. */
const busyLimitMs = 5000;

/**
 * @throws VestibuleError VST_EPHEMERAL_UNAVAILABLE when the file cannot be opened, VST_STORE_CORRUPT when it is not a
 *   database
 */
export async function openSqliteEphemeral(options: {
  readonly directory: string;
  readonly clock: Clock;
}): Promise<Ephemeral> {
  const file = join(options.directory, 'ephemeral.sqlite');
  const database = await patiently(() => openFile(file));
  const time = storeTime(database, options.clock);
  const records = prepareRecords(database);
  let writes = 0;

  /** Runs one write; every now and then a few of the records that are over are swept along. */
  const write = <T>(step: (now: number) => T): Promise<T> =>
    patiently(() => {
      const now = time.now();
      if (++writes % sweepEvery === 0) records.sweep(now);
      return step(now);
    });

  return {
    async put(space, key, value, ttlSeconds) {
      checkRecord(space, key, value);
      const ttl = ttlMs(ttlSeconds);
      await write((now) => records.put(space, key, value, now + ttl));
    },
    async claim(space, key, value, ttlSeconds) {
      checkRecord(space, key, value);
      const ttl = ttlMs(ttlSeconds);
      return write((now) => records.claim(space, key, value, now, now + ttl));
    },
    async get(space, key) {
      if (!isPossibleName(space, key)) return undefined;
      return patiently(() => records.get(space, key, time.now()));
    },
    async take(space, key) {
      if (!isPossibleName(space, key)) return undefined;
      return write((now) => records.take(space, key, now));
    },
    async swap(space, key, expected, next, ttlSeconds) {
      checkRecord(space, key, next);
      const ttl = ttlMs(ttlSeconds);
      return write((now) => records.swap(space, key, expected, next, now, now + ttl));
    },
    async touch(space, key, ttlSeconds) {
      if (!isPossibleName(space, key)) return false;
      const ttl = ttlMs(ttlSeconds);
      return write((now) => records.touch(space, key, now, now + ttl));
    },
    async delete(space, key) {
      if (isPossibleName(space, key)) await write(() => records.delete(space, key));
    },
    async count(space, key, by, windowSeconds) {
      checkRecord(space, key, '');
      checkCount(by);
      const window = ttlMs(windowSeconds);
      if (by === 0) return patiently(() => records.readCount(space, key, time.now()));
      return write((now) => records.count(space, key, by, now, now + window));
    },
    async close() {
      if (database.isOpen) database.close();
    },
  };
}

function openFile(file: string): SqliteDatabase {
  // A blocked statement blocks the whole process: it gives way after a few milliseconds and `patiently` tries again.
  const database = openSqliteFile({ file, synchronous: 'NORMAL', busyTimeoutMs: 5 });
  try {
    database.exec('PRAGMA journal_size_limit = 8388608');
    database.exec(`BEGIN IMMEDIATE; ${recordSchema} ${storeTimeSchema} COMMIT;`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Runs one step, again after a pause while another process writes, and turns what goes wrong into our error. */
async function patiently<T>(step: () => T): Promise<T> {
  for (let waitedMs = 0, pauseMs = 1; ; waitedMs += pauseMs, pauseMs = Math.min(pauseMs * 2, 50)) {
    try {
      return step();
    } catch (error) {
      if (sqliteFault(error) !== 'busy' || waitedMs >= busyLimitMs) throw asOurs(error);
    }
    await wait(pauseMs);
  }
}

function asOurs(error: unknown): unknown {
  if (error instanceof VestibuleError) return error;
  const fault = sqliteFault(error) ?? 'unreadable';
  if (fault === 'corrupt') {
    return new VestibuleError(
      'VST_STORE_CORRUPT',
      'ephemeral.sqlite is damaged. Stop Vestibule and delete it with its -wal and -shm files: everybody signs in anew',
      {},
      { cause: error },
    );
  }
  const message =
    fault === 'full' ? 'There is no room left for short-lived records' : 'ephemeral.sqlite cannot be used now';
  return new VestibuleError('VST_EPHEMERAL_UNAVAILABLE', message, { fault }, { cause: error });
}
