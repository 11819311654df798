import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../domain/ports/clock.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Sealing } from '../domain/ports/sealing.ts';
import { assembleStore } from './assemble.ts';
import { withMigrationLock } from './migrations/sqlite.ts';
import { openSqliteEngine } from './sqlite-engine.ts';
import { fromSqlite } from './sqlite-fault.ts';
import type { Store } from './store.ts';

export interface SqliteStoreOptions {
  /** Made with mode 0700 when it is not there. Several processes may share it. */
  readonly directory: string;
  readonly clock: Clock;
  readonly sealing: Sealing;
  readonly random: Random;
  /** Each file grows to at most this many pages of 4096 bytes: a quota, and how a full disk is tried. */
  readonly maxPageCount?: number | undefined;
}

/**
 * The records in `records.sqlite`, every commit flushed to the disk, and the journal in `journal.sqlite`, which may lose
 * its last lines when the power fails and never waits for an import.
 *
 * @throws VestibuleError VST_STORE_UNAVAILABLE, VST_STORE_FULL, VST_STORE_CORRUPT
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { directory, maxPageCount } = options;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return await withMigrationLock(directory, async () => {
      const file = (name: string) => join(directory, name);
      const records = openSqliteEngine({
        file: file('records.sqlite'),
        part: 'records',
        synchronous: 'FULL',
        cacheKiB: 32_768,
        maxPageCount,
      });
      try {
        const journal = openSqliteEngine({
          file: file('journal.sqlite'),
          part: 'journal',
          synchronous: 'NORMAL',
          cacheKiB: 2048,
          maxPageCount,
        });
        return assembleStore({ ...options, records, journal });
      } catch (error) {
        await records.close();
        throw error;
      }
    });
  } catch (error) {
    throw fromSqlite(error);
  }
}
