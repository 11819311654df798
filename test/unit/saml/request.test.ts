import assert from 'node:assert/strict';
import { createVerify } from 'node:crypto';
import { describe, test } from 'node:test';
import { SignedXml } from 'xml-crypto';
import { type BenchSettings, samlBench } from '../../support/saml-bench.ts';
import { testKeyPair } from '../../support/saml-certificate.ts';
import { sp, testIdentityProvider } from '../../support/saml-idp.ts';

const idp = testIdentityProvider();
const ours = testKeyPair('library');
const signing = { key: '${env:KEY}', certificate: ours.certificate };
const signed = (options: Readonly<Record<string, unknown>> = {}): BenchSettings => ({
  options: { signing, ...options },
  secrets: { '${env:KEY}': ours.key },
});

function redirectOf(outcome: { readonly type: string }): URL {
  return outcome.type === 'redirect' && 'url' in outcome ? new URL(String(outcome.url)) : assert.fail(outcome.type);
}

describe('A SAML request', () => {
  test('names us, our address and the time by our clock, and asks for no authentication context', async () => {
    const bench = samlBench(idp);
    const { xml, outcome } = await bench.begin('attempt-1');
    assert.equal(redirectOf(outcome).origin + redirectOf(outcome).pathname, 'https://idp.example/sso');
    assert.match(xml, new RegExp(`<saml:Issuer[^>]*>${sp.entityId}</saml:Issuer>`));
    assert.match(xml, new RegExp(`AssertionConsumerServiceURL="${sp.callback}"`));
    assert.match(xml, / IssueInstant="2026-03-02T09:00:00.000Z"/);
    assert.doesNotMatch(xml, /RequestedAuthnContext|ForceAuthn|IsPassive/);
  });

  test('carries no RelayState', async () => {
    const { outcome } = await samlBench(idp).begin('attempt-1');
    assert.deepEqual([...redirectOf(outcome).searchParams.keys()], ['SAMLRequest']);
  });

  test('has an unguessable id of its own each time', async () => {
    const bench = samlBench(idp);
    const ids = [(await bench.begin('attempt-1')).requestId, (await bench.begin('attempt-2')).requestId];
    assert.notEqual(ids[0], ids[1]);
    assert.match(ids[0] ?? '', /^_[\w-]{43}$/);
  });

  test('demands a new proof, or silence, where the sign-in does', async () => {
    assert.match((await samlBench(idp).begin('attempt-1', { forceAuthn: true })).xml, / ForceAuthn="true"/);
    assert.match((await samlBench(idp).begin('attempt-1', { passive: true })).xml, / IsPassive="true"/);
  });

  test('asks for one of the contexts that the application wants', async () => {
    const mfa = 'https://refeds.org/profile/mfa';
    const { xml } = await samlBench(idp).begin('attempt-1', { contexts: [mfa] });
    assert.match(xml, new RegExp(`Comparison="exact"[^>]*>\\s*<saml:AuthnContextClassRef[^>]*>${mfa}<`));
  });

  test('asks for the NameID format that the profile names', async () => {
    const nameIdFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
    const { xml } = await samlBench(idp, { options: { nameIdFormat } }).begin('attempt-1');
    assert.match(xml, new RegExp(`NameIDPolicy[^>]* Format="${nameIdFormat}"`));
  });

  test('by redirect is signed over the query with SHA-256', async () => {
    const { outcome } = await samlBench(idp, signed()).begin('attempt-1');
    const { search, searchParams } = redirectOf(outcome);
    const [covered] = search.slice(1).split('&Signature=');
    assert.equal(searchParams.get('SigAlg'), 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256');
    const verifier = createVerify('sha256').update(covered ?? '');
    assert.ok(verifier.verify(ours.certificate, searchParams.get('Signature') ?? '', 'base64'));
  });

  test('by POST is a form for the browser, signed inside with SHA-256', async () => {
    const bench = samlBench(idp, signed({ requestBinding: 'post' }));
    const { xml, outcome } = await bench.begin('attempt-1');
    assert.equal(outcome.type === 'post' && outcome.url, 'https://idp.example/sso');
    const signature = /<Signature[\s\S]*<\/Signature>/.exec(xml)?.[0] ?? '';
    assert.match(signature, /rsa-sha256/);
    const verifier = new SignedXml({ publicCert: ours.certificate, getCertFromKeyInfo: () => null });
    verifier.loadSignature(signature);
    assert.ok(verifier.checkSignature(xml));
    assert.match(verifier.getSignedReferences()[0] ?? '', / IssueInstant="2026-03-02T09:00:00.000Z"/);
  });

  test('by POST goes unsigned where no key is configured', async () => {
    const { xml } = await samlBench(idp, { options: { requestBinding: 'post' } }).begin('attempt-1');
    assert.doesNotMatch(xml, /Signature/);
  });
});
