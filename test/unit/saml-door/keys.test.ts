// What becomes of the key of an institution's SAML door, in its metadata.
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { selfSignedCertificate } from '../../../src/keys/certificate.ts';
import { generatePrivateJwk } from '../../../src/keys/jwk.ts';
import { createSealing } from '../../../src/keys/sealing.ts';
import { createSigningKeys } from '../../../src/keys/signing-keys.ts';
import { samlKeyLife } from '../../../src/relying-parties/saml/index.ts';
import { identityProviderMetadata } from '../../../src/relying-parties/saml/metadata.ts';
import { createOwnKeys } from '../../../src/relying-parties/saml/own-keys.ts';
import { fakeKeyStore } from '../../support/fake-key-store.ts';
import { fakeClock, seededRandom } from '../../support/fakes.ts';
import { certificatesIn } from '../../support/saml-door.ts';

test('A certificate is made of its key alone, and signs for it', async () => {
  const jwk = await generatePrivateJwk('RS256', 'one');
  const [first, second] = [
    selfSignedCertificate(jwk, 'login.library.example/demo'),
    selfSignedCertificate(jwk, 'login.library.example/demo'),
  ];
  assert.equal(first, second);
  const certificate = new X509Certificate(first);
  assert.ok(certificate.verify(certificate.publicKey));
  assert.equal(certificate.subject, 'CN=login.library.example/demo');
  assert.ok(certificate.validToDate.getUTCFullYear() === 2049);
});

test('A key that comes next is in the metadata for 30 days before it signs, and the one before it for 30 days after', async () => {
  const clock = fakeClock();
  const random = seededRandom();
  const signingKeys = createSigningKeys({
    keyStore: fakeKeyStore(),
    sealing: createSealing(Buffer.alloc(32, 1), random),
    clock,
    random,
    ...samlKeyLife,
  });
  const keys = createOwnKeys({ signingKeys, publicUrl: 'https://login.library.example', clock });
  const day = 86_400_000;
  const published = async (days: number) => {
    clock.advance(days * day + 11_000);
    const name = { en: 'Demo' };
    return certificatesIn(
      identityProviderMetadata('https://login.library.example', { slug: 'demo', name }, await keys.of('demo')),
    );
  };
  const [first] = await published(0);
  await signingKeys.rotate('demo', 'saml', 'RS256');
  const both = [...new Set(await published(1))];
  assert.equal(both[0], first);
  assert.equal(both.length, 2);
  const after = [...new Set(await published(31))];
  assert.deepEqual(after, [both[1], first]);
  assert.deepEqual([...new Set(await published(31))], [both[1]]);
});
