import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTraceCode, parseTraceCode } from '../../../src/resolution/trace-code.ts';
import { seededRandom } from '../../support/fakes.ts';

test('a reference code can be read out: ten letters without I, L, O and U', () => {
  const random = seededRandom(1);
  for (let round = 0; round < 200; round++) {
    assert.match(newTraceCode(random), /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
  }
});

test('a code typed with the wrong letters, case and blanks is understood', () => {
  assert.equal(parseTraceCode(' k7qm3 f2xol '), 'K7QM3-F2X01');
});

test('what cannot be a code is none', () => {
  for (const typed of ['', 'K7QM3', 'K7QM3-F2XTBB', 'K7QM3-F2XTU', "' or 1=1"])
    assert.equal(parseTraceCode(typed), undefined);
});
