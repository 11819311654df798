// The people of the demo must fit its configuration, and each story told of them must be true.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { type InstitutionConfig, institution } from '../../../config/schema.ts';
import { keyOf } from '../../../src/directory/folding.ts';
import { foldingTableOf } from '../../../src/directory/identifier-rules.ts';
import type { Holding } from '../../../src/domain/ports/users.ts';
import { createFakeUsers, type FakeUsers } from '../../support/fake-users.ts';
import { importText } from '../../support/import-run.ts';

const demoFolder = new URL('../../../config/demo/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, demoFolder), 'utf8');
const library = institution.parse(parse(read('demo.yaml')));
const campus = institution.parse(parse(read('campus.yaml')));
const college = institution.parse(parse(read('college.yaml')));

async function imported(config: InstitutionConfig, file: string) {
  const users = createFakeUsers();
  const outcome = await importText(read(file), { users, institution: config });
  return { users, ...outcome };
}

async function find(users: FakeUsers, type: string, value: string): Promise<Holding | undefined> {
  const [holding] = await users.holdings('demo', [keyOf(foldingTableOf(library), type, value)]);
  return holding;
}

describe('the people of the demo', () => {
  for (const [config, file] of [
    [library, 'users.json'],
    [campus, 'campus-users.json'],
    [college, 'college-users.json'],
  ] as const) {
    test(`are all taken from ${file}, and unchanged the second time`, async () => {
      const { users, rejections } = await imported(config, file);
      assert.deepEqual(rejections, []);
      const { report } = await importText(read(file), { users, institution: config });
      assert.equal(report.unchanged, report.records);
    });
  }

  test('know Alice of the campus by her student number only', async () => {
    const { users } = await imported(library, 'users.json');
    assert.equal((await find(users, 'STUDENT_NO', 'S-1001'))?.user.primaryIdentifier, 'p0001');
    const other = await find(users, 'primary', 'alice');
    assert.notEqual(other?.user.name.last, 'Moreau');
    const record = other && (await users.user('demo', other.user.id));
    assert.equal(record?.emails[0]?.address, 'alice@campus.example');
  });
  test('have one of every kind that is not signed in', async () => {
    const { users } = await imported(library, 'users.json');
    assert.equal(await find(users, 'STUDENT_NO', 'S-1003'), undefined);
    assert.ok((await find(users, 'STUDENT_NO', 'S-1004'))?.user.signInLock);
    const erin = (await find(users, 'STUDENT_NO', 'S-1005'))?.user;
    assert.ok(erin?.accountType === 'external' && (erin.expiryDate ?? '') < '2026');
    assert.equal((await find(users, 'STUDENT_NO', 'S-1006'))?.identifier.status, 'inactive');
    assert.equal((await find(users, 'STUDENT_NO', 'S-1007'))?.user.status, 'inactive');
    const heidi = (await find(users, 'STUDENT_NO', 'S-1008'))?.user;
    assert.ok(heidi?.accountType === 'internal' && (heidi.expiryDate ?? '') < '2026');
    assert.equal((await find(users, 'STUDENT_NO', 'S-1009'))?.identifier.type, 'BARCODE');
    assert.equal((await find(users, 'primary', 'c0001'))?.user.recordType, 'contact');
  });
  test('have two whom one assertion can name', async () => {
    const { users } = await imported(library, 'users.json');
    const judy = await find(users, 'STUDENT_NO', 'S-1010');
    const kofi = await find(users, 'BARCODE', '29301000000021');
    assert.ok(judy && kofi && judy.user.id !== kofi.user.id);
  });
});
