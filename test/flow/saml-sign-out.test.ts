// Single logout of SAML through the whole house: the answer that is posted from another site, and the identity provider's
// own wish to end sessions.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { links, parse as parseForms } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import { testKeyPair } from '../support/saml-certificate.ts';
import { responseXml, sign, testIdentityProvider } from '../support/saml-idp.ts';
import {
  type LogoutParts,
  logoutParts,
  logoutRequestXml,
  logoutResponseXml,
  nameIdXml,
  signedQuery,
  signLogout,
} from '../support/saml-logout.ts';
import { meOf, traceOf } from '../support/sign-in-end.ts';
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts';
import type { InstitutionInput } from '../support/vestibule.ts';

const idp = testIdentityProvider('https://campus.example/metadata');
const other = testIdentityProvider('https://other.example/metadata');
const library = testKeyPair('library');
const elsewhere = 'https://campus.example/';
let house: TwoNodes;

type Saml = Extract<InstitutionInput['loginProfiles'][number], { kind: 'saml' }>;

const profile = (more: Partial<Saml> = {}): Saml => ({
  id: 'campus',
  kind: 'saml',
  label: 'Campus',
  idp: {
    entityId: idp.entityId,
    singleSignOnUrl: 'https://campus.example/sso',
    singleLogoutUrl: 'https://campus.example/slo',
    certificates: [idp.keys.certificate],
  },
  match: { from: { attribute: 'studentNumber' }, to: 'STUDENT_NO' },
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
  signing: { key: '${env:SAML_KEY}', certificate: library.certificate },
  ...more,
});

const file = (...profiles: readonly Saml[]) => libraryOf({ profiles });
const usual = () => file(profile());

before(async () => {
  house = await startTwoNodes({ institutions: () => [usual()], secrets: { SAML_KEY: library.key } });
  await house.a.seed('demo', [
    { primaryIdentifier: 'p0001', identifiers: [{ type: 'STUDENT_NO', value: 'S-1001' }] },
    { primaryIdentifier: 'p0002', identifiers: [{ type: 'STUDENT_NO', value: 'S-1002' }] },
  ]);
});
after(() => house.close());

const address = (what: string) => `${house.url}/demo/login/campus/${what}`;

/** The text of a message in an address or a form of ours. */
function messageIn(given: string | Readonly<Record<string, string>>): string {
  if (typeof given !== 'string') return Buffer.from(Object.values(given)[0] ?? '', 'base64').toString('utf8');
  const { searchParams } = new URL(given);
  const packed = searchParams.get('SAMLRequest') ?? searchParams.get('SAMLResponse') ?? '';
  return inflateRawSync(Buffer.from(packed, 'base64')).toString('utf8');
}

const idOf = (xml: string) => / ID="([^"]+)"/.exec(xml)?.[1] ?? assert.fail(xml);

async function signIn(name: string, number: string, from = idp): Promise<Browser> {
  const browser = openBrowser();
  const sent = await browser.get(`${house.url}/demo/login/campus`);
  const requestId = idOf(messageIn(sent.headers.get('location') ?? assert.fail(sent.body)));
  const parts = from.answer(requestId, Date.now(), {
    destination: address('callback'),
    recipient: address('callback'),
    audience: address('metadata'),
    nameId: name,
    attributes: [{ name: 'studentNumber', values: [number] }],
  });
  const xml = sign(responseXml(parts), 'Assertion', from.keys);
  const fields = { SAMLResponse: Buffer.from(xml).toString('base64') };
  await browser.follow(await browser.post(address('callback'), fields, elsewhere));
  assert.equal((await meOf(house, browser)).signedIn, true);
  return browser;
}

const alice = () => signIn('alice', 'S-1001');
const isIn = async (browser: Browser) => (await meOf(house, browser)).signedIn;
const parts = (changes: Partial<LogoutParts>) =>
  logoutParts(idp, Date.now(), { destination: address('logout'), notOnOrAfter: null, ...changes });

/** What the identity provider would say to the request in this address. */
function answerTo(request: string, status?: readonly string[]): string {
  const inResponseTo = idOf(messageIn(request));
  return logoutResponseXml(parts({ inResponseTo, ...(status === undefined ? {} : { status }) }));
}

const inForm = (xml: string, name: 'SAMLRequest' | 'SAMLResponse') => ({
  [name]: Buffer.from(xml).toString('base64'),
});

/** Signs out here and goes on to the identity provider. */
async function toCampus(browser: Browser): Promise<Answer> {
  const page = await browser.follow(await browser.post(`${house.url}/demo/logout`, {}));
  const there = links(page.body).find((href) => href.includes('/logout/upstream')) ?? assert.fail(page.body);
  return browser.get(new URL(there, page.url).href);
}

const requestOf = async (browser: Browser) => (await toCampus(browser)).headers.get('location') ?? assert.fail();

describe('the answer of the identity provider', () => {
  test('posted from its own site waits for the browser that began, on whichever node', async () => {
    const browser = await alice();
    const request = await requestOf(browser);
    assert.match(request, /^https:\/\/campus\.example\/slo\?SAMLRequest=/);
    const fields = inForm(signLogout(answerTo(request), idp.keys), 'SAMLResponse');
    // As such a form comes: without our cookies.
    const hop = await openBrowser().post(address('logout'), fields, elsewhere);
    assert.equal(hop.status, 303);
    const location = new URL(hop.headers.get('location') ?? '', hop.url).href;
    house.turn('b');
    const thief = await openBrowser().get(location);
    assert.match(thief.body, /We cannot tell/);
    const end = await browser.follow(await browser.get(location));
    house.turn('a');
    assert.match(end.body, /You are signed out at “Campus” too/);
  });

  for (const [what, status, text] of [
    [
      'only partly',
      ['urn:oasis:names:tc:SAML:2.0:status:Success', 'urn:oasis:names:tc:SAML:2.0:status:PartialLogout'],
      /but not everywhere/,
    ],
    ['not at all', ['urn:oasis:names:tc:SAML:2.0:status:Responder'], /could not sign you out/],
  ] as const) {
    test(`that she is signed out ${what} is told in plain words`, async () => {
      const browser = await alice();
      const query = signedQuery(answerTo(await requestOf(browser), status), idp.keys, { parameter: 'SAMLResponse' });
      const end = await browser.follow(await browser.get(`${address('logout')}?${query}`));
      assert.equal(end.status, 200);
      assert.match(end.body, text);
    });
  }

  test('that a stranger forged is refused with a trace, and the real one still counts', async () => {
    const browser = await alice();
    const request = await requestOf(browser);
    const forged = signedQuery(answerTo(request), other.keys, { parameter: 'SAMLResponse' });
    const page = await browser.get(`${address('logout')}?${forged}`);
    assert.equal(page.status, 400);
    assert.match(page.body, /You are no longer signed in here[\s\S]*We cannot tell/);
    assert.match(await traceOf(house, page.body), /VST_UPSTREAM_MESSAGE_INVALID[\s\S]*signature: no valid signature/);
    const query = signedQuery(answerTo(request), idp.keys, { parameter: 'SAMLResponse' });
    assert.match(
      (await browser.follow(await browser.get(`${address('logout')}?${query}`))).body,
      /signed out at “Campus” too/,
    );
  });
});

describe('a logout request of the identity provider', () => {
  const query = (changes: Partial<LogoutParts>, relayState?: string) =>
    signedQuery(logoutRequestXml(parts(changes)), idp.keys, { parameter: 'SAMLRequest', relayState });
  const hers = { name: nameIdXml('alice'), sessionIndexes: ['session-1'] };

  test('ends her session and nobody else’s, and the browser goes back with a signed success', async () => {
    const [one, two] = [await alice(), await signIn('bob', 'S-1002')];
    const answer = await one.get(`${address('logout')}?${query(hers, 'theirs')}`);
    const location = answer.headers.get('location') ?? assert.fail(answer.body);
    assert.equal(answer.status, 303);
    assert.match(location, /^https:\/\/campus\.example\/slo\?SAMLResponse=.+&RelayState=theirs&SigAlg=.+&Signature=/);
    assert.match(messageIn(location), /status:Success"\/>/);
    assert.deepEqual([await isIn(one), await isIn(two)], [false, true]);
    const [entry] = await house.parts.store.journal.auditOf('demo', 1);
    assert.deepEqual([entry?.action, entry?.via, entry?.actor], ['sign-out', 'front-channel', 'system']);
  });

  test('posted without our cookies ends it on every node', async () => {
    await house.load([file(profile({ requestBinding: 'post' }))]);
    const browser = openBrowser();
    const sent = await browser.get(`${house.url}/demo/login/campus`);
    const requestId = idOf(messageIn(parseForms(sent.body)[0]?.fields ?? {}));
    const response = idp.answer(requestId, Date.now(), {
      destination: address('callback'),
      recipient: address('callback'),
      audience: address('metadata'),
      nameId: 'alice',
    });
    const fields = inForm(sign(responseXml(response), 'Assertion', idp.keys), 'SAMLResponse');
    await browser.follow(await browser.post(address('callback'), fields, elsewhere));
    assert.equal(await isIn(browser), true);
    house.turn('b');
    const request = inForm(signLogout(logoutRequestXml(parts(hers)), idp.keys), 'SAMLRequest');
    const page = await openBrowser().post(address('logout'), request, elsewhere);
    house.turn('a');
    const form = parseForms(page.body)[0];
    assert.equal(form?.action, 'https://campus.example/slo');
    assert.match(page.headers.get('content-security-policy') ?? '', /form-action 'self' https:\/\/campus\.example;/);
    assert.match(messageIn(form?.fields ?? {}), /status:Success"\/>/);
    assert.equal(await isIn(browser), false);
    await house.load([usual()]);
  });

  test('for another session of hers leaves this one, and says so', async () => {
    const browser = await alice();
    const answer = await browser.get(`${address('logout')}?${query({ ...hers, sessionIndexes: ['session-9'] })}`);
    assert.match(messageIn(answer.headers.get('location') ?? ''), /PartialLogout/);
    assert.equal(await isIn(browser), true);
  });

  test('for another person’s session by her index ends nothing', async () => {
    const browser = await alice();
    await openBrowser().get(`${address('logout')}?${query({ ...hers, name: nameIdXml('bob') })}`);
    assert.equal(await isIn(browser), true);
  });

  test('without a session index ends all of hers', async () => {
    const [one, two] = [await alice(), await alice()];
    await openBrowser().get(`${address('logout')}?${query({ ...hers, sessionIndexes: [] })}`);
    assert.deepEqual([await isIn(one), await isIn(two)], [false, false]);
  });

  test('that nobody signed ends nothing, is traced, and she is told that she is still signed in', async () => {
    const browser = await alice();
    const page = await browser.post(address('logout'), inForm(logoutRequestXml(parts(hers)), 'SAMLRequest'), elsewhere);
    assert.equal(page.status, 400);
    assert.match(page.body, /You are still signed in/);
    assert.match(await traceOf(house, page.body), /unsigned: the message is not signed/);
    assert.equal(await isIn(browser), true);
  });

  test('brought a second time ends nothing more', async () => {
    const first = await alice();
    const brought = query(hers);
    await first.get(`${address('logout')}?${brought}`);
    const second = await alice();
    const page = await second.get(`${address('logout')}?${brought}`);
    assert.equal(page.status, 403);
    assert.match(
      await traceOf(house, page.body),
      /VST_UPSTREAM_REPLAYED[\s\S]*replay: this message was brought before/,
    );
    assert.equal(await isIn(second), true);
  });

  test('to a profile without a key of its own finds nobody who could answer it', async () => {
    await house.load([file(profile({ signing: undefined }))]);
    assert.equal((await openBrowser().get(`${address('logout')}?${query(hers)}`)).status, 404);
    await house.load([usual()]);
  });
});

test('a flood of messages that are refused is cut off, and a good one is not counted', async () => {
  const { ephemeral } = house.parts;
  const key = 'demo:127.0.0.1';
  await ephemeral.delete('refused-messages', key);
  await ephemeral.count('refused-messages', key, 59, 60);
  const browser = await alice();
  const good = signedQuery(logoutRequestXml(parts({ name: nameIdXml('alice') })), idp.keys, {
    parameter: 'SAMLRequest',
  });
  assert.equal((await browser.get(`${address('logout')}?${good}`)).status, 303);
  const statuses: number[] = [];
  for (let sent = 0; sent < 3; sent++) {
    statuses.push((await browser.get(`${address('logout')}?SAMLRequest=x&SigAlg=x&Signature=x`)).status);
  }
  assert.deepEqual(statuses, [400, 429, 429]);
  await ephemeral.delete('refused-messages', key);
});
