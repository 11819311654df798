import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ImportProgress } from '../../../src/directory/import-users.ts';
import { VestibuleError } from '../../../src/domain/errors.ts';
import type { Users } from '../../../src/domain/ports/users.ts';
import { createFakeUsers } from '../../support/fake-users.ts';
import { importRecords, importText } from '../../support/import-run.ts';

const person = (primaryIdentifier: string, ...barcodes: readonly string[]) => ({
  primaryIdentifier,
  accountType: 'external',
  owningSystem: 'SIS',
  name: { last: `Name of ${primaryIdentifier}` },
  identifiers: barcodes.map((value) => ({ type: 'BARCODE', value })),
});
const people = (count: number) => Array.from({ length: count }, (_, index) => person(`p${index}`, `${index}`));

async function stateOf(users: Users, primaryIdentifier: string): Promise<unknown> {
  const [holding] = await users.holdings('demo', [{ scope: 'pooled', key: primaryIdentifier }]);
  if (holding === undefined) return undefined;
  const { id } = holding.user;
  return [await users.user('demo', id), await users.identifiers('demo', id)];
}

describe('an import', () => {
  test('creates users who do not stand yet', async () => {
    const users = createFakeUsers();
    const { batch: _, ...report } = (await importRecords(people(3), { users })).report;
    assert.deepEqual(
      { ...report, size: await users.size('demo') },
      { records: 3, created: 3, updated: 0, unchanged: 0, rejected: 0, ignored: {}, end: { type: 'whole' }, size: 3 },
    );
  });
  test('takes more than one batch', async () => {
    const { report } = await importRecords(people(1203));
    assert.equal(report.created, 1203);
  });
  test('changes nothing and writes nothing when it is repeated', async () => {
    const users = createFakeUsers();
    await importRecords(people(3), { users });
    const [before, writes] = [await stateOf(users, 'p1'), users.actors.length];
    const { report } = await importRecords(people(3), { users });
    assert.equal(report.unchanged, 3);
    assert.deepEqual([await stateOf(users, 'p1'), users.actors.length], [before, writes]);
  });
  test('updates the user who has the primary identifier in another spelling', async () => {
    const users = createFakeUsers();
    await importRecords([person('p1', '1')], { users });
    const { report } = await importRecords([{ ...person('P1', '1'), userGroup: 'PG' }], { users });
    assert.deepEqual([report.updated, await users.size('demo')], [1, 1]);
  });
  test('keeps a sign-in lock and what the reader attached', async () => {
    const users = createFakeUsers();
    await users.seed({
      primaryIdentifier: 'p1',
      accountType: 'external',
      owningSystem: 'SIS',
      identifiers: [{ type: 'GOOGLE', value: 'g', segment: 'internal' }],
      signInLock: { at: '2026-01-01', by: 'desk' },
    });
    await importRecords([person('p1', '1')], { users });
    const [user, identifiers] = (await stateOf(users, 'p1')) as [{ signInLock: unknown }, readonly { type: string }[]];
    assert.deepEqual(user.signInLock, { at: '2026-01-01', by: 'desk' });
    assert.deepEqual(
      identifiers.map(({ type }) => type),
      ['primary', 'BARCODE', 'GOOGLE'],
    );
  });
  test('never replaces a password', async () => {
    const users = createFakeUsers();
    const { id } = await users.seed({ primaryIdentifier: 'p1', passwordHash: 'her own' });
    const passwordHash = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'B'.repeat(43)}`;
    await importRecords([{ primaryIdentifier: 'p1', name: { last: 'New' }, passwordHash }], { users });
    assert.equal((await users.password('demo', id))?.hash, 'her own');
  });
  test('sets the password of a user who has none and is else unchanged', async () => {
    const users = createFakeUsers();
    await importRecords([person('p1')], { users });
    const passwordHash = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'B'.repeat(43)}`;
    const { report } = await importRecords([{ ...person('p1'), passwordHash }], { users });
    assert.equal(report.updated, 1);
  });
  test('counts the fields of Alma that it leaves aside', async () => {
    const alma = { primary_id: 'a', last_name: 'A', pin_number: '1234' };
    const { report } = await importRecords([alma, { ...alma, primary_id: 'b' }]);
    assert.deepEqual(report.ignored, { pin_number: 2 });
  });
  test('reads again when somebody changes a user meanwhile', async () => {
    const users = createFakeUsers();
    await importRecords([person('p1')], { users });
    let isFirst = true;
    const meanwhile: Users = {
      ...users,
      write: async (institution, drafts, actor) => {
        if (isFirst) {
          isFirst = false;
          await users.write(institution, drafts, actor);
        }
        return users.write(institution, drafts, actor);
      },
    };
    const { report } = await importRecords([{ ...person('p1'), userGroup: 'PG' }], { users: meanwhile });
    assert.deepEqual([report.rejected, report.end.type], [0, 'whole']);
  });
  test('tells how far it is after each batch', async () => {
    const seen: ImportProgress[] = [];
    await importRecords(people(600), { onProgress: (progress) => void seen.push(progress) });
    assert.equal(seen.at(-1)?.records, 600);
    assert.ok(seen.length > 1 && (seen[0]?.bytes ?? 0) > 0);
  });
  test('stops between two batches when it is told to', async () => {
    const stop = new AbortController();
    const { report } = await importRecords(people(1200), { signal: stop.signal, onProgress: () => stop.abort() });
    assert.equal(report.end.type, 'stopped');
    assert.ok(report.records > 0 && report.records < 1200);
  });
});

describe('a record that is not taken', () => {
  test('leaves the others be, and is told with number, line and every reason', async () => {
    const { report, rejections } = await importText(
      [
        '{"primaryIdentifier":"a","name":{"last":"A"}}',
        '{"primaryIdentifier":"b","x":1}',
        '{"primaryIdentifier":"c","name":{"last":"C"}}',
      ].join('\n'),
    );
    assert.deepEqual([report.created, report.rejected], [2, 1]);
    assert.deepEqual(rejections, [
      { record: 2, line: 2, primaryIdentifier: 'b', code: 'field-unknown', reason: 'Not a field of a user: "x".' },
    ]);
  });
  test('names the user who has the value already', async () => {
    const users = createFakeUsers();
    const { id } = await users.seed({ primaryIdentifier: 'owner', identifiers: [{ type: 'STUDENT_NO', value: '42' }] });
    const { rejections } = await importRecords([person('p1', '42')], { users });
    assert.equal(rejections[0]?.code, 'taken');
    assert.equal(rejections[0]?.reason, `The BARCODE value belongs to the user "owner" (id ${id}) already.`);
  });
  test('is the later one where two of a file take one value', async () => {
    const { report, rejections } = await importRecords([person('p1', '42'), person('p2', '42')]);
    assert.deepEqual([report.created, rejections[0]?.primaryIdentifier, rejections[0]?.code], [1, 'p2', 'taken']);
  });
  test('is the later one where two of a file have one primary identifier', async () => {
    const { report, rejections } = await importRecords([person('p1'), person('p2'), person('P1 ')]);
    assert.equal(report.created, 2);
    assert.deepEqual([rejections[0]?.code, rejections[0]?.record], ['repeated-in-file', 3]);
    assert.match(rejections[0]?.reason ?? '', /Record 1 of this file/);
  });
  test('is one whose primary identifier is a barcode of somebody else', async () => {
    const { rejections } = await importRecords([person('p1', '42'), person('42')]);
    assert.match(rejections[0]?.reason ?? '', /^The primary identifier belongs to the user "p1"/);
  });
  test('is one without primary identifier, however many there are', async () => {
    const { rejections } = await importRecords([person(''), person(' ')]);
    assert.deepEqual(
      rejections.map(({ code }) => code),
      ['value-invalid', 'value-invalid'],
    );
  });
  test('is one that is no object', async () => {
    const { report, rejections } = await importText('["p1", null, [], 7]');
    assert.deepEqual([report.rejected, rejections[0]?.code], [4, 'malformed']);
  });
  test('is one that a former primary identifier of somebody else names', async () => {
    const users = createFakeUsers();
    await users.seed({
      primaryIdentifier: 'new',
      identifiers: [{ type: 'primary', value: 'p1', status: 'alias' }],
    });
    const { rejections } = await importRecords([person('p1')], { users });
    assert.equal(rejections[0]?.code, 'taken');
  });
});

describe('a CSV import', () => {
  test('adds a barcode to users who stand, and leaves the rest of them', async () => {
    const users = createFakeUsers();
    await importRecords([{ ...person('p1'), identifiers: [{ type: 'STUDENT_NO', value: 'S1' }] }], { users });
    const { report } = await importText('primaryIdentifier,identifier.BARCODE\np1,42\n', { users, format: 'csv' });
    assert.equal(report.updated, 1);
    const [user, identifiers] = (await stateOf(users, 'p1')) as [{ name: unknown }, readonly { value: string }[]];
    assert.deepEqual(user.name, { last: 'Name of p1' });
    assert.deepEqual(
      identifiers.map(({ value }) => value),
      ['p1', '42', 'S1'],
    );
  });
  test('takes codes in capitals', async () => {
    const text = 'primaryIdentifier,name.last,recordType,accountType,owningSystem\np1,A,PUBLIC,External,SIS\n';
    assert.equal((await importText(text, { format: 'csv' })).report.created, 1);
  });
  test('keeps a formula as the text it is', async () => {
    const users = createFakeUsers();
    await importText('primaryIdentifier,name.last,identifier.BARCODE\np1,A,=1+1\n', { users, format: 'csv' });
    const [, identifiers] = (await stateOf(users, 'p1')) as [unknown, readonly { value: string }[]];
    assert.equal(identifiers[1]?.value, '=1+1');
  });
  test('rejects a row with too few cells and goes on', async () => {
    const { report } = await importText('primaryIdentifier,name.last\np1\np2,B\n', { format: 'csv' });
    assert.deepEqual([report.created, report.rejected], [1, 1]);
  });
});

describe('a broken file', () => {
  test('stops with its line, and the counts say what was written before', async () => {
    const users = createFakeUsers();
    const whole = JSON.stringify(people(1200), null, 1);
    const { report } = await importText(whole.slice(0, -40), { users });
    assert.equal(report.end.type, 'broken');
    assert.match(report.end.type === 'broken' ? report.end.message : '', /after record 1199: the file ends inside/);
    assert.deepEqual([report.records, report.created, await users.size('demo')], [1000, 1000, 1000]);
  });
  test('writes nothing when its header is wrong', async () => {
    const users = createFakeUsers();
    const { report } = await importText('primaryIdentifier,nme\np1,A\n', { users, format: 'csv' });
    assert.deepEqual([report.end.type, await users.size('demo')], ['broken', 0]);
  });
  test('is not what a failing store is taken for', async () => {
    const away: Users = {
      ...createFakeUsers(),
      write: () => Promise.reject(new VestibuleError('VST_STORE_FULL', 'The disk is full')),
    };
    await assert.rejects(importRecords([person('p1')], { users: away }), { code: 'VST_STORE_FULL' });
  });
});
