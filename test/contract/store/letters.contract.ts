import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { WaitingLetter } from '../../../src/domain/ports/letters.ts';
import type { OpenStore } from './opened-store.ts';

type Given = Omit<WaitingLetter, 'tries'>;

const letter = (id: string, given: Partial<Given> = {}): Given => ({
  id,
  institution: 'demo',
  kind: 'sign-in',
  userId: 'u1',
  sealed: `sealed-${id}`,
  endsAt: 10_000,
  ...given,
});

export function lettersContract(name: string, open: OpenStore): void {
  describe(`Letters: ${name}`, () => {
    test('gives a letter as it was added, once for the time of its lease, and counts the tries', async (t) => {
      const { store, close } = await open();
      t.after(close);
      assert.equal(await store.letters.add(letter('a'), 1000, 10), true);
      await store.letters.add(letter('b', { userId: undefined }), 1000, 10);
      assert.deepEqual(await store.letters.claim(1000, 500, 10), [
        { ...letter('a'), tries: 1 },
        { ...letter('b', { userId: undefined }), tries: 1 },
      ]);
      assert.deepEqual(await store.letters.claim(1499, 500, 10), []);
      assert.deepEqual(
        (await store.letters.claim(1500, 500, 10)).map(({ tries }) => tries),
        [2, 2],
      );
    });

    test('gives first what is over first, and no more than asked for', async (t) => {
      const { store, close } = await open();
      t.after(close);
      for (const [id, endsAt] of [
        ['week', 9000],
        ['half-an-hour', 2000],
        ['hour', 3000],
      ] as const)
        await store.letters.add(letter(id, { endsAt }), 1000, 10);
      const ids = (await store.letters.claim(1000, 500, 2)).map(({ id }) => id);
      assert.deepEqual(ids, ['half-an-hour', 'hour']);
    });

    test('gives what was put off when its time has come, and not before', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await store.letters.add(letter('a'), 1000, 10);
      await store.letters.claim(1000, 500, 1);
      await store.letters.putOff('a', 5000);
      assert.deepEqual(await store.letters.claim(4999, 500, 1), []);
      assert.equal((await store.letters.claim(5000, 500, 1)).length, 1);
    });

    test('gives what was removed never again', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await store.letters.add(letter('a'), 1000, 10);
      await store.letters.remove('a');
      assert.deepEqual(await store.letters.claim(9000, 500, 1), []);
      assert.equal(await store.letters.waiting(), 0);
    });

    test('takes no more letters of one institution than may wait', async (t) => {
      const { store, close } = await open();
      t.after(close);
      assert.equal(await store.letters.add(letter('a'), 1000, 2), true);
      assert.equal(await store.letters.add(letter('b'), 1000, 2), true);
      assert.equal(await store.letters.add(letter('c'), 1000, 2), false);
      assert.equal(await store.letters.add(letter('d', { institution: 'other' }), 1000, 2), true);
      assert.equal(await store.letters.waiting(), 3);
    });

    test('of nodes that claim at once, each letter goes to one', async (t) => {
      const { store, another, close } = await open();
      t.after(close);
      const ids = Array.from({ length: 12 }, (_, index) => `l${String(index).padStart(2, '0')}`);
      for (const id of ids) await store.letters.add(letter(id), 1000, 100);
      const nodes = [store, await another(), await another()];
      const given = await Promise.all(
        nodes.flatMap(({ letters }) => Array.from({ length: 4 }, () => letters.claim(1000, 500, 2))),
      );
      const taken = given.flat().map(({ id }) => id);
      assert.equal(new Set(taken).size, taken.length);
      const rest = await store.letters.claim(1000, 500, 100);
      assert.deepEqual([...taken, ...rest.map(({ id }) => id)].toSorted(), ids);
    });

    test('keeps a letter over a restart', async (t) => {
      const { store, another, close } = await open();
      t.after(close);
      await store.letters.add(letter('a'), 1000, 10);
      assert.equal((await (await another()).letters.claim(1000, 500, 1))[0]?.sealed, 'sealed-a');
    });
  });
}
