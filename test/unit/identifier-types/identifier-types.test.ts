import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { institution as institutionSchema } from '../../../config/schema.ts';
import { printTypes } from '../../../src/cli/identifiers-types.ts';
import { identifierFault, identifierRules } from '../../../src/directory/identifier-rules.ts';
import { identifierTypes } from '../../../src/directory/types/identifier-types.ts';
import { typeLabel } from '../../../src/directory/types/type-label.ts';
import type { Identifier } from '../../../src/domain/identifier.ts';
import { holding, operator } from '../../support/directory.ts';
import { fakeClock } from '../../support/fakes.ts';
import { importRecords } from '../../support/import-run.ts';
import { libraryOf } from '../../support/institutions.ts';

const library = institutionSchema.parse(
  libraryOf({
    identifierTypes: [
      { code: 'BARCODE', preset: 'barcode', checkDigit: 'codabar-mod10' },
      { code: 'GOOGLE', preset: 'google' },
      { code: 'ORCID', preset: 'orcid' },
      { code: 'LUHN', label: 'Luhn', checkDigit: 'luhn', uniqueness: 'type', folding: { compatibility: true } },
      { code: 'CASE_NO', label: { en: 'Case', de: 'Fall' }, recordTypes: ['staff'], hiddenFromStaff: true },
    ],
  }),
);
const rules = identifierRules(library);
const directory = { institution: library, clock: fakeClock() };

describe('a value of a type', () => {
  const faultOf = (type: string, value: string, more: Partial<Identifier> = {}) =>
    identifierFault(rules, { type, value, ...more }, 'public');

  test('is taken when its check digit is right', () => {
    assert.equal(faultOf('BARCODE', '33191000105864'), undefined);
    assert.equal(faultOf('ORCID', '0000-0002-1694-233x'), undefined);
  });
  test('is refused when its check digit is wrong, and the scheme is named', () => {
    const fault = faultOf('BARCODE', '33191000105865');
    assert.equal(fault?.code, 'identifier-check-digit');
    assert.match(fault?.message ?? '', /BARCODE asks for codabar-mod10/);
  });
  test('is told its form before its check digit', () => {
    assert.equal(faultOf('ORCID', '0000000218250097')?.code, 'identifier-pattern');
  });
  test('with full-width digits counts as the plain one where its type says so', () => {
    assert.equal(faultOf('LUHN', '７９９２７３９８７１３'), undefined);
    assert.equal(faultOf('LUHN', '７９９２７３９８７１０')?.code, 'identifier-check-digit');
  });
  test('of an internal type is not brought by another system', () => {
    assert.equal(faultOf('GOOGLE', '108', { segment: 'external' })?.code, 'identifier-internal-only');
    assert.equal(faultOf('GOOGLE', '108', { segment: 'internal' }), undefined);
    assert.equal(faultOf('GOOGLE', '108'), undefined);
  });
});

describe('an import', () => {
  const sis = { accountType: 'external', owningSystem: 'SIS', name: { last: 'X' } };
  const barcode = { type: 'BARCODE', value: '33191000105864' };
  const google = { type: 'GOOGLE', value: '108' };
  const options = { institution: library };

  test('rejects a record whose check digit is wrong, and says so', async () => {
    const wrong = { ...barcode, value: '33191000105863' };
    const { rejections } = await importRecords([{ ...sis, primaryIdentifier: 'p1', identifiers: [wrong] }], options);
    assert.equal(rejections[0]?.code, 'identifier-check-digit');
  });
  test('brings no value of an internal type for an external user', async () => {
    const { rejections } = await importRecords([{ ...sis, primaryIdentifier: 'p1', identifiers: [google] }], options);
    assert.equal(rejections[0]?.code, 'identifier-internal-only');
  });
  test('takes one over that the file says is internal', async () => {
    const moved = { ...sis, primaryIdentifier: 'p1', identifiers: [barcode, { ...google, segment: 'internal' }] };
    assert.equal((await importRecords([moved], options)).report.created, 1);
  });
});

describe('the table of identifier types', () => {
  test('is seen by user managers, user administrators and the operator', () => {
    for (const caller of [operator, holding('user-manager'), holding('user-administrator')])
      assert.deepEqual(
        identifierTypes(directory, caller).map(({ code }) => code),
        ['BARCODE', 'GOOGLE', 'ORCID', 'LUHN', 'CASE_NO'],
      );
  });
  for (const role of ['general-system-administrator', 'circulation-desk-manager', 'patron'])
    test(`is not seen by a ${role}`, () => {
      assert.throws(() => identifierTypes(directory, holding(role)), { code: 'VST_NOT_ALLOWED' });
    });
  test('says how a pooled type is compared: as the pool is', () => {
    const [barcode] = identifierTypes(directory, operator);
    assert.deepEqual(barcode?.folding, library.folding);
  });
  test('is printed with a line a type, in the language asked for', () => {
    const lines = printTypes(directory, operator, { language: 'de', isJson: false }).split('\n');
    assert.match(lines[0] ?? '', /^CODE +LABEL +FOR/);
    assert.match(lines[1] ?? '', /^BARCODE +Bibliotheksausweis +public, staff +in the pool .* codabar-mod10/);
    assert.match(lines[2] ?? '', /^GOOGLE +Google-Konto .*https:\/\/accounts\.google\.com +internal only$/);
    assert.match(lines[5] ?? '', /^CASE_NO +Fall +staff .*hidden from staff$/);
  });
  test('is printed as JSON for programs', () => {
    const types: unknown = JSON.parse(printTypes(directory, operator, { language: 'en', isJson: true }));
    assert.ok(Array.isArray(types) && types.length === 5);
  });
});

describe('the label of a type', () => {
  const type = (label: Readonly<Record<string, string>>) => ({ code: 'T', label });
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    ['de', { en: 'Card', de: 'Ausweis' }, 'Ausweis'],
    ['de-AT', { en: 'Card', de: 'Ausweis' }, 'Ausweis'],
    ['pt', { en: 'Card', 'pt-BR': 'Cartão' }, 'Cartão'],
    ['fr', { en: 'Card', de: 'Ausweis' }, 'Card'],
    ['fr', { und: 'ORCID iD' }, 'ORCID iD'],
    ['fr', { de: 'Ausweis' }, 'Ausweis'],
    ['PT-br', { 'pt-BR': 'Cartão', pt: 'Cartao' }, 'Cartão'],
  ];
  for (const [language, label, expected] of cases)
    test(`in ${language} of ${Object.keys(label).join(', ')} is "${expected}"`, () =>
      assert.equal(typeLabel(type(label), language), expected));
});
