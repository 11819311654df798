import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { haveCommonText, takesAll, takesCheckDigit } from '../../../config/pattern-language.ts';
import { checkSchemes } from '../../../src/domain/check-digit.ts';

const digits = '0123456789';

describe('the texts that a pattern takes', () => {
  const all: readonly (readonly [string, readonly string[], boolean])[] = [
    ['\\d{3}', [digits, digits, digits], true],
    ['\\d{3}', [digits, digits], false],
    ['\\d{2}', [digits, digits, digits], false],
    ['[0-8]{2}', [digits, digits], false],
    ['P\\d+', ['P', digits, digits], true],
    ['P\\d+', ['Q', digits], false],
    ['(?:ab|ac)\\d', ['a', 'bc', digits], true],
    ['(?:ab|ac)\\d', ['a', 'bcd', digits], false],
    ['a*', [], true],
    ['a+', [], false],
  ];
  for (const [source, places, expected] of all) {
    test(`are ${expected ? '' : 'not '}all of ${JSON.stringify(places)} for ${source}`, () =>
      assert.equal(takesAll(source, places), expected));
  }
  test('cannot be told where the pattern cannot be followed', () => {
    assert.equal(takesAll('(?=a)a', ['a']), undefined);
    assert.equal(takesCheckDigit('(?=a)a', checkSchemes.luhn), true);
    assert.equal(haveCommonText('(?=a)a', 'b'), true);
  });
  test('are common to two patterns or not', () => {
    assert.equal(haveCommonText('[a-m]+', '[m-z]+'), true);
    assert.equal(haveCommonText('[a-l]+', '[m-z]+'), false);
    assert.equal(haveCommonText('\\d{3}', '\\d{4}'), false);
  });
  test('agree with what is found by trying them all', () => {
    for (const source of ['\\d1', '1\\d', '[0-4][5-9]', '00', '[1-3]-[27]', '\\d\\d', '1[1-7]']) {
      const texts = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));
      const written = [...texts, ...texts.map((text) => text.split('').join('-'))];
      const expression = new RegExp(`^(?:${source})$`, 'u');
      const isRight = (text: string) => {
        let state: number | undefined = checkSchemes.luhn.start;
        for (const digit of text.replaceAll('-', ''))
          state = state === undefined ? state : checkSchemes.luhn.next(state, digit);
        return state !== undefined && checkSchemes.luhn.isRight(state);
      };
      const found = written.some((text) => expression.test(text) && isRight(text));
      assert.equal(takesCheckDigit(source, checkSchemes.luhn), found, source);
    }
  });
});
