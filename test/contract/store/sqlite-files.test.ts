// What only files do: their modes, their locks, their quota and their damage.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, type TestContext, test } from 'node:test';
import { openSqliteStore } from '../../../src/store/sqlite.ts';
import { fakeSealing } from '../../support/fake-sealing.ts';
import { fakeClock, seededRandom } from '../../support/fakes.ts';
import { student } from '../../support/fixtures-users.ts';
import { openSqlite } from './open-sqlite.ts';
import { startingContract } from './starting.contract.ts';
import { actor } from './users.contract.ts';

startingContract('SQLite', openSqlite, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-store-'));
  return {
    records: { directory },
    migrations: async () =>
      ['records', 'journal'].flatMap((file) => {
        using database = new DatabaseSync(join(directory, `${file}.sqlite`));
        return database
          .prepare('select number from migrations')
          .all()
          .map((row) => Number(row.number));
      }),
    close: () => rm(directory, { recursive: true }),
  };
});

async function openHere(t: TestContext, maxPageCount?: number) {
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-store-'));
  const common = { directory, clock: fakeClock(), sealing: fakeSealing(), random: seededRandom() };
  const store = await openSqliteStore({ ...common, maxPageCount });
  t.after(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });
  return { store, directory, common };
}

const trace = (code: string, at = 0) => {
  const step = { type: 'checked', check: 'x'.repeat(3000), passed: true } as const;
  const told = { profile: undefined, relyingParty: undefined, door: 'form', outcome: 'matched', steps: [step] };
  return { code, at, institution: 'demo', ...told };
};

describe('Files of the SQLite store', () => {
  test('nobody but their owner reads them', async (t) => {
    const { store, directory } = await openHere(t);
    await store.users.write('demo', [student(1)], actor);
    await store.journal.writeTrace(trace('a'));
    const files = await readdir(directory);
    assert.ok(files.includes('records.sqlite-wal') && files.includes('journal.sqlite-wal'), files.join());
    for (const file of files) assert.equal((await stat(join(directory, file))).mode & 0o077, 0, file);
  });

  test('the records are kept with a write-ahead log', async (t) => {
    const { directory } = await openHere(t);
    using database = new DatabaseSync(join(directory, 'records.sqlite'));
    assert.deepEqual({ ...database.prepare('pragma journal_mode').get() }, { journal_mode: 'wal' });
  });

  test('reading and the journal go on while another process writes records', async (t) => {
    const { store, directory } = await openHere(t);
    await store.users.write('demo', [student(1)], actor);
    using other = new DatabaseSync(join(directory, 'records.sqlite'));
    other.exec('begin immediate');
    await store.journal.writeTrace(trace('a'));
    assert.equal((await store.users.holdings('demo', student(1).identifiers)).length, 3);
    let isWritten = false;
    const writing = store.users.write('demo', [student(2)], actor).finally(() => {
      isWritten = true;
    });
    await store.journal.writeTrace(trace('b'));
    assert.equal(isWritten, false);
    other.exec('rollback');
    await writing;
    assert.equal(await store.users.size('demo'), 2);
  });

  test('a full disk loses nothing that was acknowledged, leaves nothing half, and is over with the first space', async (t) => {
    const { store, directory } = await openHere(t, 120);
    let written = 0;
    await assert.rejects(
      async () => {
        for (; ; written++) await store.users.write('demo', [student(written)], actor);
      },
      { code: 'VST_STORE_FULL' },
    );
    assert.ok(written > 20, `${written} written`);
    assert.equal(await store.users.size('demo'), written);
    assert.deepEqual(await store.users.holdings('demo', student(written).identifiers), []);
    await assert.rejects(store.users.write('demo', [student(written)], actor), { code: 'VST_STORE_FULL' });

    using other = new DatabaseSync(join(directory, 'records.sqlite'));
    other.exec('delete from changes');
    assert.equal((await store.users.write('demo', [student(written)], actor))[0]?.type, 'written');
  });

  test('a journal that is full takes traces again once old ones were dropped', async (t) => {
    const { store } = await openHere(t, 60);
    let written = 0;
    await assert.rejects(
      async () => {
        for (; ; written++) await store.journal.writeTrace(trace(`t${written}`, written));
      },
      { code: 'VST_STORE_FULL' },
    );
    assert.ok(await store.journal.anyTrace(`t${written - 1}`));
    await store.journal.dropTracesBefore(written / 2);
    await store.journal.writeTrace(trace('after', written));
  });

  test('a file that is no database any more is told as damage', async (t) => {
    const { store, directory, common } = await openHere(t);
    const drafts = Array.from({ length: 200 }, (_, index) => student(index));
    await store.users.write('demo', drafts, actor);
    await store.close();
    const file = join(directory, 'records.sqlite');
    const { size } = await stat(file);
    await writeFile(file, Buffer.alloc(size - 8192, 0xff), { flag: 'r+' });
    await assert.rejects(openSqliteStore(common), { code: 'VST_STORE_CORRUPT' });
  });

  test('a directory that cannot be written is told as not available', async (t) => {
    const { directory, common } = await openHere(t);
    const inTheWay = join(directory, 'records.sqlite');
    await assert.rejects(openSqliteStore({ ...common, directory: inTheWay }), { code: 'VST_STORE_UNAVAILABLE' });
  });
});
