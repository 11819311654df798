import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { postgresWords } from '../../src/store/migrations/migration.ts';
import { openPostgresStore } from '../../src/store/postgres.ts';
import type { Store } from '../../src/store/store.ts';
import { identifierLifeContract } from '../contract/directory/identifier-life.contract.ts';
import { auditTrailContract } from '../contract/store/audit-trail.contract.ts';
import { changesContract } from '../contract/store/changes.contract.ts';
import { findingContract } from '../contract/store/finding.contract.ts';
import { identifierKeysContract } from '../contract/store/identifier-keys.contract.ts';
import { invitationsContract } from '../contract/store/invitations.contract.ts';
import { journalContract } from '../contract/store/journal.contract.ts';
import { keysContract } from '../contract/store/keys.contract.ts';
import { killContract } from '../contract/store/kill.contract.ts';
import { lettersContract } from '../contract/store/letters.contract.ts';
import { namesFillContract } from '../contract/store/names-fill.contract.ts';
import type { OpenStore } from '../contract/store/opened-store.ts';
import { racesContract } from '../contract/store/races.contract.ts';
import { settingsContract } from '../contract/store/settings.contract.ts';
import { startingContract } from '../contract/store/starting.contract.ts';
import { subjectPinsContract } from '../contract/store/subject-pins.contract.ts';
import { userSetsContract } from '../contract/store/user-sets.contract.ts';
import { actor, usersContract } from '../contract/store/users.contract.ts';
import { usersChangeContract } from '../contract/store/users-change.contract.ts';
import { fakeSealing } from '../support/fake-sealing.ts';
import { fakeClock, seededRandom } from '../support/fakes.ts';
import { student } from '../support/fixtures-users.ts';
import { openPostgres } from '../support/open-postgres.ts';
import { type PostgresServer, postgresMissing, queryRows, startPostgres } from '../support/postgres.ts';

const unavailable = { code: 'VST_STORE_UNAVAILABLE' };

describe('PostgreSQL', { skip: postgresMissing() }, () => {
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server?.stop());

  const openUrl = (url: string) =>
    openPostgresStore({ url, poolSize: 3, clock: fakeClock(), sealing: fakeSealing(), random: seededRandom() });

  const open: OpenStore = () => openPostgres(server);

  userSetsContract('PostgreSQL', open);
  changesContract('PostgreSQL', open);
  auditTrailContract('PostgreSQL', open);
  usersContract('PostgreSQL', open);
  usersChangeContract('PostgreSQL', open);
  racesContract('PostgreSQL', open);
  journalContract('PostgreSQL', open);
  keysContract('PostgreSQL', open);
  lettersContract('PostgreSQL', open);
  invitationsContract('PostgreSQL', open);
  findingContract('PostgreSQL', open);
  namesFillContract('PostgreSQL', async () => {
    const url = await server.createDatabase();
    const opened: Store[] = [];
    return {
      words: postgresWords,
      run: async (_part, statements) => void (await queryRows(url, statements.join(';\n'))),
      open: async () => {
        const store = await openUrl(url);
        opened.push(store);
        return store;
      },
      rows: (sql) => queryRows(url, sql),
      close: async () => {
        for (const store of opened) await store.close();
      },
    };
  });
  identifierKeysContract('PostgreSQL', open);
  settingsContract('PostgreSQL', open);
  subjectPinsContract('PostgreSQL', open);
  identifierLifeContract('PostgreSQL', open);
  startingContract('PostgreSQL', open, async () => {
    const url = await server.createDatabase();
    const migrations = () => queryRows(url, 'select number from migrations order by number');
    return {
      records: { url },
      migrations: async () => (await migrations()).map((row) => Number(row.number)),
      close: async () => undefined,
    };
  });

  test('no look-up and no write of users reads a whole table, with and without statistics', async (t) => {
    const opened = await open();
    t.after(opened.close);
    const { users, finding } = opened.store;
    const drafts = Array.from({ length: 2000 }, (_, index) => ({ ...student(index), passwordHash: '$a' }));
    await users.write('demo', drafts, actor);
    for (const analyze of ['select 1', 'analyze']) {
      await opened.rows(analyze);
      await opened.rows('select pg_stat_reset()');
      const [one = student(0), ...many] = drafts.slice(0, 300).map((draft, index) => ({
        ...draft,
        user: { ...draft.user, id: `x${analyze}${index}`, userGroup: analyze, emails: [] },
        identifiers: draft.identifiers.slice(0, 2),
        passwordHash: `$${analyze}`,
      }));
      for (let round = 0; round < 8; round++) {
        await users.holdings('demo', student(round).identifiers);
        await users.holdings('demo', one.identifiers.slice(0, 1));
        for (const read of ['summary', 'user', 'identifiers', 'password'] as const)
          await users[read]('demo', student(round).user.id);
        const { next = '' } = await finding.byName('demo', 'varga', { limit: 20 });
        await finding.byName('demo', 'varga', { limit: 20, after: next });
        await finding.byEmail('demo', `student${round}@uni.example`);
        await finding.all('demo', { limit: 50 });
      }
      await users.write('demo', [one, ...many], actor);
      await users.endSessions('demo', student(1).user.id, actor);
      await wait(1500);
      // A head is one row an institution: with a single institution, reading all of them is right.
      const scans = await opened.rows(
        `select relname from pg_stat_user_tables where seq_scan > 0
           and relname not in ('migrations', 'change_heads', 'decision_heads')`,
      );
      assert.deepEqual(scans, [], analyze);
    }
  });

  test('a server that is away at the start is told within seconds', async () => {
    await assert.rejects(openUrl('postgresql://app@127.0.0.1:1/app'), unavailable);
  });

  test('a server that does not answer is told within seconds', async (t) => {
    const { createServer } = await import('node:net');
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => {
      silent.listen(0, '127.0.0.1', resolve);
    });
    t.after(() => silent.close());
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await assert.rejects(openUrl(`postgresql://app@127.0.0.1:${port}/app`), unavailable);
  });

  test('a database that does not keep UTF-8 is refused', async () => {
    const url = await server.createDatabase('--encoding=SQL_ASCII', '--locale=C', '--template=template0');
    await assert.rejects(openUrl(url), { code: 'VST_CONFIG_INVALID', message: /SQL_ASCII/ });
  });

  test('a server that crashes is told, and used again as soon as it is back, with what it had acknowledged', async (t) => {
    const opened = await open();
    t.after(opened.close);
    const { users, journal } = opened.store;
    await users.write('demo', [student(1)], actor);
    const keys = student(1).identifiers;
    const reading = Array.from({ length: 3 }, () => users.holdings('demo', keys));
    await Promise.all(reading);
    server.crash();
    await assert.rejects(users.holdings('demo', keys), unavailable);
    await assert.rejects(users.write('demo', [student(2)], actor), unavailable);
    await assert.rejects(journal.anyTrace('a'), unavailable);
    await assert.rejects(opened.store.ping(), unavailable);
    server.start();
    await opened.store.ping();
    assert.equal((await users.holdings('demo', keys)).length, 3);
    assert.equal((await users.write('demo', [student(2)], actor))[0]?.type, 'written');
  });

  killContract('PostgreSQL', { kills: 20, rows: 100_000, liveMs: 1200 }, open);
});
