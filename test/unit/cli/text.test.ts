import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fieldLines } from '../../../src/cli/changed-fields.ts';
import { readingTrouble, writingTrouble } from '../../../src/cli/file-trouble.ts';
import { momentIn } from '../../../src/cli/moment.ts';
import { namedInstitution } from '../../../src/cli/named-institution.ts';
import { textTable } from '../../../src/cli/text-table.ts';

describe('what commands say', () => {
  test('is dated by the clock of the institution', () => {
    assert.equal(momentIn('Europe/Berlin', '2026-11-22T23:08:12.342Z'), '2026-11-23 00:08 CET');
    assert.equal(momentIn('UTC', Date.UTC(2026, 0, 2, 3, 4)), '2026-01-02 03:04 UTC');
    assert.equal(momentIn('UTC', 'long ago'), 'long ago');
  });

  test('stands under one another when characters are drawn twice as wide', () => {
    assert.equal(
      textTable([
        ['A', 'B'],
        ['王小明', 'x'],
        ['abc', 'y'],
      ]),
      'A       B\n王小明  x\nabc     y\n',
    );
  });

  test('tells why a file is not read or written', () => {
    const fault = (code: string) => Object.assign(new Error('at /x'), { code });
    assert.equal(readingTrouble('a.csv', fault('ENOENT')), 'There is no file a.csv');
    assert.equal(writingTrouble('a.csv', fault('EEXIST')), 'There is a file a.csv already: it is not written over');
  });

  test('tells of a change each part that changed, and of lists what went and came', () => {
    const email = { address: 'a@x.example', types: ['personal'], preferred: true, segment: 'internal' };
    const other = { address: 'b@x.example', types: [], preferred: false, segment: 'internal' };
    const before = { user: { name: { first: 'Ada', last: 'L' }, emails: [email], version: 1 } };
    const after = { user: { name: { last: 'K', first: 'Ada' }, emails: [email, other], userGroup: 'UG', version: 2 } };
    assert.deepEqual(fieldLines(before, after), [
      '    name.last: L -> K',
      '    emails + b@x.example, internal',
      '    userGroup: (none) -> UG',
    ]);
    const made = { user: { primaryIdentifier: 'ada', userGroup: 'UG', emails: [] } };
    assert.deepEqual(fieldLines({ user: {} }, made), ['    primaryIdentifier: ada', '    userGroup: UG']);
  });
});

describe('the institution of a command', () => {
  const [demo, campus] = [{ slug: 'demo' }, { slug: 'campus' }] as unknown as Parameters<typeof namedInstitution>[2];
  function found(slug: string | undefined, list: readonly (typeof demo)[]) {
    let err = '';
    const io = { err: (text: string) => void (err += text) } as unknown as Parameters<typeof namedInstitution>[1];
    const args = { values: { institution: slug }, positionals: [] };
    return { slug: namedInstitution(args, io, list as Parameters<typeof namedInstitution>[2])?.slug, err };
  }

  test('is the only one there is, unless another is named', () => {
    assert.equal(found(undefined, [demo]).slug, 'demo');
    assert.match(found('other', [demo]).err, /No institution has the slug "other"\. There are: demo\./);
  });

  test('must be named where there are several', () => {
    assert.deepEqual(found(undefined, [demo, campus]), {
      slug: undefined,
      err: 'There are several institutions: name one by --institution. There are: demo, campus.\n',
    });
    assert.equal(found('campus', [demo, campus]).slug, 'campus');
  });
});
