// Where people are sent to come in: what the institution says, what the application hints at, what the browser remembers.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { answerOf, ask, askingParty, locationOf } from '../support/asking-application.ts';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { links } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import { startUpstream, type Upstream } from '../support/oidc-upstream.ts';
import { meOf } from '../support/sign-in-end.ts';
import { type InstitutionInput, type RunningVestibule, startVestibule } from '../support/vestibule.ts';

const password = 'library-password';
const mfa = 'urn:example:mfa';
let campus: Upstream;
let house: RunningVestibule;

type Profile = Extract<InstitutionInput['loginProfiles'][number], { kind: 'oidc' }>;

const campusProfile = (more: Partial<Profile> = {}): Profile => ({
  id: 'campus',
  kind: 'oidc',
  label: 'Campus account',
  issuer: campus.issuer,
  clientId: campus.clientId,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
  clientSecret: '${env:CAMPUS}',
  match: { from: { attribute: 'student_number' }, to: 'STUDENT_NO' },
  timeoutSeconds: 2,
  ...more,
});

const file = (more: Partial<Profile> = {}, parts: Parameters<typeof libraryOf>[0] = {}) =>
  libraryOf({ profiles: [campusProfile(more)], relyingParties: [askingParty], ...parts });

const many = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    campusProfile({ id: `u${index}`, label: index === 7 ? 'Universität Würzburg' : `College ${index}` }),
  );

const party = (more: object) => ({ relyingParties: [{ ...askingParty, ...more }] });

const isAtCampus = (answer: Answer) => locationOf(answer).href.startsWith(`${campus.issuer}/authorize`);

const home = (path = '') => `${house.url}/demo/login${path}`;
const arrive = async (browser: Browser, path = '') =>
  browser.follow(await browser.get(home(path)), (location) => !location.startsWith(house.url));

/** Comes in by the campus, wherever the browser was sent there from. */
async function throughCampus(browser: Browser, sent: Answer): Promise<Answer> {
  const back = await campus.authorize(locationOf(sent).href);
  return browser.follow(await browser.get(back.href), (location) => !location.startsWith(house.url));
}

async function byPassword(browser: Browser, page: Answer): Promise<Answer> {
  const which = page.body.includes('role="search"') ? 1 : 0;
  const done = await browser.submit(page, { username: 'guest', password }, which);
  return browser.follow(done, (location) => !location.startsWith(house.url));
}

before(async () => {
  campus = await startUpstream();
  house = await startVestibule({ institutions: () => [file()], secrets: { CAMPUS: campus.clientSecret } });
  await house.seed('demo', [
    { primaryIdentifier: 'p0001', identifiers: [{ type: 'STUDENT_NO', value: '4711' }] },
    { primaryIdentifier: 'guest', password },
  ]);
});
after(async () => {
  await house.close();
  await campus.close();
});
afterEach(async () => {
  campus.behave.authorizationError = undefined;
  campus.behave.idToken = (claims) => claims;
  await house.load([file()]);
});

describe('the sign-in page', () => {
  test('shows first the way by which this browser came in last, and forgets it when asked', async () => {
    const browser = openBrowser();
    await byPassword(browser, await arrive(browser));
    assert.equal(browser.cookies(house.url).get('vst-demo-method'), 'library');
    browser.forget(house.url, 'vst-demo-session');
    const page = await arrive(browser);
    assert.match(page.body, /Last time you used.*Library password.*Other ways to sign in.*Campus account/s);
    const forget = links(page.body).find((href) => href.includes('forget=1')) ?? assert.fail('no link');
    const again = await browser.follow(await browser.get(new URL(forget, page.url).href));
    assert.doesNotMatch(again.body, /Last time/);
    assert.equal(browser.cookies(house.url).has('vst-demo-method'), false);
  });

  test('keeps who it was out of what it remembers', async () => {
    const browser = openBrowser();
    await throughCampus(browser, await away(browser));
    assert.equal(browser.cookies(house.url).get('vst-demo-method'), 'campus');
  });

  test('remembers nothing where the institution says so', async () => {
    await house.load([file({}, { chooser: { rememberMethod: false } })]);
    const browser = openBrowser();
    await byPassword(browser, await arrive(browser));
    assert.equal((await meOf(house, browser)).primaryIdentifier, 'guest');
    assert.equal(browser.cookies(house.url).has('vst-demo-method'), false);
  });

  test('takes no notice of a way remembered that is not there', async () => {
    const browser = openBrowser();
    await byPassword(browser, await arrive(browser));
    browser.forget(house.url, 'vst-demo-session');
    await house.load([{ ...file(), loginProfiles: [campusProfile(), campusProfile({ id: 'other' })] }]);
    const page = await arrive(browser);
    assert.equal(page.status, 200);
    assert.doesNotMatch(page.body, /Last time/);
  });

  test('is searched by name where there are many, without accents and without scripts', async () => {
    await house.load([file({}, { profiles: many(9) })]);
    const browser = openBrowser();
    const page = await arrive(browser);
    assert.match(page.body, /role="search"/);
    const attempt = new URL(page.url).searchParams.get('attempt') ?? '';
    const found = await browser.get(`${home()}?attempt=${attempt}&q=wurzburg`);
    assert.deepEqual(links(found.body).filter((href) => /\/login\/u\d/.test(href)).length, 1);
    const vain = await browser.get(`${home()}?attempt=${attempt}&q=${encodeURIComponent('<b>nowhere')}`);
    assert.match(vain.body, /Nothing is called “&lt;b&gt;nowhere” here/);
  });

  test('stays light and readable with a hundred ways', async () => {
    await house.load([file({}, { loginProfiles: many(100) })]);
    const page = await arrive(openBrowser());
    assert.equal(links(page.body).filter((href) => /\/login\/u\d/.test(href)).length, 30);
    assert.match(page.body, /There are 70 more/);
    assert.ok(page.body.length < 25_000, `${page.body.length} characters`);
  });

  test('does not show a hidden profile, which its address still leads to', async () => {
    await house.load([file({ listed: false })]);
    const browser = openBrowser();
    assert.doesNotMatch((await arrive(browser)).body, /Campus account/);
    assert.ok(isAtCampus(await arrive(browser, '/campus')));
  });

  test('is passed over for the default, and shown when asked for', async () => {
    await house.load([file({ default: true })]);
    const browser = openBrowser();
    assert.ok(isAtCampus(await arrive(browser)));
    assert.match((await arrive(browser, '?choose=1')).body, /Library password/);
  });
});

describe('an application', () => {
  for (const [name, parameters] of [
    ['a profile by idp_hint', { idp_hint: 'campus' }],
    ['a profile by kc_idp_hint', { kc_idp_hint: 'campus' }],
    ['an upstream that the profile does not have', { idp_hint: 'campus:https://nowhere.example' }],
  ] as const) {
    test(`sends its person on by ${name}`, async () => {
      assert.ok(isAtCampus(await ask(house, openBrowser(), parameters)));
    });
  }

  test('sends its person on by the domain of her address, which the upstream is told', async () => {
    await house.load([file({ domains: ['uni.example'] })]);
    const sent = await ask(house, openBrowser(), { login_hint: 'ada@uni.example' });
    assert.equal(locationOf(sent).searchParams.get('login_hint'), 'ada@uni.example');
  });

  for (const parameters of [
    { idp_hint: 'nobody' },
    { idp_hint: '../etc:x' },
    { login_hint: 'ada@elsewhere.example' },
    { acr_values: 'nothing of the kind' },
    { ui_locales: 'xx-invalid ~' },
  ]) {
    test(`hints at nothing by ${JSON.stringify(parameters)}`, async () => {
      const page = await ask(house, openBrowser(), parameters);
      assert.equal(page.status, 200);
      assert.match(page.body, /Campus account/);
    });
  }

  test('has the name filled in that it hints at', async () => {
    const page = await ask(house, openBrowser(), { login_hint: 'guest' });
    assert.match(page.body, /name="username"[^>]*value="guest"/);
  });

  test('has the pages in its language, unless the person chose one', async () => {
    const browser = openBrowser();
    assert.match((await ask(house, browser, { ui_locales: 'xx de' })).body, /<html lang="de"/);
    await browser.get(`${home()}?lang=en`);
    assert.match((await ask(house, browser, { ui_locales: 'de' })).body, /<html lang="en"/);
  });

  test('that takes one profile sends there, and takes no session of another', async () => {
    const browser = openBrowser();
    await byPassword(browser, await arrive(browser));
    await house.load([file({}, party({ profiles: ['campus'] }))]);
    const sent = await ask(house, browser);
    assert.ok(isAtCampus(sent));
    const told = await answerOf(house, await throughCampus(browser, sent));
    assert.equal(told['sub'], 'p0001');
    const again = await ask(house, browser);
    assert.equal((await answerOf(house, again))['sub'], 'p0001');
  });

  test('that takes two shows these in its order, and no address leads past them', async () => {
    await house.load([
      file(
        {},
        {
          profiles: [campusProfile(), campusProfile({ id: 'third', label: 'Third' })],
          ...party({ profiles: ['library', 'campus'] }),
        },
      ),
    ]);
    const browser = openBrowser();
    const page = await ask(house, browser);
    assert.match(page.body, /Library password.*Campus account/s);
    assert.doesNotMatch(page.body, /Third/);
    const attempt = new URL(page.url).searchParams.get('attempt') ?? '';
    const past = await browser.follow(
      await browser.get(`${home('/third')}?attempt=${attempt}`),
      (location) => !location.startsWith(house.url),
    );
    assert.equal(new URL(past.url).pathname, '/demo/login');
    await house.load([file({}, party({ profiles: ['campus'] }))]);
    const state = locationOf(await ask(house, browser)).searchParams.get('state') ?? '';
    const only = `${home('/library')}?attempt=${state.split('.')[0]}`;
    const forced = await browser.post(only, { username: 'guest', password });
    assert.equal(forced.status, 404);
    assert.equal((await meOf(house, browser)).signedIn, false);
  });

  test('is told the context in which she proved who she is', async () => {
    const browser = openBrowser();
    const told = await answerOf(house, await throughCampus(browser, await ask(house, browser, { idp_hint: 'campus' })));
    assert.equal(told['acr'], mfa);
  });

  test('is told what the profile says of itself where the upstream says none', async () => {
    campus.behave.idToken = ({ acr: _acr, ...claims }) => claims;
    await house.load([file({ contexts: ['urn:library:strong'] })]);
    const browser = openBrowser();
    const told = await answerOf(house, await throughCampus(browser, await ask(house, browser, { idp_hint: 'campus' })));
    assert.equal(told['acr'], 'urn:library:strong');
  });

  const essential = (value: string) => ({
    claims: JSON.stringify({ id_token: { acr: { essential: true, values: [value] } } }),
  });

  test('that needs a context is sent to who gives it, whoever is signed in otherwise', async () => {
    await house.load([file({ contexts: [mfa] })]);
    const browser = openBrowser();
    await byPassword(browser, await arrive(browser));
    const sent = await ask(house, browser, essential(mfa));
    assert.ok(isAtCampus(sent));
    assert.equal((await answerOf(house, await throughCampus(browser, sent)))['acr'], mfa);
  });

  test('that needs a context which nobody gives is told so', async () => {
    const told = await answerOf(house, await ask(house, openBrowser(), essential('urn:example:none')));
    assert.deepEqual(told, { error: 'unmet_authentication_requirements', state: 's' });
  });

  test('that needs a context which the upstream then does not give is told so', async () => {
    await house.load([file({ contexts: ['urn:example:gold'] })]);
    const browser = openBrowser();
    const sent = await ask(house, browser, essential('urn:example:gold'));
    assert.equal(
      (await answerOf(house, await throughCampus(browser, sent)))['error'],
      'unmet_authentication_requirements',
    );
  });

  test('that needs one context of several is not let in when the upstream does not say which it was', async () => {
    campus.behave.idToken = ({ acr: _acr, ...claims }) => claims;
    await house.load([file({ contexts: ['urn:library:strong', 'urn:library:plain'] })]);
    const browser = openBrowser();
    const sent = await ask(house, browser, essential('urn:library:strong'));
    assert.equal(
      (await answerOf(house, await throughCampus(browser, sent)))['error'],
      'unmet_authentication_requirements',
    );
  });

  test('that only wishes for a context takes what there is', async () => {
    const browser = openBrowser();
    await byPassword(browser, await arrive(browser));
    assert.equal((await answerOf(house, await ask(house, browser, { acr_values: mfa })))['sub'], 'guest');
  });
});

describe('two windows and the back button', () => {
  test('the page of the second window goes on when she has come in by the first', async () => {
    const browser = openBrowser();
    const second = await arrive(browser);
    await byPassword(browser, await arrive(browser));
    const page = await browser.follow(await browser.get(second.url));
    assert.equal(new URL(page.url).pathname, '/demo/me');
  });

  test('back at the page after coming in, it says so and leads on', async () => {
    const browser = openBrowser();
    const first = await arrive(browser);
    await byPassword(browser, first);
    const page = await browser.get(first.url);
    assert.equal(page.status, 400);
    assert.ok(links(page.body).includes('/demo/me'), 'a way to who she is');
    assert.equal((await meOf(house, browser)).primaryIdentifier, 'guest');
  });

  test('back at the page from the campus, another way is open', async () => {
    const browser = openBrowser();
    const first = await arrive(browser);
    const sent = await away(browser, first);
    assert.ok(isAtCampus(sent));
    await byPassword(browser, await browser.get(first.url));
    assert.equal((await meOf(house, browser)).primaryIdentifier, 'guest');
  });

  test('the page of an attempt that is over begins anew', async () => {
    const browser = openBrowser();
    const page = await browser.get(`${home()}?attempt=${'A'.repeat(32)}`);
    assert.equal(page.status, 400);
    assert.ok(links(page.body).some((href) => href === '/demo/login'));
  });
});

/** By the button of the chooser: where the provider is said to begin. */
async function away(browser: Browser, from?: Answer): Promise<Answer> {
  const chooser = from ?? (await arrive(browser));
  const link = links(chooser.body).find((href) => href.includes('/login/campus')) ?? assert.fail('no such button');
  return browser.get(new URL(link, chooser.url).href);
}
