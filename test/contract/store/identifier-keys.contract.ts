import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { IdentifierKey } from '../../../src/domain/identifier.ts';
import type { StoredIdentifier } from '../../../src/domain/ports/identifier-keys.ts';
import type { Store } from '../../../src/store/store.ts';
import { student } from '../../support/fixtures-users.ts';
import type { OpenedStore, OpenStore } from './opened-store.ts';

const actor = { who: 'operator', via: 'test' };

async function withStudents(open: OpenStore, count: number): Promise<OpenedStore> {
  const opened = await open();
  await opened.store.users.write(
    'demo',
    Array.from({ length: count }, (_, index) => student(index)),
    actor,
  );
  return opened;
}

async function all({ identifierKeys }: Store, limit: number): Promise<readonly StoredIdentifier[]> {
  const found: StoredIdentifier[] = [];
  for (;;) {
    const page = await identifierKeys.page('demo', limit, found.at(-1));
    found.push(...page);
    if (page.length < limit) return found;
  }
}

const place = ({ scope, key }: IdentifierKey) => ({ scope, key });
const keysOf = async (store: Store) => new Map((await all(store, 100)).map((one) => [one.id, place(one)]));
const seqOf = async (store: Store) => (await store.trail.head('demo', 'changes')).seq;

/** The keys of the first two identifiers, exchanged. */
async function exchange(store: Store) {
  const [one, two] = await all(store, 100);
  assert.ok(one !== undefined && two !== undefined);
  await store.identifierKeys.stage('demo', [
    { from: place(one), to: place(two) },
    { from: place(two), to: place(one) },
  ]);
  return { one, two };
}

export function identifierKeysContract(name: string, open: OpenStore): void {
  describe(`IdentifierKeys: ${name}`, () => {
    test('gives every identifier of the institution once, in the order of scope and key', async (t) => {
      const { store, close } = await withStudents(open, 4);
      t.after(close);
      const found = await all(store, 5);
      const places = found.map(({ scope, key }) => Buffer.from(`${scope}\u0000${key}`).toString('hex'));
      assert.deepEqual(places, [...new Set(places)].toSorted());
      assert.equal(found.length, 4 * student(0).identifiers.length);
      assert.deepEqual(await store.identifierKeys.page('other', 5), []);
    });

    test('lets identifiers exchange their keys', async (t) => {
      const { store, close } = await withStudents(open, 2);
      t.after(close);
      const before = await keysOf(store);
      const { one, two } = await exchange(store);
      assert.equal(await store.identifierKeys.swap('demo', { seq: await seqOf(store), moves: 2 }, actor, 'b'), true);
      const expected = new Map(before).set(one.id, place(two)).set(two.id, place(one));
      assert.deepEqual(await keysOf(store), expected);
    });

    test('changes nothing when something was changed since', async (t) => {
      const { store, close } = await withStudents(open, 2);
      t.after(close);
      const seq = await seqOf(store);
      await exchange(store);
      await store.users.write('demo', [student(3)], actor);
      const before = await keysOf(store);
      assert.equal(await store.identifierKeys.swap('demo', { seq, moves: 2 }, actor, 'b'), false);
      assert.deepEqual(await keysOf(store), before);
    });

    test('changes nothing when others put keys beside, too', async (t) => {
      const { store, close } = await withStudents(open, 2);
      t.after(close);
      await exchange(store);
      const before = await keysOf(store);
      assert.equal(await store.identifierKeys.swap('demo', { seq: await seqOf(store), moves: 1 }, actor, 'b'), false);
      assert.deepEqual(await keysOf(store), before);
    });

    test('changes nothing when a key is somebody else’s', async (t) => {
      const { store, close } = await withStudents(open, 2);
      t.after(close);
      const before = await keysOf(store);
      const [one, two] = await all(store, 100);
      assert.ok(one !== undefined && two !== undefined);
      await store.identifierKeys.stage('demo', [{ from: place(one), to: place(two) }]);
      assert.equal(await store.identifierKeys.swap('demo', { seq: await seqOf(store), moves: 1 }, actor, 'b'), false);
      assert.deepEqual(await keysOf(store), before);
    });

    test('forgets what was put beside', async (t) => {
      const { store, close } = await withStudents(open, 2);
      t.after(close);
      await exchange(store);
      await store.identifierKeys.clear('demo');
      assert.equal(await store.identifierKeys.swap('demo', { seq: await seqOf(store), moves: 0 }, actor, 'b'), true);
    });
  });
}
