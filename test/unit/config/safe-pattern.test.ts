import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { patternFault } from '../../../config/safe-pattern.ts';

const dangerous: readonly string[] = [
  '(a+)+',
  '((a+))+',
  '(a*)*',
  '(a?)*',
  '(a|a)*',
  '(a|ab)*c',
  '(?:a|ab|b)*c',
  '(a(?:b|b))*',
  '(a+b?)+',
  '([a-z]+)*x',
  '(\\w+\\s?)*',
  '(.*)(.*)(.*)x',
  '\\s*\\s*\\s*x',
  'a*a*a*b',
  '(a*|b*)(a*|b*)',
  '(?:a{1,9}){1,9}',
  '(?:(?:a|a)(?:a|a)){9}',
  `${'a?'.repeat(40)}${'a'.repeat(40)}`,
  '(\\d+)+\\1',
  '(?=a)a',
  '(?<!a)a',
  '(?<n>a)\\k<n>',
  'x(?:.{0,200}){3}',
  '([0-9]|[5-9])+',
  '(\\p{L}|a)*',
];

const fine: readonly string[] = [
  '\\d{8}',
  '[A-Z]{2}\\d{4,8}',
  '(.+)@uni\\.example',
  '([^@]+)@(?:uni|hs)\\.example',
  'urn:schac:personalUniqueCode:int:esi:uni\\.example:(\\d+)',
  '0*(\\d+)',
  '(?:s|m)?(\\d{6,10})',
  '\\d{8}|\\d{10}',
  '(?:[A-Z]|\\d)*',
  '(?<number>\\d{1,255})',
  '^\\d+$',
  '(?:ab)+',
  '[\\w.-]+',
  '\\u{61}\\x62\\u0063+?',
  '\\p{L}+',
  '[^\\]\\-a-c]+\\]?',
];

describe("patterns that a stranger's text is matched against", () => {
  for (const source of dangerous) {
    test(`refuses ${source.slice(0, 40)}`, () => {
      assert.notEqual(patternFault(source), undefined);
    });
  }
  for (const source of fine) {
    test(`accepts ${source}`, () => {
      assert.equal(patternFault(source), undefined);
    });
  }
  test('says that a pattern is not valid, and why', () => {
    assert.match(patternFault('(a') ?? '', /^a valid regular expression \(/);
  });
  test('refuses a pattern that closes the wrapping around it', () => {
    assert.notEqual(patternFault('a)|(?:b'), undefined);
  });
  // A pattern that takes forever takes minutes here: the bound is no measure of speed.
  test('what it accepts is read at the longest value there is', () => {
    for (const source of fine) {
      const pattern = new RegExp(`^(?:${source})$`, 'u');
      const began = performance.now();
      for (const char of ['a', '0', '@', ' ', 'A']) pattern.test(`${char.repeat(255)}!`);
      assert.ok(performance.now() - began < 5000, source);
    }
  });
});
