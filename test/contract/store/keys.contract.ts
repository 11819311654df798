import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { StoredKey } from '../../../src/domain/ports/key-store.ts';
import type { OpenStore } from './opened-store.ts';

function keyOf(kid: string, given: Partial<StoredKey> = {}): StoredKey {
  const times = { createdAt: 1_800_000_000_000, signsFrom: 1_800_000_060_000, retiresAt: undefined };
  return { kid, institution: 'demo', use: 'oidc', algorithm: 'ES256', sealed: `sealed-${kid}`, ...times, ...given };
}

export function keysContract(name: string, open: OpenStore): void {
  describe(`KeyStore: ${name}`, () => {
    test('gives the keys of one institution and use, oldest first, as they were added', async (t) => {
      const { store, close } = await open();
      t.after(close);
      const old = keyOf('b', { createdAt: 1000 });
      assert.equal(await store.keys.add(keyOf('a'), 0), true);
      assert.equal(await store.keys.add(old, 1), true);
      await store.keys.add(keyOf('c', { institution: 'other' }), 0);
      await store.keys.add(keyOf('d', { use: 'saml' }), 0);
      assert.deepEqual(await store.keys.keys('demo', 'oidc'), [old, keyOf('a')]);
    });

    test('adds no key when their number is not the one that was seen, counting each algorithm by itself', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await store.keys.add(keyOf('a'), 0);
      assert.equal(await store.keys.add(keyOf('b'), 0), false);
      assert.equal(await store.keys.add(keyOf('b', { algorithm: 'RS256' }), 0), true);
    });

    test('adds no second key of the same kid', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await store.keys.add(keyOf('a'), 0);
      assert.equal(await store.keys.add(keyOf('a', { sealed: 'other' }), 1), false);
      assert.equal((await store.keys.keys('demo', 'oidc'))[0]?.sealed, 'sealed-a');
    });

    test('of nodes that rotate at once, one adds its key', async (t) => {
      const { store, another, close } = await open();
      t.after(close);
      const nodes = [store, await another(), await another()];
      const added = await Promise.all(nodes.map((node, index) => node.keys.add(keyOf(`k${index}`), 0)));
      assert.equal(added.filter(Boolean).length, 1);
      assert.equal((await store.keys.keys('demo', 'oidc')).length, 1);
    });

    test('retires and removes a key', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await store.keys.add(keyOf('a'), 0);
      await store.keys.retire('demo', 'a', 1_900_000_000_000);
      assert.equal((await store.keys.keys('demo', 'oidc'))[0]?.retiresAt, 1_900_000_000_000);
      await store.keys.remove('other', 'a');
      assert.equal((await store.keys.keys('demo', 'oidc')).length, 1);
      await store.keys.remove('demo', 'a');
      assert.deepEqual(await store.keys.keys('demo', 'oidc'), []);
    });
  });
}
