import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { BulkOptions, BulkReport } from '../../../src/directory/bulk/bulk-run.ts';
import { changeIdentifiers } from '../../../src/directory/bulk/change-identifiers.ts';
import type { BulkAction } from '../../../src/directory/bulk/row-actions.ts';
import { namedUser } from '../../../src/directory/named-user.ts';
import type { Rejection } from '../../../src/directory/rejection.ts';
import { undoBatch } from '../../../src/directory/undo/undo-batch.ts';
import { holding, openTestDirectory, operator, type TestDirectory } from '../../support/directory.ts';
import { bytesOf } from '../../support/import-run.ts';
import type { UserSeed } from '../../support/user-seed.ts';

const slug = 'demo';

async function opened(t: TestContext, ...seeds: UserSeed[]): Promise<TestDirectory> {
  const open = await openTestDirectory({ seeds });
  t.after(() => open.close());
  return open;
}

interface Ran extends BulkReport {
  readonly rejections: readonly Rejection[];
}

async function run(
  { directory }: TestDirectory,
  action: BulkAction,
  text: string | readonly string[],
  options: BulkOptions = {},
): Promise<Ran> {
  const rejections: Rejection[] = [];
  const onRejected = (rejection: Rejection) => void rejections.push(rejection);
  const source = bytesOf(typeof text === 'string' ? text : text.join('\n'), 4096);
  const report = await changeIdentifiers(directory, operator, { action, source }, { onRejected, ...options });
  return { ...report, rejections };
}

/** `TYPE VALUE status` of each additional identifier of a user. */
async function valuesOf({ directory }: TestDirectory, name: string): Promise<readonly string[]> {
  const { id } = await namedUser(directory, name);
  const identifiers = await directory.users.identifiers(slug, id);
  return identifiers
    .filter(({ type, status }) => type !== 'primary' || status === 'alias')
    .map(({ type, value, status }) => `${type} ${value} ${status}`)
    .toSorted();
}

const counts = ({ rows, changed, unchanged, rejected }: BulkReport) => [rows, changed, unchanged, rejected];
const codes = ({ rejections }: Ran) => rejections.map(({ line, code }) => `${line} ${code}`);

const ada: UserSeed = { primaryIdentifier: 'ada' };
const bob: UserSeed = { primaryIdentifier: 'bob', identifiers: [{ type: 'BARCODE', value: '222' }] };

describe('attaching identifiers in bulk', () => {
  test('gives each user hers, named by any of her identifiers', async (t) => {
    const open = await opened(t, ada, bob);
    const { id } = await namedUser(open.directory, 'ada');
    const report = await run(open, 'attach', [
      'user,type,value,status,note',
      `${id},BARCODE,111,,card`,
      'BARCODE:222,STUDENT_NO,s2,inactive,',
    ]);
    assert.deepEqual(counts(report), [2, 2, 0, 0]);
    assert.deepEqual(await valuesOf(open, 'ada'), ['BARCODE 111 active']);
    assert.deepEqual(await valuesOf(open, 'bob'), ['BARCODE 222 active', 'STUDENT_NO s2 inactive']);
  });

  test('changes nothing when it is repeated', async (t) => {
    const open = await opened(t, ada);
    const file = 'user;type;value;note\nada;BARCODE;111;\n';
    await run(open, 'attach', file);
    assert.deepEqual(counts(await run(open, 'attach', file)), [1, 0, 1, 0]);
  });

  test('rejects each row for its own reason and takes the others', async (t) => {
    const open = await opened(t, ada, bob);
    const report = await run(open, 'attach', [
      'user,type,value',
      'nobody,BARCODE,1',
      'ada,BARCODE,222',
      'ada,NONE,3',
      'ada,BARCODE,',
      'ada,BARCODE,4,5',
      'ada,BARCODE,6',
      'bob,STUDENT_NO,6',
      'ada,primary,7',
      `ada,BARCODE,${'8'.repeat(300)}`,
      'ada,BARCODE,9\u0000',
    ]);
    assert.deepEqual(codes(report), [
      '2 user-unknown',
      '3 taken',
      '4 value-invalid',
      '5 field-missing',
      '6 malformed',
      '8 repeated-in-file',
      '9 value-invalid',
      '10 value-invalid',
      '11 value-invalid',
    ]);
    assert.deepEqual(await valuesOf(open, 'ada'), ['BARCODE 6 active']);
  });

  test('says with whom a value collides', async (t) => {
    const open = await opened(t, ada, bob);
    const { rejections } = await run(open, 'attach', 'user,type,value\nada,STUDENT_NO,222\n');
    assert.match(rejections[0]?.reason ?? '', /bob/);
  });

  test('writes nothing in a dry run, and says the same', async (t) => {
    const open = await opened(t, ada);
    const file = 'user,type,value\nada,BARCODE,111\nada,NONE,1\n';
    const report = await run(open, 'attach', file, { dryRun: true });
    assert.deepEqual([counts(report), codes(report)], [[2, 1, 0, 1], ['3 value-invalid']]);
    assert.deepEqual(await valuesOf(open, 'ada'), []);
  });

  test('takes more rows than one page has, several of one user among them', async (t) => {
    const open = await opened(t, ada, bob);
    const rows = Array.from(
      { length: 601 },
      (_, index) => `${index % 2 === 0 ? 'ada' : 'bob'},BARCODE,${1000 + index}`,
    );
    const report = await run(open, 'attach', ['user,type,value', ...rows]);
    assert.deepEqual(counts(report), [601, 601, 0, 0]);
    assert.equal((await valuesOf(open, 'ada')).length, 301);
    await undoBatch(open.directory, operator, report.batch);
    assert.deepEqual([await valuesOf(open, 'ada'), await valuesOf(open, 'bob')], [[], ['BARCODE 222 active']]);
  });

  test('stops between two pages', async (t) => {
    const open = await opened(t, ada);
    const stop = new AbortController();
    const rows = Array.from({ length: 600 }, (_, index) => `ada,BARCODE,${1000 + index}`);
    const onProgress = () => stop.abort();
    const report = await run(open, 'attach', ['user,type,value', ...rows], { signal: stop.signal, onProgress });
    assert.deepEqual([report.end.type, report.rows], ['stopped', 250]);
  });

  test('says which column a file lacks, or has and may not', async (t) => {
    const open = await opened(t);
    const messages = await Promise.all(
      ['user,value\n', 'user,type,value,colour\n', ''].map(async (text) => (await run(open, 'attach', text)).end),
    );
    assert.deepEqual(
      messages.map((end) => (end.type === 'broken' ? /"type"|"colour"|empty/.exec(end.message)?.[0] : end.type)),
      ['"type"', '"colour"', 'empty'],
    );
  });

  test('rejects a user who may do more than whoever asks', async (t) => {
    const roles = [{ role: 'general-system-administrator', scope: '01DEMO_INST', status: 'active' as const }];
    const { directory } = await opened(t, { ...ada, roles }, bob);
    const rejections: Rejection[] = [];
    const source = bytesOf('user,type,value\nada,BARCODE,1\nbob,BARCODE,2\n');
    const report = await changeIdentifiers(
      directory,
      holding('user-administrator'),
      { action: 'attach', source },
      { onRejected: (rejection) => void rejections.push(rejection) },
    );
    assert.deepEqual([report.changed, rejections.map(({ line, code }) => `${line} ${code}`)], [1, ['2 not-allowed']]);
  });

  test('is for user administrators alone', async (t) => {
    const { directory } = await opened(t);
    const request = { action: 'attach', source: bytesOf('user,type,value\n') } as const;
    await assert.rejects(changeIdentifiers(directory, holding('user-manager'), request), { code: 'VST_NOT_ALLOWED' });
    await assert.doesNotReject(changeIdentifiers(directory, holding('user-administrator'), request));
  });
});

describe('retiring identifiers in bulk', () => {
  test('blocks the values, and undoing brings them back', async (t) => {
    const open = await opened(t, ada, bob);
    const report = await run(open, 'retire', 'type,value,user\nBARCODE,222,bob\n');
    assert.deepEqual(counts(report), [1, 1, 0, 0]);
    assert.deepEqual(await valuesOf(open, 'bob'), ['BARCODE 222 retired']);
    assert.deepEqual(codes(await run(open, 'attach', 'user,type,value\nada,BARCODE,222\n')), ['2 taken']);
    await undoBatch(open.directory, operator, report.batch);
    assert.deepEqual(await valuesOf(open, 'bob'), ['BARCODE 222 active']);
  });

  test('rejects a value of another user than the row names, or of nobody', async (t) => {
    const open = await opened(t, ada, bob);
    const report = await run(open, 'retire', 'type,value,user\nBARCODE,222,ada\nBARCODE,333,\n');
    assert.deepEqual(codes(report), ['2 identifier-unknown', '3 identifier-unknown']);
  });

  test('counts what is retired already as unchanged', async (t) => {
    const open = await opened(t, bob);
    await run(open, 'retire', 'type,value\nBARCODE,222\n');
    assert.deepEqual(counts(await run(open, 'retire', 'type,value\nBARCODE,222\n')), [1, 0, 1, 0]);
  });

  test('takes values of a type that is no longer configured', async (t) => {
    const config = (types: readonly { readonly code: string; readonly label: string }[]) => ({
      identifierTypes: [...types],
    });
    const before = await openTestDirectory({
      config: config([{ code: 'OLD_CARD', label: 'Old card' }]),
      seeds: [{ primaryIdentifier: 'ada', identifiers: [{ type: 'OLD_CARD', value: 'X1' }] }],
    });
    t.after(() => before.close());
    const after = await openTestDirectory({
      config: config([]),
      open: async () => ({
        ...before,
        store: before.store,
        records: { directory: '' },
        another: async () => before.store,
        close: async () => undefined,
      }),
    });
    assert.deepEqual(counts(await run(after, 'retire', 'type,value\nOLD_CARD,x1\n')), [1, 1, 0, 0]);
    assert.deepEqual(await valuesOf(after, 'ada'), ['OLD_CARD X1 retired']);
  });
});

describe('re-typing identifiers in bulk', () => {
  test('gives a value another type and keeps all else of it', async (t) => {
    const open = await opened(t, bob);
    const report = await run(open, 'retype', 'type,value,newType\nBARCODE,222,STUDENT_NO\n');
    assert.deepEqual(counts(report), [1, 1, 0, 0]);
    assert.deepEqual(await valuesOf(open, 'bob'), ['STUDENT_NO 222 active']);
    await undoBatch(open.directory, operator, report.batch);
    assert.deepEqual(await valuesOf(open, 'bob'), ['BARCODE 222 active']);
  });

  test('rejects a type that is none, the same, or primary', async (t) => {
    const open = await opened(t, bob, { primaryIdentifier: 'cy', identifiers: [{ type: 'BARCODE', value: '3' }] });
    const report = await run(open, 'retype', [
      'type,value,newType',
      'BARCODE,222,NONE',
      'BARCODE,3,BARCODE',
      'primary,cy,BARCODE',
    ]);
    assert.deepEqual(codes(report), ['2 value-invalid', '3 value-invalid', '4 value-invalid']);
  });
});
