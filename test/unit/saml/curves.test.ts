import assert from 'node:assert/strict';
import { createHash, createSign, sign as signBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { samlBench } from '../../support/saml-bench.ts';
import { curveKeyPair, type TestKeyPair, testKeyPair } from '../../support/saml-certificate.ts';
import { assertionXml, encryptAssertion, responseXml, sign, testIdentityProvider } from '../../support/saml-idp.ts';

const keys = curveKeyPair('idp', 'P-256');
const idp = testIdentityProvider('https://idp.example/metadata', keys);
const own = testKeyPair('library');
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const ds = 'http://www.w3.org/2000/09/xmldsig#';

/** Written by hand in canonical form: what is tested is not asked for its own opinion. */
function signedAssertion(
  assertion: string,
  by: TestKeyPair,
  { curve = 'ecdsa-sha256', der = false, damaged = false } = {},
): string {
  const id = / ID="([^"]+)"/.exec(assertion)?.[1] ?? '';
  const canonical = assertion.replaceAll(/<([\w:]+)((?:\s[^<>]*?)?)\/>/g, '<$1$2></$1>');
  const digest = createHash('sha256').update(sorted(canonical)).digest('base64');
  const info =
    `<ds:SignedInfo xmlns:ds="${ds}"><ds:CanonicalizationMethod Algorithm="${exclusive}"></ds:CanonicalizationMethod>` +
    `<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#${curve}"></ds:SignatureMethod>` +
    `<ds:Reference URI="#${id}"><ds:Transforms><ds:Transform Algorithm="${ds}enveloped-signature"></ds:Transform>` +
    `<ds:Transform Algorithm="${exclusive}"></ds:Transform></ds:Transforms>` +
    '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>' +
    `<ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`;
  const hash = curve.split('-')[1] ?? 'sha256';
  const value = der
    ? createSign(hash).update(info).sign(by.key)
    : signBytes(hash, Buffer.from(info), { key: by.key, dsaEncoding: 'ieee-p1363' });
  if (damaged) value[5] = (value[5] ?? 0) ^ 1;
  const signature = `<ds:Signature xmlns:ds="${ds}">${info}<ds:SignatureValue>${value.toString('base64')}</ds:SignatureValue></ds:Signature>`;
  return canonical.replace('</saml:Issuer>', `</saml:Issuer>${signature}`);
}

/** Canonical order: of each start tag the declarations, then the attributes by name. */
function sorted(xml: string): string {
  return xml.replaceAll(/<([\w:]+)((?:\s+[\w:]+="[^"]*")+)\s*>/g, (_tag, name: string, attributes: string) => {
    const all = [...attributes.matchAll(/[\w:]+="[^"]*"/g)].map(([text]) => text);
    const rank = (text: string) => (text.startsWith('xmlns') ? `0${text}` : `1${text}`);
    return `<${name} ${all.toSorted((left, right) => (rank(left) < rank(right) ? -1 : 1)).join(' ')}>`;
  });
}

describe('An identity provider with a key on an elliptic curve', () => {
  type Signing = Parameters<typeof signedAssertion>[2];
  async function answered(by: TestKeyPair, how: Signing = {}, change = (xml: string) => xml, options: object = {}) {
    const bench = samlBench(idp, { options: { ...options }, secrets: { '${env:KEY}': own.key } });
    const { requestId } = await bench.begin('attempt-1');
    const parts = idp.answer(requestId, bench.clock.now());
    const xml = responseXml(parts, signedAssertion(assertionXml(parts), by, how));
    return (await bench.answer(change(xml))).outcome;
  }
  const detail = (outcome: Awaited<ReturnType<typeof answered>>) =>
    'detail' in outcome ? outcome.detail : outcome.type;

  test('is believed', async () => {
    assert.equal((await answered(keys)).type, 'asserted');
  });

  test('is believed with a larger curve', async () => {
    const larger = curveKeyPair('idp', 'P-384');
    const idpOf = {
      entityId: idp.entityId,
      singleSignOnUrl: 'https://idp.example/sso',
      certificates: [larger.certificate],
    };
    assert.equal((await answered(larger, { curve: 'ecdsa-sha384' }, undefined, { idp: idpOf })).type, 'asserted');
  });

  test('is believed beside an RSA key, by either', async () => {
    const rsa = testKeyPair('idp');
    const both = {
      entityId: idp.entityId,
      singleSignOnUrl: 'https://idp.example/sso',
      certificates: [rsa.certificate, keys.certificate],
    };
    assert.equal((await answered(keys, {}, undefined, { idp: both })).type, 'asserted');
    const bench = samlBench(idp, { options: { idp: both } });
    const { requestId } = await bench.begin('attempt-1');
    const xml = sign(responseXml(idp.answer(requestId, bench.clock.now())), 'Assertion', rsa);
    assert.equal((await bench.answer(xml)).outcome.type, 'asserted');
  });

  test('is believed in an encrypted assertion', async () => {
    const decryption = { key: '${env:KEY}', certificate: own.certificate };
    const bench = samlBench(idp, { options: { decryption }, secrets: { '${env:KEY}': own.key } });
    const { requestId } = await bench.begin('attempt-1');
    const parts = idp.answer(requestId, bench.clock.now());
    const xml = await encryptAssertion(responseXml(parts, signedAssertion(assertionXml(parts), keys)), own.certificate);
    assert.equal((await bench.answer(xml)).outcome.type, 'asserted');
  });

  test('is not believed when somebody else signed, or the signature or the content was changed', async () => {
    assert.match(detail(await answered(curveKeyPair('other', 'P-256'))), /^signature/);
    assert.match(detail(await answered(keys, { damaged: true })), /^signature/);
    assert.match(detail(await answered(keys, {}, (xml) => xml.replace('S-1001', 'S-1002'))), /^signature/);
  });

  test('is not believed with a signature in another form than the standard’s', async () => {
    assert.match(detail(await answered(keys, { der: true })), /^signature/);
  });

  test('is not believed when it answers unsigned', async () => {
    const bench = samlBench(idp);
    const { requestId } = await bench.begin('attempt-1');
    const { outcome } = await bench.answer(responseXml(idp.answer(requestId, bench.clock.now())));
    assert.match(detail(outcome), /^unsigned/);
  });

  test('is not configured with a weak curve, nor taken for our own keys', () => {
    const weak = curveKeyPair('idp', 'secp224r1');
    assert.throws(() => samlBench(testIdentityProvider('https://idp.example/metadata', weak)), /a key that is taken/);
    const signing = { key: '${env:EC}', certificate: keys.certificate };
    assert.throws(() => samlBench(idp, { options: { signing }, secrets: { '${env:EC}': keys.key } }), /RSA key/);
  });
});
