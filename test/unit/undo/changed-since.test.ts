import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { batchPages } from '../../../src/directory/undo/batch-pages.ts';
import { changedSince } from '../../../src/directory/undo/changed-since.ts';
import type { AuditDetail, AuditRecord } from '../../../src/domain/ports/audit-trail.ts';

function entry(seq: number, detail: AuditDetail | undefined, given: Partial<AuditRecord> = {}): AuditRecord {
  const chain = { detailHash: '', salt: '', previous: '', hash: '' };
  const what = { who: 'staff', via: 'test', action: 'edited', userId: 'u' };
  return { institution: 'demo', seq, at: seq, detail, ...chain, ...what, ...given };
}

const field = (name: string): AuditDetail => ({ before: { user: { [name]: 1 } }, after: { user: { [name]: 2 } } });
const identifier = (key: string): AuditDetail => ({
  before: { user: { version: 1 } },
  after: { user: { version: 2 }, identifiers: [{ scope: 'pooled', key }] },
});
const undoing = (seq: number, batch: string, downTo: number, own: string) =>
  entry(seq, { ...field('group'), facts: { batch, downTo } }, { action: 'undone', batch: own });

const mine = entry(10, field('group'), { batch: 'mine' });

describe('an entry can be undone', () => {
  test('where nothing came after it, or nothing but its own batch', () => {
    assert.equal(changedSince(mine, []).type, 'free');
    assert.equal(changedSince(mine, [entry(11, field('group'), { batch: 'mine' })]).type, 'free');
  });

  test('where other fields, other identifiers or sessions were changed since', () => {
    const later = [entry(13, field('sessionEpoch')), entry(12, identifier('a')), entry(11, field('title'))];
    assert.equal(changedSince(mine, later).type, 'free');
    const attached = entry(10, identifier('b'), { batch: 'mine' });
    assert.equal(changedSince(attached, later).type, 'free');
  });

  test('not where the same field or identifier was', () => {
    const by = entry(11, field('group'));
    assert.deepEqual(changedSince(mine, [by]), { type: 'changed', by });
    assert.equal(
      changedSince(entry(10, identifier('a'), { batch: 'mine' }), [entry(12, identifier('a'))]).type,
      'changed',
    );
  });

  test('not where nobody knows any more what was changed since', () => {
    assert.equal(changedSince(mine, [entry(11, undefined)]).type, 'changed');
  });

  test('not of a new user who was changed in anything, but where she only signed out', () => {
    const made = entry(10, { after: { user: { id: 'u' } } }, { batch: 'mine' });
    assert.equal(changedSince(made, [entry(11, field('title'))]).type, 'changed');
    assert.equal(changedSince(made, [entry(11, field('sessionEpoch'))]).type, 'free');
  });

  test('not twice, unless the undoing was undone', () => {
    const first = undoing(11, 'mine', 5, 'first');
    assert.equal(changedSince(mine, [first]).type, 'undone');
    assert.equal(changedSince(mine, [undoing(12, 'first', 11, 'second'), first]).type, 'free');
  });

  test('where an undoing had not come down to it', () => {
    const other = entry(11, field('title'), { batch: 'mine' });
    assert.notEqual(changedSince(mine, [undoing(12, 'mine', 11, 'first'), other]).type, 'undone');
  });

  test('where what was done since was undone, too', () => {
    const other = entry(11, field('group'), { batch: 'other' });
    assert.equal(changedSince(mine, [undoing(12, 'other', 11, 'first'), other]).type, 'free');
  });
});

describe('pages of a batch', () => {
  async function sizes(entries: readonly AuditRecord[]) {
    const found: number[] = [];
    const source = (async function* () {
      yield* entries;
    })();
    for await (const page of batchPages(source)) found.push(page.length);
    return found;
  }

  test('have 250 entries', async () => {
    const entries = Array.from({ length: 600 }, (_, index) => entry(600 - index, field('group')));
    assert.deepEqual(await sizes(entries), [250, 250, 100]);
  });

  test('keep together what was written at once', async () => {
    const entries = Array.from({ length: 300 }, (_, index) =>
      entry(300 - index, field('group'), index < 200 ? {} : { at: 1 }),
    );
    assert.deepEqual(await sizes(entries), [300]);
  });
});
