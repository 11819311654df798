import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { Users } from '../../../src/domain/ports/users.ts';
import { openSqliteStore } from '../../../src/store/sqlite.ts';
import { fakeSealing } from '../../support/fake-sealing.ts';
import { fakeClock, seededRandom } from '../../support/fakes.ts';
import { importRecords } from '../../support/import-run.ts';

const person = (primaryIdentifier: string, changes: object = {}) => ({
  primaryIdentifier,
  accountType: 'external',
  owningSystem: 'SIS',
  name: { last: 'Ó Néill', first: 'Ina' },
  expiryDate: '2030-02-28',
  emails: [{ address: `${primaryIdentifier}@uni.example`, preferred: true, types: ['school'] }],
  addresses: [{ lines: ['7 Mill Lane'], city: 'Fenby' }],
  notes: [{ type: 'LIBRARY', text: 'two\nlines' }],
  roles: [{ role: '200', scope: 'DEMO', parameters: { desk: 'MAIN' } }],
  identifiers: [
    { type: 'BARCODE', value: primaryIdentifier.replace(/\D/g, '') },
    { type: 'GOOGLE', value: `g-${primaryIdentifier}`, segment: 'internal', note: 'attached' },
  ],
  ...changes,
});

async function openUsers(t: TestContext): Promise<Users> {
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-import-'));
  const store = await openSqliteStore({
    directory,
    clock: fakeClock(),
    random: seededRandom(),
    sealing: fakeSealing(),
  });
  t.after(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });
  return store.users;
}

describe('an import into SQLite', () => {
  test('finds every record unchanged the second time', async (t) => {
    const users = await openUsers(t);
    const people = Array.from({ length: 300 }, (_, index) => person(`p${index}`));
    assert.equal((await importRecords(people, { users })).report.created, 300);
    assert.equal((await importRecords(people, { users, random: seededRandom(99) })).report.unchanged, 300);
  });
  test('writes what changed, and only that', async (t) => {
    const users = await openUsers(t);
    await importRecords([person('p1'), person('p2')], { users });
    const changed = [person('p1', { userGroup: 'PG' }), person('p2')];
    const { report } = await importRecords(changed, { users, random: seededRandom(99) });
    assert.deepEqual([report.updated, report.unchanged], [1, 1]);
    const [holding] = await users.holdings('demo', [{ scope: 'pooled', key: 'p1' }]);
    assert.deepEqual([holding?.user.userGroup, holding?.user.version], ['PG', 2]);
  });
  test('names who has the value of a record that it rejects', async (t) => {
    const users = await openUsers(t);
    await importRecords([person('p1')], { users });
    const thief = person('p2', { identifiers: [{ type: 'BARCODE', value: '1' }] });
    const { rejections } = await importRecords([thief], { users, random: seededRandom(99) });
    assert.match(rejections[0]?.reason ?? '', /^The BARCODE value belongs to the user "p1" \(id /);
  });
});
