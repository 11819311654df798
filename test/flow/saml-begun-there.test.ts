// A sign-in that is begun at the identity provider: taken only where the profile says so, and never without a press on a
// button of ours.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type Browser, openBrowser } from '../support/browse.ts';
import { parse } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import { type ResponseParts, responseXml, sign, testIdentityProvider } from '../support/saml-idp.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

const idp = testIdentityProvider();

describe('A sign-in begun at the identity provider', () => {
  let house: RunningVestibule;
  before(async () => {
    house = await startVestibule({ institutions: () => [library(true)] });
    await house.seed('demo', [
      {
        primaryIdentifier: 'p0001',
        name: { first: 'Alice', last: 'Adams' },
        identifiers: [{ type: 'STUDENT_NO', value: 'S-1001' }],
      },
      {
        primaryIdentifier: 'p0002',
        name: { first: 'Mallory', last: 'Moe' },
        identifiers: [{ type: 'STUDENT_NO', value: 'S-1002' }],
      },
    ]);
  });
  after(() => house?.close());
  beforeEach(() => house.load([library(true)]));

  const library = (allowIdpInitiated: boolean, more: object = {}) =>
    libraryOf({
      profiles: [
        {
          id: 'campus',
          kind: 'saml',
          label: 'Campus account',
          match: { from: { attribute: 'studentNumber' }, to: 'STUDENT_NO' },
          idp: {
            entityId: idp.entityId,
            singleSignOnUrl: 'https://idp.example/sso',
            certificates: [idp.keys.certificate],
          },
          allowIdpInitiated,
          ...more,
        },
      ],
    });

  const base = () => `${house.url}/demo/login/campus`;
  function messageFor(number: string, changes: Partial<ResponseParts> = {}): string {
    const parts = idp.answer('', Date.now(), {
      inResponseTo: null,
      confirmedInResponseTo: null,
      destination: `${base()}/callback`,
      recipient: `${base()}/callback`,
      audience: `${base()}/metadata`,
      attributes: [{ name: 'studentNumber', values: [number] }],
      ...changes,
    });
    return Buffer.from(sign(responseXml(parts), 'Assertion', idp.keys)).toString('base64');
  }
  async function arrive(browser: Browser, number = 'S-1001', more: Record<string, string> = {}) {
    const posted = await browser.post(
      `${base()}/callback`,
      { SAMLResponse: messageFor(number), ...more },
      idp.entityId,
    );
    return browser.follow(posted);
  }
  async function press(browser: Browser, page: { body: string }) {
    const [form] = parse(page.body);
    assert.ok(form !== undefined, page.body.slice(0, 500));
    return browser.post(new URL(form.action, house.url).href, form.fields);
  }
  const me = async (browser: Browser) => (await browser.get(`${house.url}/demo/me`)).body;

  test('is refused where the profile does not allow it', async () => {
    await house.load([library(false)]);
    assert.equal((await arrive(openBrowser())).status, 400);
  });

  test('says who would be signed in and by whom, and signs nobody in by itself', async () => {
    const browser = openBrowser();
    const page = await arrive(browser);
    assert.equal(page.status, 200);
    assert.match(page.body, /“Campus account” has sent you here to sign in at Demo Library as Alice Adams\./);
    assert.doesNotMatch(await me(browser), /p0001/);
    const done = await browser.follow(await press(browser, page));
    assert.match(done.body, /p0001/);
  });

  test('cannot be brought to another browser: neither its page nor its button', async () => {
    const [mallory, victim] = [openBrowser(), openBrowser()];
    const posted = await mallory.post(`${base()}/callback`, { SAMLResponse: messageFor('S-1002') }, idp.entityId);
    const address = new URL(posted.headers.get('location') ?? '', house.url).href;
    const page = await mallory.get(address);
    assert.equal((await victim.get(address)).status, 403);
    await victim.get(`${house.url}/demo/login`);
    assert.equal((await press(victim, page)).status, 403);
    assert.doesNotMatch(await me(victim), /p0002/);
    assert.match((await mallory.follow(await press(mallory, page))).body, /p0002/, 'and it cost the first one nothing');
  });

  test('cannot be pressed by another site', async () => {
    const browser = openBrowser();
    const page = await arrive(browser);
    const [form] = parse(page.body);
    const action = new URL(form?.action ?? '', house.url).href;
    assert.equal((await browser.post(action, form?.fields ?? {}, 'https://evil.example')).status, 403);
    assert.doesNotMatch(await me(browser), /p0001/);
  });

  test('says whose sign-in it would end, and leaves that one alone until the button is pressed', async () => {
    const browser = openBrowser();
    await browser.follow(await press(browser, await arrive(browser)));
    const page = await arrive(browser, 'S-1002');
    assert.match(page.body, /You are signed in here as Alice Adams\.[\s\S]*that sign-in ends/);
    assert.match(await me(browser), /p0001/);
    await browser.follow(await press(browser, page));
    assert.match(await me(browser), /p0002/);
  });

  test('is used once: not the message, and not the button', async () => {
    const browser = openBrowser();
    const SAMLResponse = messageFor('S-1001');
    const page = await browser.follow(await browser.post(`${base()}/callback`, { SAMLResponse }, idp.entityId));
    assert.equal((await browser.post(`${base()}/callback`, { SAMLResponse }, idp.entityId)).status, 403);
    await press(browser, page);
    assert.equal((await press(browser, page)).status, 400);
  });

  test('names nobody before the button who is not known, and says then why', async () => {
    const browser = openBrowser();
    const page = await arrive(browser, 'S-9999');
    assert.match(page.body, /“Campus account” has sent you here to sign in at Demo Library\./);
    assert.equal((await press(browser, page)).status, 403);
  });

  test('follows RelayState to pages of her own with us, and to nothing else', async () => {
    for (const [RelayState, expected] of [
      ['/demo/me/methods', '/demo/me/methods'],
      ['https://evil.example/', '/demo/me'],
      ['//evil.example/demo/me', '/demo/me'],
      ['/demo/me/../../evil', '/demo/me'],
      ['javascript:alert(1)', '/demo/me'],
      ['/demo/logout', '/demo/me'],
      [`/demo/me/${'a'.repeat(5000)}`, '/demo/me'],
    ] as const) {
      const browser = openBrowser();
      const pressed = await press(browser, await arrive(browser, 'S-1001', { RelayState }));
      assert.equal(pressed.headers.get('location'), expected, RelayState.slice(0, 60));
    }
  });

  test('ends when the profile was changed meanwhile', async () => {
    const browser = openBrowser();
    const page = await arrive(browser);
    await house.load([library(true, { clockSkewSeconds: 61 })]);
    assert.equal((await press(browser, page)).status, 403);
    assert.doesNotMatch(await me(browser), /p0001/);
  });

  test('does not stand in the way of one that was begun here', async () => {
    const sent = await openBrowser().get(base());
    assert.match(sent.headers.get('location') ?? '', /^https:\/\/idp\.example\/sso\?SAMLRequest=/);
  });
});
