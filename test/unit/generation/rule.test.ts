import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { institution as institutionSchema } from '../../../config/schema.ts';
import {
  generationRule,
  type RuleTarget,
  ruleFault,
  ruleTarget,
  valuePlan,
} from '../../../src/directory/generation/rule.ts';
import { randomBody, sequenceBody, valueOf } from '../../../src/directory/generation/value.ts';
import { meetsCheckDigit } from '../../../src/domain/check-digit.ts';
import type { Random } from '../../../src/domain/ports/random.ts';
import { seededRandom } from '../../support/fakes.ts';
import { libraryOf } from '../../support/institutions.ts';

type Written = Readonly<Record<string, unknown>>;

const free: RuleTarget = { caseSensitive: false };
const faultOf = (written: Written, target: Partial<RuleTarget> = {}) =>
  ruleFault(generationRule.parse({ order: 'sequence', ...written }), { ...free, ...target });

describe('a generation rule', () => {
  const taken: readonly (readonly [string, Written, Partial<RuleTarget>])[] = [
    ['digits after a prefix', { prefix: 'P', length: 8 }, {}],
    ['a library barcode', { prefix: '29301', length: 14 }, { checkDigit: 'codabar-mod10', pattern: '2\\d{13}' }],
    ['letters and digits by chance', { length: 8, alphabet: 'unambiguous', order: 'random' }, {}],
    ['a check digit of its own', { length: 8, checkDigit: 'luhn' }, {}],
    ['two check digits', { prefix: 'LIB-', length: 12, checkDigit: 'iso7064-mod97-10' }, {}],
    [
      'a check character among letters',
      { prefix: 'L', length: 9, alphabet: 'unambiguous', checkDigit: 'iso7064-mod37-2' },
      { pattern: 'L[0-9A-Z]{7}[0-9A-Z*]' },
    ],
    [
      'letters of both cases where case counts',
      { length: 6, alphabet: { characters: 'aAbB' } },
      { caseSensitive: true },
    ],
    ['a pattern that asks for less', { prefix: 'P', length: 8 }, { pattern: '[A-Z].+' }],
  ];
  for (const [name, rule, target] of taken) {
    test(`is taken: ${name}`, () => assert.equal(faultOf(rule, target), undefined));
  }

  const refused: readonly (readonly [string, Written, Partial<RuleTarget>, RegExp])[] = [
    ['no room beside the prefix', { prefix: 'ABC', length: 3 }, {}, /no room/],
    ['no room beside the check digits', { prefix: 'A', length: 3, checkDigit: 'iso7064-mod97-10' }, {}, /no room/],
    ['few values to choose from', { length: 3, order: 'random' }, {}, /there would be 1000/],
    ['a first number that is too long', { length: 3, from: 1000 }, {}, /begins at 1000, and there is room up to 999/],
    [
      'another check digit than that of its type',
      { length: 8, checkDigit: 'luhn' },
      { checkDigit: 'iso7064-mod11-2' },
      /has the check digit iso7064-mod11-2/,
    ],
    [
      'another length than that of a library barcode',
      { length: 13 },
      { checkDigit: 'codabar-mod10' },
      /have 14 characters/,
    ],
    [
      'letters under a check digit of digits',
      { length: 8, alphabet: 'unambiguous' },
      { checkDigit: 'luhn' },
      /cannot be worked out of "B", which the alphabet has/,
    ],
    [
      'a prefix that the check digit cannot read',
      { prefix: 'P', length: 8 },
      { checkDigit: 'luhn' },
      /"P", which the prefix has/,
    ],
    [
      'a hyphen in a library barcode',
      { prefix: '2-', length: 14 },
      { checkDigit: 'codabar-mod10' },
      /"-", which the prefix has/,
    ],
    ['a character twice', { length: 6, alphabet: { characters: 'abca' } }, { caseSensitive: true }, /character twice/],
    ['two cases where case does not count', { length: 6, alphabet: { characters: 'aAbB' } }, {}, /character twice/],
    ['a form of another length', { prefix: 'P', length: 8 }, { pattern: 'P\\d{6}' }, /would have the form/],
    ['one character that the form has not', { length: 8 }, { pattern: '[0-8]{8}' }, /would have the form/],
    [
      'a check character that the form has not',
      { length: 8, checkDigit: 'iso7064-mod11-2' },
      { pattern: '\\d{8}' },
      /would have the form/,
    ],
    [
      'a class that is narrower than it is read',
      { prefix: '7', length: 8 },
      { pattern: '\\p{L}\\d{7}' },
      /would have the form/,
    ],
    ['a pattern that cannot be followed', { length: 8 }, { pattern: '(?=\\d)\\d{8}' }, /too complicated/],
    ['values that a provider gives', { length: 8 }, { issuer: 'https://accounts.google.com' }, /come from https/],
  ];
  for (const [name, rule, target, expected] of refused) {
    test(`is refused: ${name}`, () => assert.match(faultOf(rule, target) ?? 'taken', expected));
  }

  const malformed: readonly Written[] = [
    { length: 8 },
    { length: 0, order: 'random' },
    { length: 61, order: 'random' },
    { length: 8, order: 'random', from: 1 },
    { length: 8, order: 'sequence', from: -1 },
    { length: 8, order: 'sequence', prefix: ' x' },
    { length: 8, order: 'sequence', prefix: '=A' },
    { length: 8, order: 'sequence', alphabet: { characters: 'a' } },
    { length: 8, order: 'sequence', alphabet: 'letters' },
    { length: 8, order: 'sequence', checkDigit: 'mod10' },
    { length: 8, order: 'sequence', suffix: 'x' },
  ];
  for (const written of malformed) {
    test(`is none: ${JSON.stringify(written)}`, () => assert.equal(generationRule.safeParse(written).success, false));
  }

  test('is held to its type as the configuration has it', () => {
    const library = institutionSchema.parse(
      libraryOf({
        identifierTypes: [{ code: 'BARCODE', preset: 'barcode', checkDigit: 'codabar-mod10' }],
        folding: { caseSensitive: true },
      }),
    );
    assert.deepEqual(
      [ruleTarget(library, 'BARCODE')?.checkDigit, ruleTarget(library, 'BARCODE')?.caseSensitive],
      ['codabar-mod10', true],
    );
    assert.deepEqual(ruleTarget(library, 'primary', 'P\\d+'), { pattern: 'P\\d+', caseSensitive: true });
    assert.equal(ruleTarget(library, 'NONE'), undefined);
  });
});

describe('a generated value', () => {
  const planOf = (written: Written, target: Partial<RuleTarget> = {}) =>
    valuePlan(generationRule.parse({ order: 'sequence', ...written }), { ...free, ...target });

  test('of a sequence is filled up from the left', () => {
    const plan = planOf({ prefix: 'P', length: 8 });
    assert.equal(valueOf(plan, sequenceBody(plan, 42) ?? ''), 'P0000042');
  });
  test('counts in the alphabet it has', () => {
    const plan = planOf({ length: 3, alphabet: { characters: 'abc' } });
    assert.deepEqual(
      [0, 1, 2, 3, 9, 26].map((number) => sequenceBody(plan, number)),
      ['aaa', 'aab', 'aac', 'aba', 'baa', 'ccc'],
    );
  });
  test('ends with its sequence', () => {
    assert.equal(sequenceBody(planOf({ length: 3 }), 999), '999');
    assert.equal(sequenceBody(planOf({ length: 3 }), 1000), undefined);
  });
  test('has a right check digit', () => {
    const plan = planOf({ prefix: '29301', length: 14 }, { checkDigit: 'codabar-mod10' });
    for (let number = 0; number < 500; number++) {
      const value = valueOf(plan, sequenceBody(plan, number) ?? '') ?? '';
      assert.ok(value.length === 14 && meetsCheckDigit('codabar-mod10', value), value);
    }
  });
  test('by chance favours no character', () => {
    // Of every byte there is, each once: those that would favour the first characters are thrown away.
    let next = 0;
    const everyByte: Random = {
      ...seededRandom(5),
      bytes: (count) => Uint8Array.from({ length: count }, () => next++ % 256),
    };
    const plan = { ...planOf({ length: 60, alphabet: 'unambiguous', order: 'random' }), bodyLength: 240 };
    const counts = new Map<string, number>();
    for (const character of randomBody(plan, everyByte)) counts.set(character, (counts.get(character) ?? 0) + 1);
    assert.deepEqual([counts.size, new Set(counts.values())], [24, new Set([10])]);
  });
});
