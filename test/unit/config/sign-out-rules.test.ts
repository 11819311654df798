// `signOut` says what happens at the upstream: what cannot happen there is told by `vestibule check`.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatPath } from '../../../config/faults.ts';
import { signOutRules } from '../../../config/rules/sign-out.ts';
import { viewInstitution } from '../../../config/view.ts';

const signing = { key: '${env:KEY}', certificate: '${file:saml.crt}' };
const byHand = { entityId: 'x', singleSignOnUrl: 'https://x.example', certificates: ['${file:idp.crt}'] };
const singleLogoutUrl = 'https://x.example/slo';

function faults(profile: Readonly<Record<string, unknown>>): readonly string[] {
  const match = { from: { attribute: 'studentNumber' }, to: 'student' };
  const view = viewInstitution({
    slug: 'library',
    code: 'LIB',
    name: 'Library',
    identifierTypes: [{ code: 'student', label: 'Student number' }],
    loginProfiles: [{ kind: 'saml', id: 'campus', label: 'Campus', match, ...profile }],
  });
  return signOutRules.flatMap((rule) =>
    [...rule.check(view)].map(({ path, message }) => `${formatPath(path)}: ${message}`),
  );
}

describe('a sign-out at a SAML identity provider', () => {
  for (const [what, profile] of [
    ['asked for, without a key', { idp: byHand }],
    ['always, with a key and metadata', { metadata: '${file:idp.xml}', signing, signOut: 'always' }],
    ['always, with a key and an address', { idp: { ...byHand, singleLogoutUrl }, signing, signOut: 'always' }],
    ['always, by the address of metadata', { idp: { metadataUrl: 'https://x.example' }, signing, signOut: 'always' }],
    ['never', { idp: byHand, signOut: 'never' }],
  ] as const) {
    test(`may be wanted ${what}`, () => assert.deepEqual(faults(profile), []));
  }

  test('cannot be had always without a key', () => {
    assert.match(
      faults({ metadata: '${file:idp.xml}', signOut: 'always' }).join(),
      /signOut: nobody can be signed out/,
    );
  });

  test('cannot be had at an address without a key', () => {
    assert.match(faults({ idp: { ...byHand, singleLogoutUrl } }).join(), /idp\.singleLogoutUrl: .*no use without/);
  });

  test('cannot be had always, by hand, without an address', () => {
    assert.match(faults({ idp: byHand, signing, signOut: 'always' }).join(), /no address for it is known/);
  });
});
