// A sign-out that reaches the upstream, from the button to the page that says what was and was not signed out.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { type CasStandIn, startCasStandIn } from '../support/cas-stand-in.ts';
import { links } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import { meOf, traceOf } from '../support/sign-in-end.ts';
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts';
import type { InstitutionInput } from '../support/vestibule.ts';

let campus: CasStandIn;
let house: TwoNodes;

type Profile = InstitutionInput['loginProfiles'][number];
type Cas = Extract<Profile, { kind: 'cas' }>;

const profile = (more: Partial<Cas> = {}): Cas => ({
  id: 'campus',
  kind: 'cas',
  label: 'Campus',
  server: campus.url,
  match: { from: { attribute: 'studentNumber' }, to: 'STUDENT_NO' },
  ...more,
});

const file = (signOut: Cas['signOut'], profiles?: readonly Profile[]) =>
  libraryOf({ profiles: [...(profiles ?? [profile({ signOut })])] });

before(async () => {
  campus = await startCasStandIn();
  house = await startTwoNodes({ institutions: () => [file('ask')] });
  await house.a.seed('demo', [
    { primaryIdentifier: 'p0001', identifiers: [{ type: 'STUDENT_NO', value: 'S-1001' }] },
    { primaryIdentifier: 'p0002', password: 'library-password' },
  ]);
});
after(async () => {
  await house.close();
  await campus.close();
});

async function signIn(signOut: Cas['signOut'] = 'ask'): Promise<Browser> {
  await house.load([file(signOut)]);
  const browser = openBrowser();
  const sent = await browser.get(`${house.url}/demo/login/campus`);
  const back = await campus.signIn(sent.headers.get('location') ?? assert.fail(sent.body));
  await browser.follow(await browser.get(back.href));
  assert.equal((await meOf(house, browser)).signedIn, true);
  return browser;
}

const signOut = async (browser: Browser) => browser.follow(await browser.post(`${house.url}/demo/logout`, {}));
const wayThere = (page: Answer) => links(page.body).find((href) => href.includes('/logout/upstream'));
const upstream = (page: Answer) => new URL(wayThere(page) ?? assert.fail(page.body), page.url).href;
const isIn = async (browser: Browser) => (await meOf(house, browser)).signedIn;

async function audits(count: number) {
  const entries = await house.parts.store.journal.auditOf('demo', count);
  return entries.map(({ action, detail }) => [action, detail['upstream']]);
}

/** Up to the address at which the upstream sends the browser back. */
async function there(browser: Browser, page: Answer): Promise<string> {
  const sent = await browser.get(upstream(page));
  const back = await browser.follow(sent, (location) => location.includes('/login/campus/logout'));
  return back.headers.get('location') ?? assert.fail(back.body);
}

describe('after a sign-out here', () => {
  test('the upstream is offered, and what it did is told in the end', async () => {
    const browser = await signIn();
    const page = await signOut(browser);
    assert.equal(page.status, 200);
    assert.match(page.body, /You are no longer signed in here/);
    assert.match(page.body, /You may still be signed in at “Campus”/);
    assert.equal(await isIn(browser), false);
    const end = await browser.follow(await browser.get(upstream(page)));
    assert.equal(end.status, 200);
    assert.match(end.body, /You are signed out at “Campus” too/);
    assert.deepEqual(await audits(2), [
      ['sign-out-upstream', 'all'],
      ['sign-out', 'offered'],
    ]);
  });

  test('the browser goes there by itself where the profile says always, from a page that says she is out here', async () => {
    const browser = await signIn('always');
    const page = await signOut(browser);
    assert.match(page.body, /http-equiv="refresh" content="0; url=\/demo\/logout\/upstream\?id=/);
    assert.match(page.body, /You are no longer signed in here/);
    assert.equal(await isIn(browser), false);
    assert.match((await browser.follow(await browser.get(upstream(page)))).body, /signed out at “Campus” too/);
  });

  test('it is only said where the profile says never', async () => {
    const browser = await signIn('never');
    const page = await signOut(browser);
    assert.match(page.body, /may still be signed in at “Campus”/);
    assert.equal(wayThere(page), undefined);
    assert.deepEqual(await audits(1), [['sign-out', 'told']]);
  });

  test('there is nothing to say of an upstream after a library password', async () => {
    await house.load([file('always')]);
    const browser = openBrowser();
    const form = await browser.follow(await browser.get(`${house.url}/demo/login/library`));
    await browser.submit(form, { username: 'p0002', password: 'library-password' });
    assert.equal(await isIn(browser), true);
    const page = await signOut(browser);
    assert.match(page.body, /You are no longer signed in here/);
    assert.doesNotMatch(page.body, /Campus|cannot tell/);
    assert.deepEqual(await audits(1), [['sign-out', undefined]]);
  });

  test('who is signed in nowhere is told that she is signed out', async () => {
    const page = await signOut(openBrowser());
    assert.deepEqual([page.status, /no longer signed in here/.test(page.body)], [200, true]);
    assert.match((await openBrowser().get(`${house.url}/demo/logout`)).body, /no longer signed in here/);
  });

  test('every step may be on another node', async () => {
    const browser = await signIn();
    house.turn('b');
    const page = await signOut(browser);
    house.turn('a');
    const back = await there(browser, page);
    house.turn('b');
    assert.match((await browser.follow(await browser.get(back))).body, /signed out at “Campus” too/);
    house.turn('a');
  });

  test('who comes back without an answer is told that there is none, and may go once more', async () => {
    const browser = await signIn('always');
    const page = await signOut(browser);
    await there(browser, page);
    const again = await browser.get(page.url);
    assert.match(again.body, /“Campus” did not answer/);
    assert.doesNotMatch(again.body, /http-equiv="refresh"/);
    const end = await browser.follow(await browser.get(await there(browser, again)));
    assert.match(end.body, /signed out at “Campus” too/);
  });

  test('each page may be read again, in another language too, by this browser alone', async () => {
    const browser = await signIn();
    const page = await signOut(browser);
    assert.match(
      (await browser.get(`${page.url}&lang=de`)).body,
      /Bei „Campus“ sind Sie möglicherweise noch angemeldet/,
    );
    await browser.get(`${page.url}&lang=en`);
    const end = await browser.follow(await browser.get(upstream(page)));
    assert.match((await browser.get(end.url)).body, /signed out at “Campus” too/);
    assert.match((await openBrowser().get(end.url)).body, /We cannot tell/);
  });
});

describe('an answer', () => {
  const unknown = /We cannot tell whether you are still signed in/;

  test('counts once', async () => {
    const browser = await signIn();
    const back = await there(browser, await signOut(browser));
    await browser.get(back);
    const again = await browser.get(back);
    assert.deepEqual([again.status, unknown.test(again.body)], [400, true]);
    assert.deepEqual(await audits(1), [['sign-out-upstream', 'all']]);
  });

  test('in another browser says nothing of her, and spends nothing', async () => {
    const browser = await signIn();
    const back = await there(browser, await signOut(browser));
    const other = await openBrowser().get(back);
    assert.deepEqual([other.status, unknown.test(other.body)], [400, true]);
    assert.match((await browser.follow(await browser.get(back))).body, /signed out at “Campus” too/);
  });

  test('that a program looks at by HEAD is not spent', async () => {
    const browser = await signIn();
    const back = await there(browser, await signOut(browser));
    const headers = { cookie: [...browser.cookies(house.url)].map((pair) => pair.join('=')).join('; ') };
    assert.equal((await fetch(back, { method: 'HEAD', headers })).status, 405);
    assert.match((await browser.follow(await browser.get(back))).body, /signed out at “Campus” too/);
  });

  for (const [what, query] of [
    ['to a sign-out that nobody began', '?state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['without a state', ''],
    ['to a hop that was never made', '?hop=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
  ] as const) {
    test(`${what} ends on a page that says that nothing is known`, async () => {
      const browser = await signIn();
      const page = await browser.get(`${house.url}/demo/login/campus/logout${query}`);
      assert.deepEqual([page.status, unknown.test(page.body)], [400, true]);
      assert.match(page.body, /You are still signed in here/);
      assert.equal(await isIn(browser), true);
    });
  }

  test('that cannot be read is refused, with a trace, and ends nothing', async () => {
    const browser = await signIn();
    const page = await browser.get(`${house.url}/demo/login/campus/logout?state=a&state=b`);
    assert.equal(page.status, 400);
    assert.match(page.body, /You are still signed in/);
    assert.match(await traceOf(house, page.body), /VST_UPSTREAM_MESSAGE_INVALID[\s\S]*its state is repeated/);
    assert.deepEqual(await audits(1), [['sign-out-refused', undefined]]);
    assert.equal(await isIn(browser), true);
  });

  test('to a profile that was removed meanwhile ends on such a page too', async () => {
    const browser = await signIn();
    const page = await signOut(browser);
    const back = await there(browser, page);
    await house.load([file('ask', [])]);
    const end = await browser.get(back);
    assert.deepEqual([end.status, unknown.test(end.body)], [404, true]);
    const gone = await browser.get(upstream(page));
    assert.match(gone.body, unknown);
    await house.load([file('ask')]);
  });
});

test('a profile removed while she is signed in leaves a sign-out that says what is not known', async () => {
  const browser = await signIn();
  await house.load([file('ask', [])]);
  const page = await signOut(browser);
  assert.match(page.body, /We cannot tell whether you are still signed in/);
  assert.equal(await isIn(browser), false);
  await house.load([file('ask')]);
});

test('a way there that nobody began, or that another browser began, leads nowhere', async () => {
  const browser = await signIn();
  const there = upstream(await signOut(browser));
  for (const address of [there, `${house.url}/demo/logout/upstream?id=x`, `${house.url}/demo/logout/upstream`]) {
    const page = await openBrowser().get(address);
    assert.deepEqual([page.status, page.headers.get('location')], [400, null]);
    assert.match(page.body, /We cannot tell/);
  }
});

test('a server that is another one by now is not told of her', async () => {
  const browser = await signIn();
  await house.load([file('ask', [profile({ server: 'https://elsewhere.example/cas' })])]);
  const page = await signOut(browser);
  const end = await browser.get(upstream(page));
  assert.equal(end.headers.get('location'), null);
  assert.match(end.body, /may still be signed in at “Campus”/);
  await house.load([file('ask')]);
});

test('a form of another site signs nobody out', async () => {
  const browser = await signIn();
  const answer = await browser.post(`${house.url}/demo/logout`, {}, 'https://evil.example/');
  assert.equal(answer.status, 403);
  assert.equal(await isIn(browser), true);
});

test('what is kept for the sign-out goes with the session, and stands sealed until then', async () => {
  const browser = await signIn();
  const { ephemeral } = house.parts;
  const secret = browser.cookies(house.url).get('vst-demo-session') ?? assert.fail();
  const id = house.parts.sealing.hash('session', secret);
  const kept = (await ephemeral.get('session-sign-out', id)) ?? assert.fail('nothing was kept');
  assert.doesNotMatch(kept, /http|cas/i);
  await signOut(browser);
  assert.equal(await ephemeral.get('session-sign-out', id), undefined);
});
