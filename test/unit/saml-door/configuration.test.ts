import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { samlRelyingParty } from '../../../config/relying-parties/saml.ts';
import { checkInstitution } from '../../../config/rules.ts';
import { viewInstitution } from '../../../config/view.ts';
import { testKeyPair } from '../../support/saml-certificate.ts';

const { certificate } = testKeyPair('application');
const byHand = {
  kind: 'saml',
  id: 'one',
  name: 'One',
  entityId: 'https://one.example/sp',
  acs: ['https://one.example/acs'],
};
const faultsOf = (party: object) => {
  const { success, error } = samlRelyingParty.safeParse(party);
  return success ? [] : error.issues.map(({ path }) => path.join('.'));
};

describe('An application that asks by SAML', () => {
  test('is taken by hand, by a document, by an address and by a federation', () => {
    const { acs: _acs, entityId: _entityId, ...bare } = byHand;
    assert.deepEqual(faultsOf(byHand), []);
    assert.deepEqual(faultsOf({ ...bare, metadata: '<md/>' }), []);
    assert.deepEqual(faultsOf({ ...bare, metadataUrl: 'https://one.example/metadata' }), []);
    const mdq = { mdq: 'https://mdq.example', entityId: 'https://one.example/sp', metadataCertificates: [certificate] };
    assert.deepEqual(faultsOf({ ...bare, ...mdq }), []);
  });

  for (const [why, more, path] of [
    ['both a document and addresses', { metadata: '<md/>' }, 'acs'],
    ['no entity id beside addresses', { entityId: undefined }, 'entityId'],
    ['an address that is not protected', { acs: ['http://one.example/acs'] }, 'acs.0'],
    ['an address with a wildcard', { acs: ['https://one.example/*'] }, 'acs.0'],
    ['signed requests demanded and no key to check them', { requireSignedRequests: true }, 'certificates'],
    ['logout without a key to check it', { singleLogoutUrl: 'https://one.example/slo' }, 'certificates'],
    ['encryption demanded and no key for it', { encryption: 'required' }, 'encryptionCertificate'],
    ['a name by email that the release does not tell', { nameIdFormat: 'email' }, 'nameIdFormat'],
  ] as const) {
    test(`is refused with ${why}`, () => {
      assert.deepEqual(faultsOf({ ...byHand, ...more }), [path]);
    });
  }

  const messages = (...relyingParties: readonly object[]) => {
    const loginProfiles = [{ kind: 'password', id: 'p', label: 'P', match: { from: 'subject', to: 'any' } }];
    const view = viewInstitution({ slug: 'demo', code: 'D', name: 'D', loginProfiles, relyingParties });
    return checkInstitution(view).map(({ message }) => message);
  };

  test('shares its entity id with no other', () => {
    assert.deepEqual(messages(byHand), []);
    assert.match(messages(byHand, { ...byHand, id: 'two' }).join(), /another application .* has the entity id/);
  });

  test('has certificates that are some', () => {
    assert.deepEqual(messages({ ...byHand, certificates: [certificate] }), []);
    assert.match(messages({ ...byHand, certificates: ['nonsense'] }).join(), /a certificate in PEM/);
  });
});
