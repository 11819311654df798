import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SeenKeys } from '../../../src/directory/seen-keys.ts';

describe('keys seen before', () => {
  test('are told with the number they first came with', () => {
    const seen = new SeenKeys();
    assert.deepEqual([seen.add('a', 1), seen.add('b', 2), seen.add('a', 3)], [undefined, undefined, 1]);
  });
  test('are all remembered when there are many, and no other is taken for one', () => {
    const seen = new SeenKeys();
    const keys = Array.from({ length: 20_000 }, (_, index) => `p${index}`);
    assert.ok(keys.every((key, index) => seen.add(key, index + 1) === undefined));
    assert.ok(keys.every((key, index) => seen.add(key, 0) === index + 1));
  });
});
