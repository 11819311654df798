import { openPostgresStore } from '../../src/store/postgres.ts';
import type { Store } from '../../src/store/store.ts';
import type { OpenedStore } from '../contract/store/opened-store.ts';
import { fakeSealing } from './fake-sealing.ts';
import { fakeClock, seededRandom } from './fakes.ts';
import { type PostgresServer, queryRows } from './postgres.ts';

/** A store in a database of its own. */
export async function openPostgres(server: PostgresServer): Promise<OpenedStore> {
  const url = await server.createDatabase();
  const clock = fakeClock();
  const opened: Store[] = [];
  const another = async () => {
    const common = { clock, sealing: fakeSealing(), random: seededRandom() };
    const store = await openPostgresStore({ url, poolSize: 3, ...common });
    opened.push(store);
    return store;
  };
  return {
    store: await another(),
    clock,
    records: { url },
    another,
    rows: (sql) => queryRows(url, sql),
    close: async () => {
      for (const store of opened) await store.close();
    },
  };
}
