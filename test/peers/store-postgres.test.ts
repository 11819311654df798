import { after, before, describe } from 'node:test';
import { openPostgresStore } from '../../src/store/postgres.ts';
import type { Store } from '../../src/store/store.ts';
import { journalContract } from '../contract/store/journal.contract.ts';
import { keysContract } from '../contract/store/keys.contract.ts';
import { killContract } from '../contract/store/kill.contract.ts';
import type { OpenStore } from '../contract/store/opened-store.ts';
import { racesContract } from '../contract/store/races.contract.ts';
import { usersContract } from '../contract/store/users.contract.ts';
import { usersChangeContract } from '../contract/store/users-change.contract.ts';
import { fakeSealing } from '../support/fake-sealing.ts';
import { fakeClock, seededRandom } from '../support/fakes.ts';
import { type PostgresServer, postgresMissing, queryRows, startPostgres } from '../support/postgres.ts';

describe('PostgreSQL', { skip: postgresMissing() }, () => {
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server?.stop());

  const open: OpenStore = async () => {
    const url = await server.createDatabase();
    const clock = fakeClock();
    const opened: Store[] = [];
    const another = async () => {
      const store = await openPostgresStore({
        url,
        poolSize: 3,
        clock,
        sealing: fakeSealing(),
        random: seededRandom(),
      });
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
  };

  usersContract('PostgreSQL', open);
  usersChangeContract('PostgreSQL', open);
  racesContract('PostgreSQL', open);
  journalContract('PostgreSQL', open);
  keysContract('PostgreSQL', open);
  killContract('PostgreSQL', { kills: 20, rows: 100_000, liveMs: 1200 }, open);
});
