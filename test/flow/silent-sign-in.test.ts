// `prompt=none`: the application asks who is there, and no page is shown whoever is.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { answerOf, ask, askingParty, isBackAtApplication, locationOf } from '../support/asking-application.ts';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { type CasStandIn, startCasStandIn } from '../support/cas-stand-in.ts';
import { libraryOf } from '../support/institutions.ts';
import { startUpstream, type Upstream } from '../support/oidc-upstream.ts';
import { meOf } from '../support/sign-in-end.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

const password = 'library-password';
const silently = { prompt: 'none' };
let campus: Upstream;
let cas: CasStandIn;
let house: RunningVestibule;

const casProfile = (silent: boolean) => ({
  id: 'cas',
  kind: 'cas' as const,
  label: 'CAS',
  server: cas.url,
  match: { from: { attribute: 'studentNumber' }, to: 'STUDENT_NO' },
  sharesIdentifiersWith: ['campus'],
  silent,
});

const file = (which: 'campus' | 'cas' | 'none' = 'campus', party: object = {}, more: object = {}) =>
  libraryOf({
    profiles: [
      {
        id: 'campus',
        kind: 'oidc',
        label: 'Campus',
        issuer: campus.issuer,
        clientId: campus.clientId,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
        clientSecret: '${env:CAMPUS}',
        match: { from: { attribute: 'student_number' }, to: 'STUDENT_NO' },
        timeoutSeconds: 2,
        silent: which === 'campus',
        ...more,
      },
      casProfile(which === 'cas'),
    ],
    relyingParties: [{ ...askingParty, ...party }],
  });

const elsewhere = (location: string) => !location.startsWith(house.url);
const throughCampus = async (browser: Browser, sent: Answer) =>
  browser.follow(await browser.get((await campus.authorize(locationOf(sent).href)).href), elsewhere);

async function signInByPassword(browser: Browser): Promise<void> {
  const page = await browser.follow(await browser.get(`${house.url}/demo/login`));
  await browser.follow(await browser.submit(page, { username: 'guest', password }));
  assert.equal((await meOf(house, browser)).primaryIdentifier, 'guest');
}

/** Back at the application at once, with this error and the state it gave. */
async function assertTold(answer: Answer, error: string): Promise<void> {
  assert.deepEqual(await answerOf(house, answer), { error, state: 's' });
}

const tracesOfSilence = () => house.logs.filter((line) => line.includes('"relyingParty":"catalogue"')).length;

before(async () => {
  campus = await startUpstream();
  cas = await startCasStandIn();
  house = await startVestibule({ institutions: () => [file()], secrets: { CAMPUS: campus.clientSecret } });
  await house.seed('demo', [
    { primaryIdentifier: 'p0001', identifiers: [{ type: 'STUDENT_NO', value: '4711' }] },
    { primaryIdentifier: 'guest', password },
    {
      primaryIdentifier: 'p0002',
      accountType: 'external',
      owningSystem: 'SIS',
      name: { last: 'Before' },
      identifiers: [{ type: 'STUDENT_NO', value: '4712' }],
    },
  ]);
});
after(async () => {
  await house.close();
  await Promise.all([campus.close(), cas.close()]);
});
afterEach(async () => {
  campus.behave.authorizationError = undefined;
  campus.behave.userinfo = { student_number: '4711' };
  campus.behave.idToken = (claims) => claims;
  await house.load([file()]);
});

describe('a silent request', () => {
  test('is answered by the session that stands, and no upstream is asked', async () => {
    const browser = openBrowser();
    await signInByPassword(browser);
    assert.equal((await answerOf(house, await ask(house, browser, silently)))['sub'], 'guest');
  });

  test('asks one upstream without showing anything, and tells who is signed in there', async () => {
    const browser = openBrowser();
    const sent = await ask(house, browser, silently);
    assert.equal(locationOf(sent).searchParams.get('prompt'), 'none');
    const told = await answerOf(house, await throughCampus(browser, sent));
    assert.equal(told['sub'], 'p0001');
    assert.equal((await meOf(house, browser)).primaryIdentifier, 'p0001');
  });

  for (const error of ['login_required', 'interaction_required', 'access_denied', 'temporarily_unavailable', 'odd']) {
    test(`ends with login_required where the upstream says ${error}, with a trace and no page`, async () => {
      campus.behave.authorizationError = error;
      const before = tracesOfSilence();
      const browser = openBrowser();
      const end = await throughCampus(browser, await ask(house, browser, silently));
      await assertTold(end, 'login_required');
      assert.equal(tracesOfSilence(), before + 1);
    });
  }

  test('ends with login_required for a person whom nobody knows here', async () => {
    campus.behave.userinfo = { student_number: 'S-0000' };
    const browser = openBrowser();
    await assertTold(await throughCampus(browser, await ask(house, browser, silently)), 'login_required');
    assert.equal((await meOf(house, browser)).signedIn, false);
  });

  test('ends with login_required where the upstream cannot be reached', async () => {
    campus.behave.broken.add('/token');
    const browser = openBrowser();
    const end = await throughCampus(browser, await ask(house, browser, silently));
    campus.behave.broken.delete('/token');
    await assertTold(end, 'login_required');
  });

  test('never puts another person in the place of the one who is signed in', async () => {
    const browser = openBrowser();
    await signInByPassword(browser);
    await house.load([file('campus', { profiles: ['campus'] })]);
    const end = await throughCampus(browser, await ask(house, browser, silently));
    await assertTold(end, 'login_required');
    assert.equal((await meOf(house, browser)).primaryIdentifier, 'guest');
  });

  test('writes nothing into the record of another person than the one who is signed in', async () => {
    campus.behave.userinfo = { student_number: '4712', family_name: 'After' };
    const updates = { system: 'SIS', fields: { family_name: { attribute: 'family_name' } } };
    await house.load([file('campus', { profiles: ['campus'] }, { updates })]);
    const lastName = async () => {
      const [held] = await house.parts.store.users.holdings('demo', [{ scope: 'pooled', key: '4712' }]);
      return held?.user.name.last;
    };
    const browser = openBrowser();
    await signInByPassword(browser);
    await assertTold(await throughCampus(browser, await ask(house, browser, silently)), 'login_required');
    assert.equal(await lastName(), 'Before');
    const alone = openBrowser();
    await throughCampus(alone, await ask(house, alone, silently));
    assert.equal(await lastName(), 'After', 'alone she comes in, and her record is refreshed');
  });

  test('asks nobody where no profile is silent, nor one that the application does not take', async () => {
    await house.load([file('none')]);
    await assertTold(await ask(house, openBrowser(), silently), 'login_required');
    await house.load([file('campus', { profiles: ['library'] })]);
    await assertTold(await ask(house, openBrowser(), silently), 'login_required');
  });

  test('in a frame is answered at once: no cookie of an upstream is to be had there', async () => {
    const end = await ask(house, openBrowser(), silently, { 'sec-fetch-dest': 'iframe' });
    await assertTold(end, 'login_required');
  });

  test('with an error of its own is told as before', async () => {
    const mixed = await ask(house, openBrowser(), { prompt: 'none login' });
    await assertTold(mixed, 'invalid_request');
  });

  test('after which another question is open is not asked aloud', async () => {
    const browser = openBrowser();
    const sent = await ask(house, browser, silently);
    const back = await campus.authorize(locationOf(sent).href);
    const done = await browser.follow(await browser.get(back.href), (location) => location.includes('/oidc/auth/'));
    // Between the answer and the way back she signs out in another window.
    browser.forget(house.url, 'vst-demo-session');
    const session = (await meOf(house, browser)).signedIn;
    const end = await browser.follow(done, elsewhere);
    assert.equal(session, false);
    assert.ok(isBackAtApplication(locationOf(end).href));
  });

  test('takes no old sign-in where a new one is asked for', async () => {
    campus.behave.idToken = (claims) => ({ ...claims, auth_time: Number(claims['auth_time']) - 4000 });
    const browser = openBrowser();
    const end = await throughCampus(browser, await ask(house, browser, { ...silently, max_age: '600' }));
    await assertTold(end, 'login_required');
  });

  test('at a CAS server is asked by gateway, and a return without a ticket ends it', async () => {
    await house.load([file('cas')]);
    const browser = openBrowser();
    const sent = locationOf(await ask(house, browser, silently));
    assert.equal(sent.searchParams.get('gateway'), 'true');
    const back = sent.searchParams.get('service') ?? assert.fail();
    await assertTold(await browser.follow(await browser.get(back), elsewhere), 'login_required');
  });

  test('at a CAS server with a session comes in', async () => {
    cas.behave.attributes = { studentNumber: ['4711'] };
    await house.load([file('cas')]);
    const browser = openBrowser();
    const back = await cas.signIn(locationOf(await ask(house, browser, silently)).href);
    const end = await browser.follow(await browser.get(back.href), elsewhere);
    assert.equal((await answerOf(house, end))['sub'], 'p0001');
  });
});

describe('a proof that is too old', () => {
  const old = (seconds: number) => {
    campus.behave.idToken = (claims) => ({ ...claims, auth_time: Number(claims['auth_time']) - seconds });
  };

  test('where the application takes none older, the upstream is asked for a new one', async () => {
    old(4000);
    const browser = openBrowser();
    const sent = await ask(house, browser, { max_age: '600', idp_hint: 'campus' });
    assert.equal(locationOf(sent).searchParams.get('prompt'), null);
    const again = await throughCampus(browser, sent);
    assert.equal(locationOf(again).searchParams.get('prompt'), 'login');
    old(0);
    assert.equal((await answerOf(house, await throughCampus(browser, again)))['sub'], 'p0001');
  });

  test('where the upstream answers a demand for a new one with it, nobody is signed in, and the page says why', async () => {
    // A CAS server that heeds no renew and tells when she signed in.
    await house.load([file('cas')]);
    const signedInAt = new Date(Date.now() - 3_600_000).toISOString();
    cas.behave.attributes = { studentNumber: ['4711'], authenticationDate: [signedInAt] };
    const browser = openBrowser();
    const sent = locationOf(await ask(house, browser, { prompt: 'login', idp_hint: 'cas' }));
    assert.equal(sent.searchParams.get('renew'), 'true');
    const page = await browser.follow(await browser.get((await cas.signIn(sent.href)).href), elsewhere);
    cas.behave.attributes = { studentNumber: ['4711'] };
    assert.equal(page.status, 403);
    assert.match(page.body, /You need to sign in there once more/);
    assert.equal((await meOf(house, browser)).signedIn, false);
  });
});
