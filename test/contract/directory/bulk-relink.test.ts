import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { BulkOptions } from '../../../src/directory/bulk/bulk-run.ts';
import { relinkIdentifiers } from '../../../src/directory/bulk/relink.ts';
import { namedUser } from '../../../src/directory/named-user.ts';
import type { Rejection } from '../../../src/directory/rejection.ts';
import { undoBatch } from '../../../src/directory/undo/undo-batch.ts';
import { holding, openTestDirectory, operator, type TestDirectory } from '../../support/directory.ts';
import { bytesOf } from '../../support/import-run.ts';

const slug = 'demo';
const type = 'SUBJECT';
const identifierTypes = [
  {
    code: type,
    label: 'Subject',
    uniqueness: 'type',
    issuer: 'https://idp.example.org',
    folding: { caseSensitive: true },
  },
] as const;

/** Users `u0`, `u1` … each with one of these subjects. */
async function opened(t: TestContext, ...subjects: readonly string[]): Promise<TestDirectory> {
  const seeds = subjects.map((value, index) => ({ primaryIdentifier: `u${index}`, identifiers: [{ type, value }] }));
  const open = await openTestDirectory({ config: { identifierTypes: [...identifierTypes] }, seeds });
  t.after(() => open.close());
  return open;
}

async function relink({ directory }: TestDirectory, pairs: readonly string[], options: BulkOptions = {}) {
  const rejections: Rejection[] = [];
  const onRejected = (rejection: Rejection) => void rejections.push(rejection);
  const file = ['old,new', ...pairs].join('\n');
  const request = { type, open: () => bytesOf(file, 4096) };
  const report = await relinkIdentifiers(directory, operator, request, { onRejected, ...options });
  return { ...report, rejections };
}

const codes = ({ rejections }: { readonly rejections: readonly Rejection[] }) =>
  rejections.map(({ line, code }) => `${line} ${code}`).toSorted();

async function subjectsOf({ directory }: TestDirectory, name: string): Promise<readonly string[]> {
  const { id } = await namedUser(directory, name);
  const identifiers = await directory.users.identifiers(slug, id);
  return identifiers
    .filter((one) => one.type === type)
    .map(({ value, status }) => `${value} ${status}`)
    .toSorted();
}

describe('relinking', () => {
  test('gives each user the new value and keeps the old one from everybody', async (t) => {
    const open = await opened(t, 'a');
    const { changed } = await relink(open, ['a,b']);
    assert.equal(changed, 1);
    assert.deepEqual(await subjectsOf(open, 'u0'), ['a retired', 'b active']);
  });

  test('lets users exchange values, in whatever order', async (t) => {
    const open = await opened(t, 'a', 'b', 'c');
    const { changed } = await relink(open, ['a,b', 'b,c', 'c,a']);
    assert.equal(changed, 3);
    const all = await Promise.all(['u0', 'u1', 'u2'].map((name) => subjectsOf(open, name)));
    assert.deepEqual(all, [['b active'], ['c active'], ['a active']]);
  });

  test('takes a chain that is longer than a page, and gives it back', async (t) => {
    const subjects = Array.from({ length: 300 }, (_, index) => `s${index}`);
    const open = await opened(t, ...subjects);
    const rows = subjects.map((subject, index) => `${subject},s${index + 1}`);
    const { changed, batch } = await relink(open, rows);
    assert.equal(changed, 300);
    assert.deepEqual(await subjectsOf(open, 'u299'), ['s300 active']);
    assert.deepEqual(await subjectsOf(open, 'u0'), ['s0 retired', 's1 active']);
    await undoBatch(open.directory, operator, batch);
    const all = await Promise.all([0, 150, 299].map((at) => subjectsOf(open, `u${at}`)));
    assert.deepEqual(all, [['s0 active'], ['s150 active'], ['s299 active']]);
  });

  test('finds in a dry run that a chain would do, and writes nothing', async (t) => {
    const subjects = Array.from({ length: 260 }, (_, index) => `s${index}`);
    const open = await opened(t, ...subjects);
    const rows = subjects.map((subject, index) => `${subject},s${index + 1}`);
    const report = await relink(open, rows, { dryRun: true });
    assert.deepEqual([report.changed, codes(report)], [260, []]);
    assert.deepEqual(await subjectsOf(open, 'u0'), ['s0 active']);
  });

  test('moves no value on when a chain is repeated', async (t) => {
    const open = await opened(t, 'a', 'b');
    await relink(open, ['a,b', 'b,c']);
    const again = await relink(open, ['a,b', 'b,c']);
    assert.deepEqual([again.changed, again.unchanged, codes(again)], [0, 1, ['3 taken']]);
    assert.deepEqual(await subjectsOf(open, 'u0'), ['a retired', 'b active']);
  });

  test('counts a row that was done before as unchanged', async (t) => {
    const open = await opened(t, 'a');
    await relink(open, ['a,b']);
    assert.equal((await relink(open, ['a,b'])).unchanged, 1);
  });

  test('rejects a value that is somebody else’s, and all who would have needed it', async (t) => {
    const open = await opened(t, 'a', 'b', 'c');
    const report = await relink(open, ['a,b', 'b,c']);
    assert.deepEqual(codes(report), ['2 taken', '3 taken']);
    assert.deepEqual(await subjectsOf(open, 'u0'), ['a active']);
  });

  test('rejects rows that say two things of one value', async (t) => {
    const open = await opened(t, 'a', 'b', 'c');
    const report = await relink(open, ['a,x', 'a,y', 'b,x', ',z', 'c,c']);
    assert.deepEqual(codes(report), ['3 repeated-in-file', '4 repeated-in-file', '5 field-missing', '6 value-invalid']);
  });

  test('rejects a user who may do more than whoever asks', async (t) => {
    const { directory, seed } = await opened(t, 'a');
    const roles = [{ role: 'general-system-administrator', scope: '01DEMO_INST', status: 'active' as const }];
    await seed({ primaryIdentifier: 'boss', roles, identifiers: [{ type, value: 'b' }] });
    const request = { type, open: () => bytesOf('old,new\na,x\nb,y\n') };
    const report = await relinkIdentifiers(directory, holding('user-administrator'), request);
    assert.deepEqual([report.changed, report.rejected], [1, 1]);
  });

  test('is refused for a type that is none, and to whom it is not allowed', async (t) => {
    const { directory } = await opened(t);
    const open = () => bytesOf('old,new\n');
    await assert.rejects(relinkIdentifiers(directory, operator, { type: 'primary', open }), {
      code: 'VST_IDENTIFIER_INVALID',
    });
    await assert.rejects(relinkIdentifiers(directory, holding('user-manager'), { type, open }), {
      code: 'VST_NOT_ALLOWED',
    });
  });
});
