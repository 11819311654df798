import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PinFault, pinFault } from '../../../src/directory/passwords/pin-policy.ts';
import { seedDraft } from '../../support/user-seed.ts';

const seed = {
  primaryIdentifier: 'P-0815-4711',
  birthDate: '1987-12-06',
  identifiers: [{ type: 'BARCODE', value: '29300000012340' }],
};
const record = seedDraft(seed, 'u1', '2026-01-01T00:00:00Z');

const cases: Readonly<Record<PinFault | 'taken', readonly string[]>> = {
  taken: ['2580', '1212', '4812', '739105', '739105284617'],
  form: ['', '258', '1234567890123', '25 80', '25a8', ' 2580', '2580\n', '٢٥٨٠', '２５８０'],
  'one-digit': ['0000', '777777777777'],
  run: ['1234', '0123', '9876', '7890', '3210', '123456789012'],
  'birth-date': [
    '1987',
    '0612',
    '1206',
    '061287',
    '120687',
    '871206',
    '06121987',
    '12061987',
    '19871206',
    '1287',
    '121987',
  ],
  identifier: ['2340', '2930', '293000000', '0815', '4711', '08154711'],
};

for (const [expected, pins] of Object.entries(cases)) {
  test(`a PIN that is ${expected}`, () => {
    for (const pin of pins) assert.equal(pinFault(pin, record) ?? 'taken', expected, JSON.stringify(pin));
  });
}

test('of a user without birth date any year may be taken', () => {
  const { birthDate: _, ...unknown } = record.user;
  assert.equal(pinFault('1987', { ...record, user: unknown }), undefined);
});
