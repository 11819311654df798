import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatPath } from '../../../config/faults.ts';
import { identifierPresets, presetNames } from '../../../config/identifier-presets.ts';
import { checkInstitution } from '../../../config/rules.ts';
import { patternFault } from '../../../config/safe-pattern.ts';
import { identifierType } from '../../../config/schema.ts';
import { viewInstitution } from '../../../config/view.ts';

type Data = Readonly<Record<string, unknown>>;

function faultsOf(...identifierTypes: readonly Data[]): readonly string[] {
  const loginProfiles = [{ kind: 'password', id: 'p', label: 'P', match: { from: 'subject', to: 'any' } }];
  const view = viewInstitution({ slug: 'library', code: 'LIB', name: 'Library', identifierTypes, loginProfiles });
  return checkInstitution(view).map(({ path, message }) => `${formatPath(path)} — ${message}`);
}

describe('a preset', () => {
  for (const preset of presetNames) {
    test(`${preset} makes a type without a fault`, () => {
      const parsed = identifierType.parse({ code: 'T', preset });
      assert.deepEqual(parsed.label, identifierPresets[preset].label);
      assert.equal(patternFault(identifierPresets[preset].pattern), undefined);
      assert.deepEqual(faultsOf({ code: 'T', preset }), []);
    });
  }
  test('gives what its code says', () => {
    const { issuer, uniqueness, folding, internalOnly } = identifierType.parse({ code: 'G', preset: 'google' });
    assert.deepEqual(
      { issuer, uniqueness, caseSensitive: folding?.caseSensitive, internalOnly },
      { issuer: 'https://accounts.google.com', uniqueness: 'type', caseSensitive: true, internalOnly: true },
    );
    assert.equal(identifierType.parse({ code: 'O', preset: 'orcid' }).checkDigit, 'iso7064-mod11-2');
    assert.equal(identifierType.parse({ code: 'B', preset: 'barcode' }).uniqueness, 'pooled');
  });
  test('leaves what is written beside it', () => {
    const written = {
      code: 'B',
      preset: 'barcode',
      label: 'Ticket',
      recordTypes: ['staff'],
      checkDigit: 'luhn',
    } as const;
    const { label, recordTypes, checkDigit } = identifierType.parse(written);
    assert.deepEqual(
      { label, recordTypes, checkDigit },
      { label: { und: 'Ticket' }, recordTypes: ['staff'], checkDigit: 'luhn' },
    );
  });
  test('may be pooled where it is bound to no issuer', () => {
    assert.equal(identifierType.parse({ code: 'O', preset: 'orcid', uniqueness: 'pooled' }).folding, undefined);
  });
  test('that is bound to an issuer may not be pooled', () => {
    assert.match(
      JSON.stringify(identifierType.safeParse({ code: 'G', preset: 'google', uniqueness: 'pooled' }).error?.issues),
      /never pooled/,
    );
  });
  test('stands in for the label, which is needed otherwise', () => {
    assert.deepEqual(
      identifierType.safeParse({ code: 'T' }).error?.issues.map(({ path }) => path),
      [['label']],
    );
  });
  test('that is not known is a fault of its own', () => {
    const written: Data = { code: 'T', label: 'T', preset: 'orchid' };
    assert.deepEqual(
      identifierType.safeParse(written).error?.issues.map(({ path }) => path),
      [['preset']],
    );
  });
});

describe('vestibule check', () => {
  const cases: readonly (readonly [string, Data, RegExp | undefined])[] = [
    [
      'another issuer than that of the preset',
      { preset: 'google', issuer: 'https://x.example' },
      /^identifierTypes\[0\]\.issuer — preset google is bound/,
    ],
    [
      'another check digit than that of the preset',
      { preset: 'orcid', checkDigit: 'luhn', pattern: '[0-9X-]+' },
      /\.checkDigit — values of preset orcid have/,
    ],
    [
      'a folding that takes two accounts for one',
      { preset: 'google', folding: { caseSensitive: false } },
      /\.folding — values of preset google that differ in case/,
    ],
    [
      'a pool that takes two scholars for one',
      { preset: 'google-scholar', uniqueness: 'pooled' },
      /\.uniqueness — values of preset google-scholar that differ/,
    ],
    [
      'a form that no value of the preset has',
      { preset: 'scopus', pattern: '[A-Z]+' },
      /\.pattern — no value of preset scopus has this form/,
    ],
    [
      'a form without any right check digit',
      { label: 'T', checkDigit: 'codabar-mod10', pattern: '\\d{13}' },
      /\.pattern — no value of this form has a right check digit of codabar-mod10/,
    ],
    [
      'letters where the check digit wants digits',
      { label: 'T', checkDigit: 'luhn', pattern: '[A-Z]{2}\\d{6}' },
      /\.pattern — no value of this form/,
    ],
    [
      'a form of one value whose check digit is wrong',
      { label: 'T', checkDigit: 'luhn', pattern: '79927398710' },
      /\.pattern — no value of this form/,
    ],
    ['', { label: 'T', checkDigit: 'luhn', pattern: '79927398713|x' }, undefined],
    ['', { label: 'T', checkDigit: 'codabar-mod10', pattern: '2\\d{13}' }, undefined],
    ['', { label: 'T', checkDigit: 'iso7064-mod97-10', pattern: '[a-z]{4}\\d{2}' }, undefined],
    ['', { label: 'T', checkDigit: 'iso7064-mod37-2', pattern: 'LIB-[A-Z0-9]{6}[A-Z0-9*]' }, undefined],
    ['', { preset: 'barcode', pattern: '2\\d{13}', checkDigit: 'codabar-mod10' }, undefined],
    ['', { preset: 'orcid', issuer: 'https://orcid.org' }, undefined],
  ];
  for (const [name, type, expected] of cases) {
    test(expected === undefined ? `takes ${JSON.stringify(type)}` : `names ${name}`, () => {
      const faults = faultsOf({ code: 'T', ...type });
      if (expected === undefined) assert.deepEqual(faults, []);
      else {
        assert.equal(faults.length, 1, faults.join('\n'));
        assert.match(faults[0] ?? '', expected);
      }
    });
  }
});
