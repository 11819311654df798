import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lookOf } from '../../../src/directory/bulk/look-alikes.ts';

describe('two values look alike', () => {
  const pairs: readonly (readonly [why: string, one: string, other: string])[] = [
    ['but for case', 'Abc7', 'aBC7'],
    ['but for leading zeros', '00123', '123'],
    ['but for blanks inside', '12 34', '1234'],
    ['but for punctuation', '12-34.5', '12345'],
    ['but for width', '１２３', '123'],
    ['but for accents', 'müller', 'muller'],
    ['but for O and 0', 'B0B', 'BOB'],
    ['but for l, I and 1', 'l1I', '111'],
    ['but for Cyrillic letters', 'сорe', 'cope'],
    ['but for Greek letters', 'Αβ', 'ab'],
    ['but for a dotless i', 'ırak', 'irak'],
  ];
  for (const [why, one, other] of pairs) test(why, () => assert.equal(lookOf(one), lookOf(other)));

  test('and others do not', () => {
    const looks = ['123', '124', '1230', 'ab', 'ba', '0', 'b8'].map(lookOf);
    assert.equal(new Set(looks).size, looks.length);
  });

  test('and a value of signs alone looks like nothing else', () => {
    assert.notEqual(lookOf('--'), lookOf('++'));
  });
});
