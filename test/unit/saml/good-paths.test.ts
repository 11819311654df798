import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type BenchSettings, type SamlBench, samlBench } from '../../support/saml-bench.ts';
import { testKeyPair } from '../../support/saml-certificate.ts';
import {
  encryptAssertion,
  instant,
  type ResponseParts,
  responseXml,
  sign,
  testIdentityProvider,
} from '../../support/saml-idp.ts';

const idp = testIdentityProvider();
const ours = testKeyPair('library');
const ownKeys = {
  options: { decryption: { key: '${env:KEY}', certificate: ours.certificate } },
  secrets: { '${env:KEY}': ours.key },
} satisfies BenchSettings;

async function arrive(bench: SamlBench, changes: Partial<ResponseParts> = {}) {
  const { requestId } = await bench.begin('attempt-1');
  const xml = responseXml(idp.answer(requestId, bench.clock.now(), changes));
  return bench.answer(sign(xml, 'Assertion', idp.keys));
}

async function arrivedAssertion(bench: SamlBench, changes: Partial<ResponseParts> = {}) {
  const { outcome } = await arrive(bench, changes);
  assert.equal(outcome.type, 'asserted', JSON.stringify(outcome));
  return outcome.type === 'asserted' ? outcome.assertion : assert.fail();
}

async function arriveByCbc(change: (whole: string) => string) {
  const decryption = { ...ownKeys.options.decryption, acceptCbc: true };
  const bench = samlBench(idp, { ...ownKeys, options: { decryption } });
  const { requestId } = await bench.begin('attempt-1');
  const plain = sign(responseXml(idp.answer(requestId, bench.clock.now())), 'Assertion', idp.keys);
  const content = 'http://www.w3.org/2001/04/xmlenc#aes128-cbc';
  const whole = sign(await encryptAssertion(plain, ours.certificate, { content }), 'Response', idp.keys);
  return bench.answer(change(whole));
}

describe('A SAML answer', () => {
  test('with a signed assertion becomes an assertion of the identity provider', async () => {
    const bench = samlBench(idp);
    const now = bench.clock.now();
    assert.deepEqual(await arrivedAssertion(bench, { sessionNotOnOrAfter: instant(now, 3600) }), {
      profile: 'campus',
      issuer: idp.entityId,
      subject: 'alice@campus.example',
      subjectFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      attributes: { studentNumber: ['S-1001'] },
      verifiedEmails: [],
      authenticatedAt: now - 10_000,
      context: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
      methods: [],
      upstreamSession: 'session-1',
      notAfter: now + 3_600_000,
    });
  });

  test('names the attempt that its request belongs to', async () => {
    assert.deepEqual((await arrive(samlBench(idp))).found, ['attempt-1']);
  });

  test('is taken on another node than the one that sent the request', async () => {
    const first = samlBench(idp);
    const second = samlBench(idp, { ephemeral: first.ephemeral, clock: first.clock, seed: 2 });
    const { requestId } = await first.begin('attempt-1');
    const xml = responseXml(idp.answer(requestId, first.clock.now()));
    const { outcome } = await second.answer(sign(xml, 'Assertion', idp.keys));
    assert.equal(outcome.type, 'asserted');
  });

  test('is taken when response and assertion are both signed, and both are wanted', async () => {
    const bench = samlBench(idp, { options: { wantResponseSigned: true } });
    const { requestId } = await bench.begin('attempt-1');
    const inner = sign(responseXml(idp.answer(requestId, bench.clock.now())), 'Assertion', idp.keys);
    const { outcome } = await bench.answer(sign(inner, 'Response', idp.keys));
    assert.equal(outcome.type, 'asserted', JSON.stringify(outcome));
  });

  test('is taken when its assertion is encrypted', async () => {
    const bench = samlBench(idp, { ...ownKeys, options: { ...ownKeys.options, wantAssertionsEncrypted: true } });
    const { requestId } = await bench.begin('attempt-1');
    const plain = sign(responseXml(idp.answer(requestId, bench.clock.now())), 'Assertion', idp.keys);
    const { outcome } = await bench.answer(await encryptAssertion(plain, ours.certificate));
    assert.equal(outcome.type, 'asserted', JSON.stringify(outcome));
  });

  test('is taken when its assertion is encrypted and the response around it signed', async () => {
    const bench = samlBench(idp, ownKeys);
    const { requestId } = await bench.begin('attempt-1');
    const plain = sign(responseXml(idp.answer(requestId, bench.clock.now())), 'Assertion', idp.keys);
    const whole = sign(await encryptAssertion(plain, ours.certificate), 'Response', idp.keys);
    const { outcome } = await bench.answer(whole);
    assert.equal(outcome.type, 'asserted', JSON.stringify(outcome));
  });

  test('is taken when it is encrypted by CBC, allowed by setting, inside a signed response', async () => {
    const { outcome } = await arriveByCbc((whole) => whole);
    assert.equal(outcome.type, 'asserted', JSON.stringify(outcome));
  });

  test('encrypted by CBC is not decrypted when the signature around it does not hold', async () => {
    const { outcome } = await arriveByCbc((whole) => whole.replace(/(<xenc:CipherValue>)[^<]{8}/, '$1AAAAAAAA'));
    assert.match(outcome.type === 'refused' ? outcome.detail : '', /Invalid document signature/);
  });

  test('is taken when the two clocks differ by less than the skew', async () => {
    const bench = samlBench(idp);
    const ahead = bench.clock.now() + 110_000;
    await arrivedAssertion(bench, { notBefore: instant(ahead, -60), authnInstant: instant(ahead, -60) });
    const behind = bench.clock.now() - 110_000;
    await arrivedAssertion(bench, { notOnOrAfter: instant(behind, 60), confirmedUntil: instant(behind, 60) });
  });

  test('is read by our clock, whatever the clock of the machine says', async () => {
    const bench = samlBench(idp);
    bench.clock.set(Date.UTC(2019, 0, 1));
    await arrivedAssertion(bench);
  });

  test('may be base64 in lines', async () => {
    const bench = samlBench(idp);
    const { requestId } = await bench.begin('attempt-1');
    const xml = sign(responseXml(idp.answer(requestId, bench.clock.now())), 'Assertion', idp.keys);
    const lines = Buffer.from(xml).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
    const { outcome } = await bench.post({ body: { SAMLResponse: lines } });
    assert.equal(outcome.type, 'asserted');
  });

  test('may come without an Issuer around the assertion when the response is not signed', async () => {
    await arrivedAssertion(samlBench(idp), { responseIssuer: null });
  });
});

describe('Two certificates at a rollover', () => {
  const next = testIdentityProvider(idp.entityId);
  const certificates = [idp.keys.certificate, next.keys.certificate];
  const both = { idp: { entityId: idp.entityId, singleSignOnUrl: 'https://idp.example/sso', certificates } };

  for (const [name, signer] of [
    ['old', idp],
    ['new', next],
  ] as const) {
    test(`accept what the ${name} key signed`, async () => {
      const bench = samlBench(idp, { options: both });
      const { requestId } = await bench.begin('attempt-1');
      const xml = responseXml(idp.answer(requestId, bench.clock.now()));
      const { outcome } = await bench.answer(sign(xml, 'Assertion', signer.keys));
      assert.equal(outcome.type, 'asserted');
    });
  }

  test('no longer accept the old key once it is taken out', async () => {
    const bench = samlBench(next);
    const { requestId } = await bench.begin('attempt-1');
    const xml = responseXml(idp.answer(requestId, bench.clock.now()));
    const { outcome } = await bench.answer(sign(xml, 'Assertion', idp.keys));
    assert.equal(outcome.type, 'refused');
  });
});

describe('Attributes of a SAML assertion', () => {
  test('keep every value, in order', async () => {
    const attributes = [{ name: 'studentNumber', values: ['S-1', 'S-2', 'S-1'] }];
    const assertion = await arrivedAssertion(samlBench(idp), { attributes });
    assert.deepEqual(assertion.attributes, { studentNumber: ['S-1', 'S-2', 'S-1'] });
  });

  test('drop values of a scope that is not the identity provider’s, and keep mail addresses', async () => {
    const bench = samlBench(idp, { options: { scopes: ['uni.example'] } });
    const attributes = [
      { name: 'urn:oid:1.3.6.1.4.1.5923.1.1.1.6', friendlyName: 'eppn', values: ['a@UNI.example', 'a@other.example'] },
      {
        name: 'urn:oasis:names:tc:SAML:attribute:subject-id',
        values: ['x@uni.example.evil', 'x', 'a@uni.example@evil.example'],
      },
      { name: 'mail', values: ['a@webmail.example'] },
    ];
    const assertion = await arrivedAssertion(bench, { attributes });
    assert.deepEqual(assertion.attributes, {
      'urn:oid:1.3.6.1.4.1.5923.1.1.1.6': ['a@UNI.example'],
      eppn: ['a@UNI.example'],
      mail: ['a@webmail.example'],
    });
  });
});
