// By what applications know people: what every engine has to hold.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { UserRecord } from '../../../src/domain/ports/changes.ts';
import type { SubjectPin } from '../../../src/domain/ports/subject-pins.ts';
import type { Store } from '../../../src/store/store.ts';
import { seedDraft } from '../../support/user-seed.ts';
import type { OpenStore } from './opened-store.ts';

const actor = { who: 'librarian', via: 'test' };

const pinOf = (userId: string, subject: string, given: Partial<SubjectPin> = {}): SubjectPin => ({
  institution: 'demo',
  relyingParty: 'oidc:catalogue',
  userId,
  subject,
  subjectType: 'BARCODE',
  pinnedAt: 1000,
  ...given,
});

function recordOf(name: string): UserRecord {
  return seedDraft({ primaryIdentifier: name }, `id-${name}`, '2026-03-02T09:00:00.000Z');
}

async function create(store: Store, name: string): Promise<UserRecord> {
  const record = recordOf(name);
  await store.changes.change('demo', { keys: record.identifiers }, actor, () => ({
    action: 'created',
    records: [record],
    result: undefined,
  }));
  return record;
}

/** `from` turns out to be `into`. */
async function merge(store: Store, from: string, into: string): Promise<void> {
  await store.changes.change('demo', { users: [from, into] }, actor, (known) => ({
    action: 'users-merged',
    records: [known.record(into) ?? assert.fail()],
    removed: [from],
    merged: [{ from, into }],
    result: undefined,
  }));
}

const subjectOf = async (store: Store, userId: string, relyingParty = 'oidc:catalogue') =>
  (await store.pins.pinOf('demo', relyingParty, userId))?.subject;

export function subjectPinsContract(engine: string, open: OpenStore): void {
  describe(`Subject pins: ${engine}`, () => {
    test('the first subject of a person stands, whatever is tried later', async (t) => {
      const { store, close } = await open();
      t.after(close);
      assert.deepEqual(await store.pins.pin(pinOf('u1', 'C-1')), { type: 'pinned', pin: pinOf('u1', 'C-1') });
      const later = await store.pins.pin(pinOf('u1', 'C-2', { pinnedAt: 2000 }));
      assert.deepEqual(later, { type: 'pinned', pin: pinOf('u1', 'C-1') });
      assert.deepEqual(await store.pins.pinOf('demo', 'oidc:catalogue', 'u1'), pinOf('u1', 'C-1'));
    });

    test('an application never knows two people by one subject; two applications may', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await store.pins.pin(pinOf('u1', 'C-1'));
      assert.deepEqual(await store.pins.pin(pinOf('u2', 'C-1')), { type: 'taken' });
      assert.equal((await store.pins.pin(pinOf('u2', 'C-1', { relyingParty: 'cas:shop' }))).type, 'pinned');
      assert.equal((await store.pins.pin(pinOf('u2', 'C-1', { institution: 'other' }))).type, 'pinned');
    });

    test('of many at once for one person one stands, and all are given it', async (t) => {
      const { store, another, close } = await open();
      const second = await another();
      t.after(async () => {
        await second.close();
        await close();
      });
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) => (index % 2 ? store : second).pins.pin(pinOf('u1', `C-${index}`))),
      );
      const subjects = new Set(outcomes.map((outcome) => (outcome.type === 'pinned' ? outcome.pin.subject : 'taken')));
      assert.equal(subjects.size, 1);
      assert.ok(subjects.has((await subjectOf(store, 'u1')) ?? ''));
    });

    test('tells all of one person, and forgets one when asked to', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await store.pins.pin(pinOf('u1', 'C-1'));
      await store.pins.pin(pinOf('u1', 'x', { relyingParty: 'cas:shop', subjectType: 'pairwise' }));
      await store.pins.pin(pinOf('u2', 'C-2'));
      const of = await store.pins.pinsOf('demo', 'u1');
      assert.deepEqual(
        of.map(({ relyingParty, subject }) => [relyingParty, subject]),
        [
          ['cas:shop', 'x'],
          ['oidc:catalogue', 'C-1'],
        ],
      );
      assert.equal(await store.pins.unpin('demo', 'oidc:catalogue', 'u1'), true);
      assert.equal(await store.pins.unpin('demo', 'oidc:catalogue', 'u1'), false);
      assert.equal((await store.pins.pin(pinOf('u2', 'C-1'))).type, 'pinned');
    });

    test('a merge hands them on where the application does not know the other yet, and nobody gets what is left', async (t) => {
      const { store, close } = await open();
      t.after(close);
      for (const name of ['a', 'b', 'c']) await create(store, name);
      await store.pins.pin(pinOf('id-b', 'B-1'));
      await store.pins.pin(pinOf('id-a', 'A-2', { relyingParty: 'cas:shop' }));
      await store.pins.pin(pinOf('id-b', 'B-2', { relyingParty: 'cas:shop' }));
      await merge(store, 'id-b', 'id-a');
      assert.equal(await subjectOf(store, 'id-a'), 'B-1');
      assert.equal(await subjectOf(store, 'id-a', 'cas:shop'), 'A-2');
      assert.equal((await store.pins.pin(pinOf('id-c', 'B-2', { relyingParty: 'cas:shop' }))).type, 'taken');
    });

    test('who comes back after a merge has her own again', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await create(store, 'a');
      const b = await create(store, 'b');
      await store.pins.pin(pinOf('id-b', 'B-1'));
      await merge(store, 'id-b', 'id-a');
      await store.changes.change('demo', { users: ['id-a'], keys: b.identifiers }, actor, (known) => ({
        action: 'undone',
        records: [
          known.record('id-a') ?? assert.fail(),
          { ...b, user: { ...b.user, createdAt: '2025-01-01T00:00:00.000Z' } },
        ],
        result: undefined,
      }));
      assert.equal(await subjectOf(store, 'id-b'), 'B-1');
      assert.equal(await subjectOf(store, 'id-a'), undefined);
    });

    test('with who is erased, hers are gone', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await create(store, 'a');
      await store.pins.pin(pinOf('id-a', 'A-1'));
      await store.changes.change('demo', { users: ['id-a'] }, actor, () => ({
        action: 'erased',
        records: [],
        removed: ['id-a'],
        result: undefined,
      }));
      assert.deepEqual(await store.pins.pinsOf('demo', 'id-a'), []);
    });
  });
}
