// An application asks by SAML who somebody is, over real HTTP.
import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { decrypt } from 'xml-encryption';
import { openBrowser } from '../support/browse.ts';
import {
  acs,
  applicationKeys,
  authnRequest,
  catalogue,
  entityId,
  messageIn,
  postedBy,
  redirectTo,
  type SamlLibrary,
  signInFor,
  startSamlLibrary,
  statusOf,
  typePassword,
  verifiedAssertion,
} from '../support/saml-door.ts';

let library: SamlLibrary;
const { key } = applicationKeys;

before(async () => {
  library = await startSamlLibrary();
});
after(() => library.close());
afterEach(() => library.use(catalogue));

describe('the metadata of a library', () => {
  test('is signed, names its addresses, and carries one certificate on every node and after every restart', async () => {
    const response = await fetch(library.idp);
    const xml = await response.text();
    assert.match(response.headers.get('content-type') ?? '', /samlmetadata\+xml/);
    assert.match(xml, new RegExp(`entityID="${library.idp}"`));
    assert.match(xml, new RegExp(`HTTP-POST" Location="${library.sso}"`));
    const certificate = new X509Certificate(await library.certificate());
    assert.ok(certificate.verify(certificate.publicKey));
    assert.ok(certificate.validToDate.getTime() > Date.now());
    assert.equal(
      await (await fetch(library.idp)).text().then((again) => again.includes(certificate.raw.toString('base64'))),
      true,
    );
  });
});

describe('a sign-in request', () => {
  test('is answered by a signed assertion for this application alone, with the released names', async () => {
    const xml = authnRequest(library, { id: '_one' });
    const posted = await signInFor(
      redirectTo(library.sso, xml, { key, relayState: 'https://catalogue.example/?a=1&b="2"' }),
    );
    assert.equal(posted.url, acs);
    assert.equal(posted.fields['RelayState'], 'https://catalogue.example/?a=1&b="2"');
    const read = verifiedAssertion(posted.xml, await library.certificate());
    assert.equal(read.nameId, '29301');
    assert.match(read.format, /persistent$/);
    assert.deepEqual([read.audience, read.recipient, read.inResponseTo], [entityId, acs, '_one']);
    assert.match(read.context, /PasswordProtectedTransport$/);
    assert.deepEqual(read.attributes, {
      'urn:oid:0.9.2342.19200300.100.1.3': ['ada@uni.example'],
      'urn:oid:2.16.840.1.113730.3.1.241': ['Ada Löwe & <Söhne>'],
      'urn:oid:1.3.6.1.4.1.5923.1.1.1.7': ['a', 'b'],
    });
  });

  test('that is posted by another site finds the session of the browser', async () => {
    const browser = openBrowser();
    await signInFor(redirectTo(library.sso, authnRequest(library)), browser);
    const fields = { SAMLRequest: Buffer.from(authnRequest(library)).toString('base64'), RelayState: 'r' };
    const posted = postedBy(
      await browser.follow(await browser.post(library.sso, fields, 'https://catalogue.example/')),
    );
    assert.equal(verifiedAssertion(posted.xml, await library.certificate()).nameId, '29301');
    assert.equal(posted.fields['RelayState'], 'r');
  });

  test('is answered once', async () => {
    const browser = openBrowser();
    const address = redirectTo(library.sso, authnRequest(library));
    await signInFor(address, browser);
    const again = await browser.follow(await browser.get(address));
    assert.equal(again.status, 400);
    assert.doesNotMatch(again.body, /SAMLResponse/);
  });

  test('leaves one line in the audit, with the names of what was told and none of the values', async () => {
    await signInFor(redirectTo(library.sso, authnRequest(library)));
    const [entry] = (await library.house.parts.store.journal.auditOf('demo', 5)).filter(
      ({ action }) => action === 'release',
    );
    assert.equal(entry?.via, 'saml');
    assert.equal(entry?.relyingParty, 'catalogue');
    assert.match(String(entry?.detail['attributes']), /displayName eduPersonEntitlement mail/);
    assert.doesNotMatch(JSON.stringify(entry), /ada@uni|29301/);
  });

  test('that may ask nothing is told that nobody is signed in', async () => {
    const address = redirectTo(library.sso, authnRequest(library, { attributes: 'IsPassive="true"' }));
    const browser = openBrowser();
    const { xml } = postedBy(await browser.follow(await browser.get(address)));
    assert.deepEqual(statusOf(xml), ['Responder', 'NoPassive']);
    assert.doesNotMatch(xml, /<saml:Assertion/);
  });

  test('with ForceAuthn asks for the password although somebody is signed in', async () => {
    const browser = openBrowser();
    await signInFor(redirectTo(library.sso, authnRequest(library)), browser);
    const address = redirectTo(library.sso, authnRequest(library, { attributes: 'ForceAuthn="true"' }));
    const page = await browser.follow(await browser.get(address));
    assert.match(page.body, /name="password"/);
    postedBy(await typePassword(browser, page));
  });

  test('for a context that nobody can give ends with NoAuthnContext', async () => {
    const context = `<samlp:RequestedAuthnContext><saml:AuthnContextClassRef>https://refeds.org/profile/mfa</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>`;
    const browser = openBrowser();
    const address = redirectTo(library.sso, authnRequest(library, { content: context }));
    assert.deepEqual(statusOf(postedBy(await browser.follow(await browser.get(address))).xml), [
      'Responder',
      'NoAuthnContext',
    ]);
  });

  test('for a password over TLS is met by the library password', async () => {
    const context = `<samlp:RequestedAuthnContext Comparison="exact"><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>`;
    const posted = await signInFor(redirectTo(library.sso, authnRequest(library, { content: context })));
    assert.deepEqual(statusOf(posted.xml), ['Success']);
  });

  test('for a name that the application is not given ends with InvalidNameIDPolicy', async () => {
    const policy = '<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"/>';
    const browser = openBrowser();
    const address = redirectTo(library.sso, authnRequest(library, { content: policy }));
    const { xml } = postedBy(await browser.follow(await browser.get(address)));
    assert.deepEqual(statusOf(xml), ['Requester', 'InvalidNameIDPolicy']);
  });

  test('for a transient name gets another one each time', async () => {
    const policy = '<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"/>';
    const names = [];
    for (let round = 0; round < 2; round++) {
      const { xml } = await signInFor(redirectTo(library.sso, authnRequest(library, { content: policy })));
      names.push(verifiedAssertion(xml, await library.certificate()).nameId);
    }
    assert.notEqual(names[0], names[1]);
    assert.doesNotMatch(names.join(' '), /29301/);
  });

  test('of an application that wants it is answered by an encrypted assertion', async () => {
    await library.use({
      ...catalogue,
      encryptionCertificate: applicationKeys.certificate,
      encryption: 'required',
      signResponse: true,
    });
    const { xml } = await signInFor(redirectTo(library.sso, authnRequest(library)));
    assert.doesNotMatch(xml, /29301|ada@uni|<saml:Assertion/);
    assert.match(xml, /aes256-gcm/);
    const data = xml.slice(xml.indexOf('<xenc:EncryptedData'), xml.indexOf('</xenc:EncryptedData>') + 21);
    const pem = createPrivateKey(key).export({ type: 'pkcs8', format: 'pem' });
    const plain = await new Promise<string>((resolve, reject) => {
      decrypt(data, { key: pem }, (error, result) => (error === null ? resolve(result) : reject(error)));
    });
    assert.equal(verifiedAssertion(plain, await library.certificate()).nameId, '29301');
  });

  test('of a person without the identifier that it knows people by says so, and releases nothing', async () => {
    const browser = openBrowser();
    const page = await typePassword(
      browser,
      await browser.get(redirectTo(library.sso, authnRequest(library))),
      'p0002',
    );
    assert.equal(page.status, 403);
    assert.doesNotMatch(page.body, /SAMLResponse/);
  });
});

describe('a link that begins at the library', () => {
  test('is refused unless the application allows it', async () => {
    const link = `${library.sso}?sp=${encodeURIComponent(entityId)}`;
    assert.equal((await openBrowser().get(link)).status, 400);
    await library.use({ ...catalogue, allowIdpInitiated: true });
    const { xml } = await signInFor(link);
    const read = verifiedAssertion(xml, await library.certificate());
    assert.deepEqual([read.nameId, read.inResponseTo], ['29301', undefined]);
  });
});

describe('a logout request', () => {
  const logout = (nameId: string, index: string, at = new Date().toISOString()) =>
    `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_${Math.random().toString(36).slice(2)}" Version="2.0" IssueInstant="${at}" Destination="${library.slo}"><saml:Issuer>${entityId}</saml:Issuer><saml:NameID>${nameId}</saml:NameID><samlp:SessionIndex>${index}</samlp:SessionIndex></samlp:LogoutRequest>`;
  const isIn = async (browser: ReturnType<typeof openBrowser>) =>
    (await browser.get(`${library.house.url}/demo/me`)).status === 200;

  test('ends the session and is answered', async () => {
    const browser = openBrowser();
    const { xml } = await signInFor(redirectTo(library.sso, authnRequest(library)), browser);
    const { nameId, sessionIndex } = verifiedAssertion(xml, await library.certificate());
    assert.equal(await isIn(browser), true);
    const address = redirectTo(library.slo, logout(nameId, sessionIndex), { key, relayState: 'bye' });
    const last = await browser.follow(await browser.get(address), (url) =>
      url.startsWith('https://catalogue.example/'),
    );
    const back = last.headers.get('location') ?? '';
    assert.equal(new URL(back).searchParams.get('RelayState'), 'bye');
    assert.match(messageIn(back), /LogoutResponse[\s\S]*status:Success/);
    assert.equal(await isIn(browser), false);
  });

  test('from a browser without our cookies still ends the session it names', async () => {
    const browser = openBrowser();
    const { xml } = await signInFor(redirectTo(library.sso, authnRequest(library)), browser);
    const { nameId, sessionIndex } = verifiedAssertion(xml, await library.certificate());
    await openBrowser().get(redirectTo(library.slo, logout(nameId, sessionIndex), { key }));
    assert.equal(await isIn(browser), false);
  });

  test('that names somebody else, is not signed or came before ends nothing', async () => {
    const browser = openBrowser();
    const { xml } = await signInFor(redirectTo(library.sso, authnRequest(library)), browser);
    const { nameId, sessionIndex } = verifiedAssertion(xml, await library.certificate());
    await browser.get(redirectTo(library.slo, logout('29302', sessionIndex), { key }));
    assert.equal((await browser.get(redirectTo(library.slo, logout(nameId, sessionIndex)))).status, 400);
    const old = new Date(Date.now() - 3_600_000).toISOString();
    assert.equal((await browser.get(redirectTo(library.slo, logout(nameId, sessionIndex, old), { key }))).status, 400);
    assert.equal(await isIn(browser), true);
    const once = redirectTo(library.slo, logout('29302', 'x'), { key });
    await browser.get(once);
    assert.equal((await browser.get(once)).status, 400);
  });
});
