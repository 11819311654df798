import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sqliteWords } from '../../../src/store/migrations/migration.ts';
import { openSqliteStore } from '../../../src/store/sqlite.ts';
import type { Store } from '../../../src/store/store.ts';
import { fakeSealing } from '../../support/fake-sealing.ts';
import { fakeClock, seededRandom } from '../../support/fakes.ts';
import { namesFillContract } from './names-fill.contract.ts';

namesFillContract('SQLite', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-store-'));
  const opened: Store[] = [];
  return {
    words: sqliteWords,
    run: async (part, statements) => {
      using database = new DatabaseSync(join(directory, `${part}.sqlite`));
      database.exec('begin');
      for (const text of statements) database.exec(text);
      database.exec('commit');
    },
    open: async () => {
      const parts = { clock: fakeClock(), sealing: fakeSealing(), random: seededRandom() };
      const store = await openSqliteStore({ directory, ...parts });
      opened.push(store);
      return store;
    },
    rows: async (sql) => {
      using database = new DatabaseSync(join(directory, 'records.sqlite'));
      return database.prepare(sql).all();
    },
    close: async () => {
      for (const store of opened) await store.close();
      await rm(directory, { recursive: true });
    },
  };
});
