import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../../../src/store/sqlite.ts';
import type { Store } from '../../../src/store/store.ts';
import { fakeSealing } from '../../support/fake-sealing.ts';
import { fakeClock, seededRandom } from '../../support/fakes.ts';
import type { OpenStore } from './opened-store.ts';

/** A store in a directory of its own. */
export const openSqlite: OpenStore = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-store-'));
  const clock = fakeClock();
  const opened: Store[] = [];
  const another = async () => {
    const store = await openSqliteStore({ directory, clock, sealing: fakeSealing(), random: seededRandom() });
    opened.push(store);
    return store;
  };
  return {
    store: await another(),
    clock,
    records: { directory },
    another,
    rows: async (sql) => {
      const file = /\b(traces|audit|decisions|decision_heads)\b/.test(sql) ? 'journal.sqlite' : 'records.sqlite';
      using database = new DatabaseSync(join(directory, file));
      return database.prepare(sql).all();
    },
    close: async () => {
      for (const store of opened) await store.close();
      await rm(directory, { recursive: true });
    },
  };
};
