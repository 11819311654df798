import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assert as holds, integer, property, uniqueArray } from 'fast-check';
import { pagesOfGroups, relinkOrder } from '../../../src/directory/bulk/relink-order.ts';
import type { RelinkRow } from '../../../src/directory/bulk/relink-page.ts';

function row(old: string, next: string): RelinkRow {
  const key = (value: string) => ({ scope: 'TYPE', key: value });
  return {
    number: 1,
    line: 2,
    name: old,
    oldValue: old,
    newValue: next,
    oldKey: key(old),
    newKey: key(next),
    id: old,
    isOldWanted: false,
    isNewGiven: false,
  };
}

const order = (...pairs: readonly string[]) =>
  relinkOrder(pairs.map((pair) => row(pair[0] ?? '', pair[1] ?? ''))).map((group) =>
    group.map(({ oldValue, newValue }) => oldValue + newValue).join(' '),
  );

describe('the order of rows that wait for others', () => {
  test('is that in which values become free', () => {
    assert.deepEqual(order('ab', 'bc', 'cd'), ['cd', 'bc', 'ab']);
  });

  test('takes a circle at once', () => {
    assert.deepEqual(order('ab', 'bc', 'ca'), ['ab bc ca']);
  });

  test('takes what waits for a circle after it', () => {
    assert.deepEqual(order('xa', 'ab', 'ba'), ['ab ba', 'xa']);
  });

  test('keeps every row once, and none before the row it waits for', () => {
    const names = uniqueArray(integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 30 });
    holds(
      property(names, integer(), (olds, seed) => {
        // A permutation of other names, so that chains and circles come up.
        const news = olds.map((old) => (old * 7 + Math.abs(seed)) % 31);
        const rows = olds.map((old, index) => row(String(old), String(news[index])));
        const groups = relinkOrder(rows);
        assert.equal(groups.flat().length, rows.length);
        assert.equal(new Set(groups.flat()).size, rows.length);
        const groupOf = new Map(groups.flatMap((group, at) => group.map(({ oldValue }) => [oldValue, at] as const)));
        for (const { oldValue, newValue } of rows)
          assert.ok((groupOf.get(newValue) ?? -1) <= (groupOf.get(oldValue) ?? -1), `${oldValue} -> ${newValue}`);
      }),
    );
  });

  test('fills pages with whole groups', () => {
    const groups = [[row('a', 'b')], [row('c', 'd'), row('d', 'c')], [row('e', 'f')]];
    assert.deepEqual(
      pagesOfGroups(groups, 2).map((page) => page.length),
      [1, 2, 1],
    );
  });
});
