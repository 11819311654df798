import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type FoldingTable, fold, keyOf, scopeOf, trimBlanks } from '../../../src/directory/folding.ts';

const plain = { caseSensitive: false, compatibility: false };
const compatible = { caseSensitive: false, compatibility: true };
const exact = { caseSensitive: true, compatibility: false };

function same(one: string, other: string, rule = plain): void {
  assert.equal(fold(one, rule), fold(other, rule));
}

function different(one: string, other: string, rule = plain): void {
  assert.notEqual(fold(one, rule), fold(other, rule));
}

/** Every assigned and unassigned code point that is not a surrogate. */
function* codePoints(step: number): Generator<string> {
  for (let code = 0; code < 0x11_0000; code += code < 0x3000 ? 1 : step) {
    if (code < 0xd800 || code > 0xdfff) yield String.fromCodePoint(code);
  }
}

describe('folding', () => {
  test('takes letters of either case as one', () => same('P0042137-Ab', 'p0042137-aB'));
  test('keeps case where the rule says so', () => different('abC', 'abc', exact));
  test('takes composed and decomposed letters as one', () => same('Ame\u0301lie', 'Amélie'));
  test('takes ß, ẞ, ss and SS as one', () => {
    for (const spelling of ['STRASSE', 'straẞe', 'strasse']) same(spelling, 'straße');
  });
  test('takes the final and the inner sigma as one', () => same('ΟΔΥΣΣΕΥΣ', 'οδυσσευς'));
  test('writes the final sigma as the inner one, wherever it stands', () => assert.equal(fold('ΟΔΟΣ', plain), 'οδοσ'));
  test('does not take the dotless ı for i', () => different('alı', 'ali'));
  test('does not take İ for i', () => different('ALİ', 'ali'));
  test('takes I for i, not for ı', () => {
    same('ALI', 'ali');
    different('ALI', 'alı');
  });
  test('keeps leading zeros', () => different('007', '7'));
  test('drops blanks around a value, of every kind', () => same('\u0085 \u3000\u00a0S-1\u2003\t\u0085\n', 'S-1'));
  test('keeps blanks inside a value', () => different('S 1', 'S1'));
  test('keeps look-alikes of other scripts apart', () => different('раypal', 'paypal'));
  test('keeps full-width digits apart without compatibility', () => different('４２', '42'));
  test('takes full-width digits as digits with compatibility', () => same('４２', '42', compatible));
  test('keeps digits of other scripts apart even with compatibility', () => different('٤٢', '42', compatible));
  test('drops a blank that compatibility brings forth', () => assert.equal(fold('\u00a0ﬁ\u2002', compatible), 'fi'));

  for (const [name, rule] of Object.entries({ plain, compatible, exact })) {
    test(`gives the same key for a key (${name})`, () => {
      for (const letter of codePoints(7)) {
        for (const value of [letter, `a${letter}`, `${letter}\u0301`]) {
          const key = fold(value, rule);
          if (fold(key, rule) !== key) assert.fail(`U+${letter.codePointAt(0)?.toString(16)} folds twice`);
        }
      }
    });
  }

  test('agrees with the simple case folding of Unicode about every letter that has a case', () => {
    for (const letter of codePoints(1)) {
      for (const other of new Set([letter.toLowerCase(), letter.toUpperCase()])) {
        if (other === letter || other.length !== letter.length) continue;
        const unicode = new RegExp(`^${letter}$`, 'iu').test(other);
        if ((fold(letter, plain) === fold(other, plain)) !== unicode) assert.fail(`${letter} and ${other}`);
      }
    }
  });
});

describe('trimming', () => {
  test('ends on a value of nothing but blanks', () => assert.equal(trimBlanks('\u0085 \u0085'), ''));
  test('leaves what stands between blanks', () => assert.equal(trimBlanks('\u0085a\u0085b\u0085'), 'a\u0085b'));
});

describe('the place of a value', () => {
  const table: FoldingTable = {
    pool: plain,
    types: new Map([
      ['BARCODE', { uniqueness: 'pooled', folding: exact }],
      ['GOOGLE', { uniqueness: 'type', folding: exact }],
      ['ORCID', { uniqueness: 'type' }],
    ]),
  };

  test('is the pool for the primary identifier and for pooled types', () => {
    assert.deepEqual([scopeOf(table, 'primary'), scopeOf(table, 'BARCODE')], ['pooled', 'pooled']);
  });
  test('is the type itself for the others', () => assert.equal(scopeOf(table, 'GOOGLE'), 'GOOGLE'));
  test('folds the whole pool by one rule, whatever a type says', () => {
    assert.deepEqual(keyOf(table, 'BARCODE', 'AbC'), keyOf(table, 'primary', 'aBc'));
  });
  test('folds a type of its own by its own rule', () => {
    assert.deepEqual(keyOf(table, 'GOOGLE', 'AbC'), { scope: 'GOOGLE', key: 'AbC' });
  });
  test('folds by the rule of the pool where a type has none', () => {
    assert.deepEqual(keyOf(table, 'ORCID', 'X'), { scope: 'ORCID', key: 'x' });
  });
  test('gives an unknown type a scope of its own', () => assert.equal(scopeOf(table, 'GONE'), 'GONE'));
});
