import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseXml } from '../../../src/saml/xml.ts';
import { parseIdpMetadata } from '../../../strategies/saml/idp-metadata.ts';
import { samlBench } from '../../support/saml-bench.ts';
import { testKeyPair } from '../../support/saml-certificate.ts';
import { responseXml, sign, sp, testIdentityProvider } from '../../support/saml-idp.ts';

const idp = testIdentityProvider();
const old = testKeyPair('old key');
const ours = testKeyPair('library');
const other = testKeyPair('other');
const weak = testKeyPair('weak', 1024);
const secrets = { '${env:KEY}': ours.key };
const configInvalid = { code: 'VST_CONFIG_INVALID' };
const body = (pem: string) => pem.replaceAll(/-----[^-]+-----/g, '');

function metadata({
  use = ' use="signing"',
  validUntil = '',
  extensions = '',
  location = 'https://idp.example/sso',
} = {}) {
  const key = (pem: string, kind: string) =>
    `<md:KeyDescriptor${kind}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${body(pem)}</ds:X509Certificate>` +
    '</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>';
  return (
    '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" ' +
    `xmlns:shibmd="urn:mace:shibboleth:metadata:1.0" entityID="${idp.entityId}"${validUntil}>` +
    `<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${extensions}` +
    key(old.certificate, use) +
    key(idp.keys.certificate, use) +
    key(other.certificate, ' use="encryption"') +
    `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${location}"/>` +
    '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example/post"/>' +
    '</md:IDPSSODescriptor></md:EntityDescriptor>'
  );
}

async function arriveBy(bench: ReturnType<typeof samlBench>) {
  const { requestId } = await bench.begin('attempt-1');
  return bench.answer(sign(responseXml(idp.answer(requestId, bench.clock.now())), 'Assertion', idp.keys));
}

describe('Metadata of an identity provider', () => {
  test('gives its name, both addresses and both signing keys of a rollover', () => {
    const read = parseIdpMetadata(metadata(), 'metadata');
    assert.equal(read.entityId, idp.entityId);
    assert.deepEqual(read.singleSignOn, { redirect: 'https://idp.example/sso', post: 'https://idp.example/post' });
    assert.deepEqual(read.certificates, [old.certificate, idp.keys.certificate]);
  });

  test('counts keys without a use for signing', () => {
    assert.equal(parseIdpMetadata(metadata({ use: '' }), 'metadata').certificates.length, 2);
  });

  test('is enough to sign somebody in, also through a file reference', async () => {
    const bench = samlBench(idp, {
      options: { metadata: '${file:/idp.xml}' },
      secrets: { '${file:/idp.xml}': metadata() },
    });
    assert.equal((await arriveBy(bench)).outcome.type, 'asserted');
  });

  test('sends requests to the address of the configured binding', async () => {
    const bench = samlBench(idp, { options: { metadata: metadata(), requestBinding: 'post' } });
    const { outcome } = await bench.begin('attempt-1');
    assert.equal(outcome.type === 'post' && outcome.url, 'https://idp.example/post');
  });

  test('is believed until it ends, and no longer', async () => {
    const bench = samlBench(idp, {
      options: { metadata: metadata({ validUntil: ' validUntil="2026-03-03T00:00:00Z"' }) },
    });
    const { requestId } = await bench.begin('attempt-1');
    const answer = () => sign(responseXml(idp.answer(requestId, bench.clock.now())), 'Assertion', idp.keys);
    bench.clock.set(Date.UTC(2026, 2, 3));
    const { outcome } = await bench.answer(answer());
    assert.match(outcome.type === 'refused' ? outcome.detail : '', /^metadata: .* ended at 2026-03-03/);
    bench.clock.set(Date.UTC(2026, 2, 2, 9, 30));
    assert.equal((await bench.answer(answer())).outcome.type, 'asserted');
  });

  test('limits scoped values to the scopes it lists', () => {
    const extensions =
      '<md:Extensions><shibmd:Scope regexp="false">uni.example</shibmd:Scope>' +
      '<shibmd:Scope regexp="true">.*</shibmd:Scope></md:Extensions>';
    assert.deepEqual(parseIdpMetadata(metadata({ extensions }), 'metadata').scopes, ['uni.example']);
  });

  for (const [what, xml] of [
    ['of nobody', metadata().replaceAll('IDPSSODescriptor', 'SPSSODescriptor')],
    ['with a document type', `<!DOCTYPE x>${metadata()}`],
    ['that is no XML', 'https://idp.example/metadata'],
    [
      'of two identity providers',
      `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">${metadata()}${metadata()}</md:EntitiesDescriptor>`,
    ],
    ['with an end that is no time', metadata({ validUntil: ' validUntil="tomorrow"' })],
    ['with a key that is too short', metadata().replace(body(old.certificate), body(weak.certificate))],
  ] as const) {
    test(`${what} is refused when the profile is made`, () => {
      assert.throws(() => parseIdpMetadata(xml, 'metadata'), configInvalid);
    });
  }

  test('with an address that is not https is refused when the profile is made', () => {
    const plain = metadata({ location: 'http://idp.example/sso' });
    assert.throws(() => samlBench(idp, { options: { metadata: plain } }), configInvalid);
  });
});

describe('A SAML profile', () => {
  test('without any certificate begins no sign-in and says why', async () => {
    const bare = metadata({ use: ' use="encryption"' });
    await assert.rejects(
      samlBench(idp, { options: { metadata: bare } }).begin('attempt-1'),
      /VST_CONFIG_INVALID|ended in/,
    );
  });

  test('with a key and the certificate of another key is refused when it is made', () => {
    const signing = { key: '${env:KEY}', certificate: other.certificate };
    assert.throws(() => samlBench(idp, { options: { signing }, secrets }), configInvalid);
  });

  test('with both metadata and an identity provider by hand is no valid configuration', () => {
    const manual = { entityId: 'x', singleSignOnUrl: 'https://x.example', certificates: ['x'] };
    assert.throws(() => samlBench(idp, { options: { metadata: metadata(), idp: manual } }), /exactly one of/);
  });
});

describe('What the other side’s administrator is shown', () => {
  const keys = { key: '${env:KEY}', certificate: ours.certificate };
  const bench = samlBench(idp, {
    options: { signing: keys, decryption: keys, nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent' },
    secrets,
  });

  test('is metadata with our name, address, keys and the one attribute we read', async () => {
    const { metadataXml = '' } = await bench.built.registration();
    assert.ok(parseXml(metadataXml));
    assert.match(metadataXml, new RegExp(`entityID="${sp.entityId}"`));
    assert.match(metadataXml, new RegExp(`<md:AssertionConsumerService [^>]*Location="${sp.callback}"`));
    assert.match(metadataXml, /AuthnRequestsSigned="true" WantAssertionsSigned="true"/);
    assert.deepEqual(metadataXml.match(/ use="\w+"/g), [' use="signing"', ' use="encryption"']);
    assert.match(metadataXml, /<md:RequestedAttribute Name="studentNumber"/);
    assert.doesNotMatch(metadataXml, /cbc|rsa-1_5/);
  });

  test('is every certificate with its fingerprint and dates', async () => {
    const { certificates } = await bench.built.registration();
    assert.deepEqual(
      certificates.map(({ use, notBefore, notAfter }) => [use, notBefore.slice(0, 4), notAfter.slice(0, 4)]),
      [
        ['request signing', '2020', '2039'],
        ['assertion encryption', '2020', '2039'],
        ['identity provider signing', '2020', '2039'],
      ],
    );
    assert.match(certificates[0]?.fingerprint ?? '', /^SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  test('holds no private key', async () => {
    assert.doesNotMatch(JSON.stringify(await bench.built.registration()), /PRIVATE/);
  });
});
