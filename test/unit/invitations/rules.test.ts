// Which profiles `vestibule check` lets people attach an identity of.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatPath } from '../../../config/faults.ts';
import { checkInstitution } from '../../../config/rules.ts';
import { institution } from '../../../config/schema.ts';
import { viewInstitution } from '../../../config/view.ts';
import { attachableProfiles } from '../../../src/directory/invitations/attachable.ts';

type Data = Readonly<Record<string, unknown>>;

// biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
const clientSecret = '${env:S}';
const issuer = 'https://sso.uni.example';
const types: readonly Data[] = [
  { code: 'GOOGLE', preset: 'google' },
  { code: 'CAMPUS', label: 'Campus account', uniqueness: 'type', issuer },
  { code: 'CAMPUS_2', label: 'Old campus account', uniqueness: 'type', issuer },
  { code: 'STUDENT_NO', label: 'Student number' },
  { code: 'EMAIL', label: 'Email' },
];
const oidc = (more: Data): Data => ({
  kind: 'oidc',
  id: 'campus',
  label: 'Campus',
  issuer,
  clientId: 'library',
  clientSecret,
  attachable: true,
  ...more,
});
const file = (profile: Data): Data => ({
  slug: 'library',
  code: 'LIB',
  name: 'Library',
  identifierTypes: types,
  loginProfiles: [profile],
});
const faults = (profile: Data) =>
  checkInstitution(viewInstitution(file(profile))).map(({ path, message }) => `${formatPath(path)} — ${message}`);
const attachable = (profile: Data) =>
  attachableProfiles(institution.parse(file(profile))).map(({ type, issuer: of }) => `${type} ${of}`);

describe('an attachable profile', () => {
  test('names one type that is bound to its issuer', () => {
    const good = oidc({ match: { from: 'subject', to: 'CAMPUS' } });
    assert.deepEqual(faults(good), []);
    assert.deepEqual(attachable(good), [`CAMPUS ${issuer}`]);
    const byAttribute = oidc({ match: { from: { attribute: 'number' }, to: 'CAMPUS' } });
    assert.deepEqual(faults(byAttribute), []);
    assert.deepEqual(attachable(byAttribute), [`CAMPUS ${issuer}`]);
    const google = { kind: 'google', id: 'google', label: 'G', clientId: 'x', clientSecret, attachable: true };
    assert.deepEqual(faults({ ...google, match: { from: 'subject', to: 'GOOGLE' } }), []);
  });

  const wrong: readonly (readonly [string, Data, RegExp])[] = [
    ['two types', { from: 'subject', to: ['CAMPUS', 'CAMPUS_2'] }, /exactly one type/],
    ['the primary identifier', { from: { attribute: 'number' }, to: 'primary' }, /exactly one type/],
    ['any identifier', { from: { attribute: 'number' }, to: 'any' }, /exactly one type/],
    ['a type that is bound to nobody', { from: { attribute: 'number' }, to: 'STUDENT_NO' }, /bound to none/],
    ['a verified address', { from: 'verified-email', to: 'CAMPUS' }, /an email address is never attached/],
    ['an address', { from: { attribute: 'email' }, to: 'CAMPUS' }, /an email address is never attached/],
  ];
  for (const [what, match, message] of wrong)
    test(`does not name ${what}`, () => {
      const profile = oidc({ match, ...(what === 'an address' ? { verifiesEmail: true } : {}) });
      assert.match(faults(profile).join('\n'), message);
    });

  test('is none that takes a password or an address', () => {
    const profile = {
      kind: 'password',
      id: 'library',
      label: 'L',
      attachable: true,
      match: { from: 'subject', to: 'any' },
    };
    assert.match(faults(profile).join('\n'), /nothing is attached of a profile of kind password/);
    assert.deepEqual(attachable(profile), []);
  });

  test('is none that is switched off, or does not say so', () => {
    const match = { from: 'subject', to: 'CAMPUS' };
    assert.deepEqual(attachable(oidc({ match, enabled: false })), []);
    assert.deepEqual(attachable(oidc({ match, attachable: false })), []);
  });
});
