// What every engine of the port `Ephemeral` does. `open` gives two clients of one store, as two nodes have them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { VestibuleError } from '../../../src/domain/errors.ts';
import type { Ephemeral } from '../../../src/domain/ports/ephemeral.ts';

export interface OpenedEphemeral {
  readonly one: Ephemeral;
  readonly other: Ephemeral;
  /** Lets time pass: by the clock handed in, or by waiting where the engine has a clock of its own. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

const space = 'contract';

/** @param skip why this engine cannot be tried here; false when it can */
export function ephemeralContract(
  name: string,
  open: () => Promise<OpenedEphemeral>,
  skip: string | false = false,
): void {
  describe(`Ephemeral: ${name}`, { skip }, () => {
    let opened: OpenedEphemeral;
    let one: Ephemeral;
    let other: Ephemeral;
    let serial = 0;
    const fresh = () => `key-${++serial}`;

    before(async () => {
      opened = await open();
      ({ one, other } = opened);
    });
    after(() => opened?.close());

    test('gives on the other node what was put on one', async () => {
      const key = fresh();
      await one.put(space, key, 'value', 60);
      assert.equal(await other.get(space, key), 'value');
    });

    test('keeps spaces and keys apart', async () => {
      const key = fresh();
      await one.put('a', key, 'in a', 60);
      await one.put('a.b', key, 'in a.b', 60);
      assert.equal(await one.get('a', key), 'in a');
      assert.equal(await one.get('a', key.toUpperCase()), undefined);
      assert.equal(await one.get('A', key), undefined);
    });

    test('keeps any text as it is', async () => {
      const key = 'schlüssel/…:{}*%_\n"\'';
      await one.put(space, key, 'ä\u{1F4DA}\r\n\u0001 {"a":1}', 60);
      assert.equal(await other.get(space, key), 'ä\u{1F4DA}\r\n\u0001 {"a":1}');
    });

    test('keeps an empty value apart from no value', async () => {
      const key = fresh();
      await one.put(space, key, '', 60);
      assert.equal(await one.get(space, key), '');
      assert.equal(await one.take(space, key), '');
      assert.equal(await one.get(space, key), undefined);
    });

    test('replaces a value and its time to live by put', async () => {
      const key = fresh();
      await one.put(space, key, 'first', 0.4);
      await other.put(space, key, 'second', 60);
      await opened.pass(500);
      assert.equal(await one.get(space, key), 'second');
    });

    test('never gives a record that is over', async () => {
      const key = fresh();
      await one.put(space, key, 'value', 0.4);
      assert.equal(await one.get(space, key), 'value');
      await opened.pass(500);
      assert.equal(await one.get(space, key), undefined);
      assert.equal(await one.take(space, key), undefined);
      assert.equal(await one.swap(space, key, 'value', 'next', 60), false);
      assert.equal(await one.touch(space, key, 60), false);
    });

    test('takes a time to live of nothing or less for a record that is over at once', async () => {
      const key = fresh();
      await one.put(space, key, 'old', 60);
      await one.put(space, key, 'value', -5);
      await opened.pass(20);
      assert.equal(await one.get(space, key), undefined);
    });

    test('gives a record once to 1,000 racing takes on two nodes', async () => {
      for (let round = 0; round < 3; round++) {
        const key = fresh();
        await one.put(space, key, 'value', 60);
        const takes = Array.from({ length: 1000 }, (_, i) => (i % 2 ? one : other).take(space, key));
        const got = (await Promise.all(takes)).filter((value) => value !== undefined);
        assert.deepEqual(got, ['value']);
      }
    });

    test('lets one of many racing claims write', async () => {
      const key = fresh();
      const claims = Array.from({ length: 200 }, (_, i) => (i % 2 ? one : other).claim(space, key, `by ${i}`, 60));
      const winners = (await Promise.all(claims)).flatMap((won, i) => (won ? [`by ${i}`] : []));
      assert.equal(winners.length, 1);
      assert.equal(await one.get(space, key), winners[0]);
    });

    test('claims what is over', async () => {
      const key = fresh();
      assert.equal(await one.claim(space, key, 'first', 0.4), true);
      await opened.pass(500);
      assert.equal(await other.claim(space, key, 'second', 60), true);
      assert.equal(await one.get(space, key), 'second');
    });

    test('a lost claim prolongs nothing', async () => {
      const key = fresh();
      await one.claim(space, key, 'first', 0.4);
      await one.claim(space, key, 'second', 60);
      await opened.pass(500);
      assert.equal(await one.get(space, key), undefined);
    });

    test('swaps only what still stands', async () => {
      const key = fresh();
      assert.equal(await one.swap(space, key, 'value', 'next', 60), false);
      await one.put(space, key, 'value', 60);
      assert.equal(await one.swap(space, key, 'other', 'next', 60), false);
      assert.equal(await other.swap(space, key, 'value', 'next', 60), true);
      assert.equal(await one.get(space, key), 'next');
    });

    test('lets one of many racing swaps win', async () => {
      const key = fresh();
      await one.put(space, key, 'value', 60);
      const swaps = Array.from({ length: 200 }, (_, i) =>
        (i % 2 ? one : other).swap(space, key, 'value', `by ${i}`, 60),
      );
      assert.equal((await Promise.all(swaps)).filter(Boolean).length, 1);
    });

    test('sets the time to live anew by swap and by touch', async () => {
      const swapped = fresh();
      const touched = fresh();
      const left = fresh();
      for (const key of [swapped, touched, left]) await one.put(space, key, 'value', 0.4);
      assert.equal(await one.swap(space, swapped, 'value', 'next', 60), true);
      assert.equal(await one.touch(space, touched, 60), true);
      await opened.pass(500);
      assert.equal(await one.get(space, swapped), 'next');
      assert.equal(await one.get(space, touched), 'value');
      assert.equal(await one.get(space, left), undefined);
    });

    test('deletes a record, and minds none that is not there', async () => {
      const key = fresh();
      await one.put(space, key, 'value', 60);
      await other.delete(space, key);
      await other.delete(space, key);
      assert.equal(await one.get(space, key), undefined);
    });

    test('counts every racing count', async () => {
      const key = fresh();
      const counts = Array.from({ length: 200 }, (_, i) => (i % 2 ? one : other).count(space, key, 1, 60));
      const seen = (await Promise.all(counts)).map(({ count }) => count).sort((a, b) => a - b);
      assert.deepEqual(
        seen,
        Array.from({ length: 200 }, (_, i) => i + 1),
      );
    });

    test('reads a count without starting one', async () => {
      const key = fresh();
      assert.equal((await one.count(space, key, 0, 60)).count, 0);
      assert.equal(await one.claim(space, key, 'nothing stood here', 60), true);
    });

    test('reads and lowers a count', async () => {
      const key = fresh();
      await one.count(space, key, 5, 60);
      assert.equal((await other.count(space, key, -2, 60)).count, 3);
      assert.equal((await other.count(space, key, 0, 60)).count, 3);
    });

    test("a counter's window starts with its first count and is not prolonged by later ones", async () => {
      const key = fresh();
      const first = await one.count(space, key, 1, 0.5);
      assert.ok(first.endsInMs > 0 && first.endsInMs <= 500, String(first.endsInMs));
      await opened.pass(100);
      const second = await other.count(space, key, 1, 60);
      assert.equal(second.count, 2);
      assert.ok(second.endsInMs > 0 && second.endsInMs <= 410, String(second.endsInMs));
      await opened.pass(500);
      assert.equal((await one.count(space, key, 1, 60)).count, 1);
    });

    test('a counter starts anew after delete', async () => {
      const key = fresh();
      await one.count(space, key, 7, 60);
      await one.delete(space, key);
      assert.equal((await one.count(space, key, 1, 60)).count, 1);
    });

    test('finds nothing under a key that cannot stand, and writes none', async () => {
      for (const key of ['', 'a\0b', '\ud800', 'x'.repeat(513)]) {
        assert.equal(await one.get(space, key), undefined);
        assert.equal(await one.take(space, key), undefined);
        assert.equal(await one.touch(space, key, 60), false);
        await one.delete(space, key);
        await assert.rejects(one.put(space, key, 'value', 60), isCode('VST_REQUEST_MALFORMED'));
        await assert.rejects(one.claim(space, key, 'value', 60), isCode('VST_REQUEST_MALFORMED'));
        await assert.rejects(one.swap(space, key, 'value', 'next', 60), isCode('VST_REQUEST_MALFORMED'));
        await assert.rejects(one.count(space, key, 1, 60), isCode('VST_REQUEST_MALFORMED'));
      }
    });

    test('keeps the longest key and value, and refuses one byte more', async () => {
      const key = 'k'.repeat(512);
      const value = 'v'.repeat(1_048_576);
      await one.put(space, key, value, 60);
      assert.equal((await one.take(space, key))?.length, value.length);
      await assert.rejects(one.put(space, fresh(), `${value}v`, 60), isCode('VST_REQUEST_TOO_LARGE'));
    });

    test('refuses a value with a NUL', async () => {
      await assert.rejects(one.put(space, fresh(), 'a\0b', 60), isCode('VST_REQUEST_MALFORMED'));
    });

    test('says that it is unavailable once it is closed', async () => {
      const again = await open();
      const closed = again.one;
      await closed.put(space, 'before', 'value', 60);
      await again.close();
      await assert.rejects(closed.get(space, 'before'), isCode('VST_EPHEMERAL_UNAVAILABLE'));
      await assert.rejects(closed.put(space, 'after', 'value', 60), isCode('VST_EPHEMERAL_UNAVAILABLE'));
      await closed.close();
    });
  });
}

export function isCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof VestibuleError && error.code === code;
}
