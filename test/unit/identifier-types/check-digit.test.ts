import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type CheckDigit,
  checkCharacters,
  checkDigits,
  checkSchemes,
  meetsCheckDigit,
} from '../../../src/domain/check-digit.ts';

/** Published examples: what comes before, and what follows from it. */
const vectors: Readonly<Record<CheckDigit, readonly (readonly [string, string, string])[]>> = {
  luhn: [
    ['7992739871', '3', 'the example of ISO/IEC 7812 that is told everywhere'],
    ['411111111111111', '1', 'a card number for tests'],
    ['37828224631000', '5', 'one with an odd number of digits'],
  ],
  'codabar-mod10': [['3319100010586', '4', 'the example of library suppliers']],
  'iso7064-mod11-2': [
    ['0000-0002-1825-009', '7', 'ORCID: Josiah Carberry'],
    ['0000-0001-5109-370', '0', 'ORCID documentation'],
    ['0000-0002-1694-233', 'X', 'ORCID documentation'],
    ['079', 'X', 'ISO/IEC 7064'],
    ['0794', '0', 'ISO/IEC 7064'],
    ['0000 0001 2103 268', '3', 'an ISNI, written with blanks'],
  ],
  'iso7064-mod97-10': [
    ['794', '44', 'ISO/IEC 7064'],
    ['10Bx939c5543TqA1144M999143X', '38', 'the Universal Loan Identifier of Regulation C'],
    ['5493001KJTIIGC8Y1R', '12', 'an LEI'],
  ],
  'iso7064-mod37-2': [
    ['G123498654321', 'H', 'a blood donation, UK guidelines'],
    ['A999914123458', 'J', 'a blood donation, ISBT 128'],
  ],
};

for (const scheme of checkDigits) {
  describe(scheme, () => {
    for (const [payload, check, source] of vectors[scheme]) {
      test(`gives ${payload} the check ${check} (${source})`, () => {
        assert.equal(checkCharacters(scheme, payload), check);
        assert.equal(meetsCheckDigit(scheme, payload + check), true);
      });
      test(`refuses ${payload}${check} with any one digit mistyped`, () => {
        const value = payload + check;
        for (const [index, character] of Array.from(value).entries()) {
          if (!/\d/.test(character)) continue;
          for (const other of '0123456789') {
            if (other === character) continue;
            const mistyped = value.slice(0, index) + other + value.slice(index + 1);
            assert.equal(meetsCheckDigit(scheme, mistyped), false, mistyped);
          }
        }
      });
    }
    for (const value of ['', '0', '7', 'é', '１２３', '!!', '-', 'abcß']) {
      test(`takes no value "${value}"`, () => assert.equal(meetsCheckDigit(scheme, value), false));
    }
    test('knows no check of what it cannot read', () => assert.equal(checkCharacters(scheme, 'ä12'), undefined));
  });
}

describe('check digits', () => {
  test('see two digits that changed places', () => {
    for (const scheme of ['iso7064-mod11-2', 'iso7064-mod97-10', 'iso7064-mod37-2'] as const) {
      const value = `12345${checkCharacters(scheme, '12345') ?? ''}`;
      assert.equal(meetsCheckDigit(scheme, `21345${value.slice(5)}`), false, scheme);
    }
  });
  test('count small letters as large ones', () => {
    assert.equal(meetsCheckDigit('iso7064-mod11-2', '079x'), true);
    assert.equal(meetsCheckDigit('iso7064-mod37-2', 'g123498654321h'), true);
  });
  test('have the extra character at the end only', () => {
    assert.equal(checkCharacters('iso7064-mod11-2', '1X'), undefined);
    assert.equal(checkCharacters('iso7064-mod37-2', '1*'), undefined);
  });
  test('of a library barcode are for 14 digits without anything between', () => {
    for (const value of ['33191000105864', '3 3191 00010586 4', '3319100010584', '033191000105864']) {
      assert.equal(meetsCheckDigit('codabar-mod10', value), value === '33191000105864', value);
    }
    assert.equal(checkCharacters('codabar-mod10', '331910001058'), undefined);
  });
  test('in modulus 97 are 02 to 98, as 98 less the remainder gives them', () => {
    assert.deepEqual(
      [checkCharacters('iso7064-mod97-10', '65'), checkCharacters('iso7064-mod97-10', '97')],
      ['97', '98'],
    );
  });
  test('are two digits in modulus 97, never two letters', () => {
    assert.equal(checkSchemes['iso7064-mod97-10'].checkLength, 2);
    // 7944 as digits, written with the letter that stands for its last two.
    assert.equal(meetsCheckDigit('iso7064-mod97-10', '794Y'), false);
  });
  test('can be given to every beginning', () => {
    for (const scheme of ['luhn', 'iso7064-mod11-2', 'iso7064-mod97-10', 'iso7064-mod37-2'] as const) {
      for (let number = 0; number < 2000; number++) {
        const check = checkCharacters(scheme, String(number));
        assert.ok(check !== undefined && meetsCheckDigit(scheme, `${number}${check}`), `${scheme} ${number}`);
      }
    }
  });
});
