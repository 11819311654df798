import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { runUsersImport } from '../../../src/cli/users-import.ts';
import { rejectionRow } from '../../../src/directory/rejection-report.ts';
import { VestibuleError } from '../../../src/domain/errors.ts';
import type { Users } from '../../../src/domain/ports/users.ts';
import { createFakeUsers } from '../../support/fake-users.ts';
import { fakeClock, seededRandom } from '../../support/fakes.ts';
import { importInstitution } from '../../support/import-run.ts';

const header = 'primaryIdentifier,name.last,identifier.BARCODE';

interface Given {
  readonly name?: string;
  readonly text?: string;
  readonly isTTY?: boolean;
  readonly withReport?: boolean;
  readonly users?: Users;
}

async function run(t: TestContext, { name = 'users.csv', text, isTTY, withReport, users = createFakeUsers() }: Given) {
  const folder = await mkdtemp(join(tmpdir(), 'vestibule-import-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, name);
  if (text !== undefined) await writeFile(file, text);
  const report = withReport === true ? join(folder, 'rejected.csv') : undefined;
  const said = { out: '', err: '' };
  const code = await runUsersImport({
    file,
    report,
    institution: importInstitution,
    users,
    clock: fakeClock(),
    random: seededRandom(),
    stdout: { write: (words) => (said.out += words) },
    stderr: { isTTY, write: (words) => (said.err += words) },
  });
  return { code, ...said, report };
}

describe('vestibule users import', () => {
  test('ends with 0 when all records are taken, and says how many', async (t) => {
    const { code, out, err } = await run(t, { text: `${header}\np1,A,1\n` });
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /^1 records: 1 created, 0 updated, 0 unchanged, 0 rejected\.\n/);
  });
  test('says how what it wrote is taken back, and nothing of it when it wrote nothing', async (t) => {
    const { out } = await run(t, { text: `${header}\np1,A,1\n` });
    assert.match(out, /\nTo take it back: vestibule undo --institution demo [0-9a-f-]{36}\n$/);
    assert.doesNotMatch((await run(t, { text: `${header}\n` })).out, /undo/);
  });
  test('ends with 2 when some are rejected, and shows them', async (t) => {
    const { code, err } = await run(t, { text: `${header}\np1,A,1\np2,B,x\n` });
    assert.equal(code, 2);
    assert.match(err, /^Record 2 \(line 3, p2\): identifiers\.0: The value does not have the form/);
  });
  test('shows no more than the first twenty', async (t) => {
    const rows = Array.from({ length: 30 }, (_, index) => `p${index},,1${index}`);
    const { err } = await run(t, { text: [header, ...rows].join('\n') });
    assert.equal(err.split('\n').filter((line) => line.startsWith('Record ')).length, 20);
    assert.match(err, /--report FILE lists them all/);
  });
  test('lists rejected records in a report that only its owner may read', async (t) => {
    const { report = '', out } = await run(t, { text: `${header}\n=p1,A,x\n`, withReport: true });
    const [first, second] = (await readFile(report, 'utf8')).split('\r\n');
    assert.equal(first, 'record,line,primaryIdentifier,code,reason');
    assert.match(second ?? '', /^1,2,"'=p1",identifier-pattern,/);
    assert.equal((await stat(report)).mode & 0o777, 0o600);
    assert.match(out, /listed in/);
  });
  test('ends with 1 at a broken file, and says what was written', async (t) => {
    const { code, err, out } = await run(t, { name: 'users.json', text: '[{"primaryIdentifier":' });
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /ends inside a record\.\n0 records: .*Nothing after them was written/);
  });
  test('ends with 1 when there is no such file', async (t) => {
    const { code, err } = await run(t, {});
    assert.equal(code, 1);
    assert.match(err, /no such file/);
  });
  test('ends with 1 when the name does not tell the format', async (t) => {
    assert.equal((await run(t, { name: 'users.xml', text: '<users/>' })).code, 1);
  });
  test('ends with 1 when the store fails, under its code', async (t) => {
    const write = () => Promise.reject(new VestibuleError('VST_STORE_FULL', 'The disk is full'));
    const { code, err } = await run(t, { text: `${header}\np1,A,1\n`, users: { ...createFakeUsers(), write } });
    assert.equal(code, 1);
    assert.match(err, /^VST_STORE_FULL: The disk is full\. 0 records/);
  });
  test('says nothing of its progress when nobody watches', async (t) => {
    assert.equal((await run(t, { text: `${header}\np1,A,1\n`, isTTY: false })).err, '');
  });
  test('shows its progress on a terminal and wipes it at the end', async (t) => {
    const { err } = await run(t, { text: `${header}\np1,A,1\n`, isTTY: true });
    assert.match(err, /100 % {2}1 records, 0 rejected/);
    assert.ok(err.endsWith('\r\u001b[K'));
  });
  test('lets no text of the file move the cursor', async (t) => {
    const { err } = await run(t, { text: `${header}\n\u001b[2Jp1,,1\n` });
    assert.ok(!err.includes('\u001b'));
  });
});

describe('a row of the report', () => {
  const row = (primaryIdentifier: string, reason = 'x') =>
    rejectionRow({ record: 1, line: 2, primaryIdentifier, code: 'taken', reason });

  for (const start of ['=', '+', '-', '@', ' =', '\t', '＝', '＋']) {
    test(`does not let a cell begin with ${JSON.stringify(start)}`, () => {
      assert.ok(row(`${start}cmd`).startsWith(`1,2,"'${start}cmd",`));
    });
  }
  test('doubles quotes and keeps line ends inside', () => {
    assert.equal(row('p1', 'a "b"\nc'), '1,2,p1,taken,"a ""b""\nc"\r\n');
  });
});
