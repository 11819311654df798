// A person signs in with the library's own password, over real HTTP and real stores.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import request from 'supertest';
import { explainTrace } from '../../src/resolution/explain.ts';
import { openBrowser } from '../support/browse.ts';
import { libraryOf } from '../support/institutions.ts';
import { referenceOf } from '../support/reference.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

const password = 'correct horse battery staple';
let vestibule: RunningVestibule;

before(async () => {
  vestibule = await startVestibule({ institutions: () => [libraryOf({})] });
  await vestibule.seed('demo', [
    {
      primaryIdentifier: 'p0001',
      password,
      identifiers: [
        { type: 'BARCODE', value: '29301' },
        { type: 'STUDENT_NO', value: 'S-1001' },
      ],
    },
    { primaryIdentifier: 'inactive', password, status: 'inactive' },
    { primaryIdentifier: 'locked', password, signInLock: { at: '2026-01-01T00:00:00Z', by: 'staff' } },
    { primaryIdentifier: 'expired', password, expiryDate: '2020-01-01' },
    { primaryIdentifier: 'contact', password, recordType: 'contact' },
    { primaryIdentifier: 'external', password, accountType: 'external', owningSystem: 'SIS' },
    { primaryIdentifier: 'gone', password, identifiers: [{ type: 'BARCODE', value: '666', status: 'inactive' }] },
  ]);
});
after(() => vestibule.close());

async function signIn(username: string, secret: string) {
  const browser = openBrowser();
  const page = await browser.follow(await browser.get(`${vestibule.url}/demo/login`));
  const answer = await browser.submit(page, { username, password: secret });
  return { browser, page, answer };
}

describe('signing in with any identifier and the library password', () => {
  for (const name of ['p0001', 'P0001 ', '29301', 's-1001']) {
    test(`lets in by "${name}"`, async () => {
      const { browser, answer } = await signIn(name, password);
      assert.equal(answer.status, 303);
      const me = await browser.get(`${vestibule.url}/demo/me`, { accept: 'application/json' });
      const told = JSON.parse(me.body) as Record<string, unknown>;
      assert.equal(told['signedIn'], true);
      assert.equal(told['primaryIdentifier'], 'p0001');
      assert.equal(told['profile'], 'library');
    });
  }

  test('shows the person who she is and how she came in', async () => {
    const { browser, answer } = await signIn('29301', password);
    const me = await browser.follow(answer);
    assert.equal(me.status, 200);
    assert.match(me.body, /p0001/);
    assert.match(me.body, /29301/);
  });

  test('gives the browser a new session at each sign-in, and ends the one before', async () => {
    const { browser } = await signIn('p0001', password);
    const first = browser.cookies(vestibule.url).get('vst-demo-session');
    const page = await browser.follow(await browser.get(`${vestibule.url}/demo/login/library`));
    assert.match(page.url, /\/demo\/me$/, 'a session answers at once');
    const other = await signIn('p0001', password);
    assert.notEqual(other.browser.cookies(vestibule.url).get('vst-demo-session'), first);
  });

  test('a session cookie planted before the sign-in is not the one after it', async () => {
    const browser = openBrowser();
    const page = await browser.follow(await browser.get(`${vestibule.url}/demo/login`));
    (browser.cookies(vestibule.url) as Map<string, string>).set('vst-demo-session', 'planted-by-somebody-else');
    await browser.submit(page, { username: 'p0001', password });
    assert.notEqual(browser.cookies(vestibule.url).get('vst-demo-session'), 'planted-by-somebody-else');
  });
});

describe('a try that must not let in', () => {
  const neutral = [
    ['an unknown name', 'nobody', password],
    ['a wrong password', 'p0001', 'wrong'],
    ['an inactive identifier', '666', password],
    ['an external user where the policy does not allow it', 'external', password],
    ['a contact', 'contact', password],
    ['an empty password', 'p0001', ''],
  ] as const;
  for (const [what, name, secret] of neutral) {
    test(`answers ${what} like any other, signs nobody in and leaves a trace`, async () => {
      const { browser, answer } = await signIn(name, secret);
      assert.equal(answer.status, 401);
      assert.match(answer.body, /role="alert"/);
      assert.equal(browser.cookies(vestibule.url).has('vst-demo-session'), false);
      const code = referenceOf(answer.body);
      assert.ok(code !== undefined);
      const trace = await vestibule.parts.store.journal.anyTrace(code);
      assert.equal(trace?.outcome, 'VST_CREDENTIALS_REFUSED');
      assert.ok(trace.steps.length > 0);
    });
  }

  test('answers word for word the same for an unknown name and a wrong password', async () => {
    const plain = (body: string) =>
      body
        .replaceAll(/attempt=[\w-]+/g, '')
        .replaceAll(/[0-9A-Z]{5}-[0-9A-Z]{5}/g, '')
        .replaceAll(/value="[^"]*"/g, '');
    const unknown = await signIn('nobody', 'x');
    const wrong = await signIn('p0001', 'x');
    assert.equal(plain(unknown.answer.body), plain(wrong.answer.body));
  });

  const named = [
    ['inactive', 'VST_USER_INACTIVE'],
    ['locked', 'VST_USER_LOCKED'],
    ['expired', 'VST_USER_EXPIRED'],
  ] as const;
  for (const [name, code] of named) {
    test(`says the exact reason to a user who is ${name}, after she proved who she is`, async () => {
      const { browser, answer } = await signIn(name, password);
      assert.equal(answer.status, 403);
      assert.equal(browser.cookies(vestibule.url).has('vst-demo-session'), false);
      const trace = await vestibule.parts.store.journal.anyTrace(referenceOf(answer.body) ?? '');
      assert.equal(trace?.outcome, code);
      assert.match(explainTrace(trace), new RegExp(name));
    });
    test(`says nothing of it to a stranger who types "${name}" and a wrong password`, async () => {
      const { answer } = await signIn(name, 'wrong');
      assert.equal(answer.status, 401);
    });
  }

  test('keeps no typed name that found nobody, since people type passwords there', async () => {
    const { answer } = await signIn('MySecretPassw0rd', 'x');
    const trace = await vestibule.parts.store.journal.anyTrace(referenceOf(answer.body) ?? '');
    assert.doesNotMatch(JSON.stringify(trace), /MySecretPassw0rd/i);
  });
});

describe('the form', () => {
  test('refuses a password posted from another site', async () => {
    const browser = openBrowser();
    const page = await browser.follow(await browser.get(`${vestibule.url}/demo/login`));
    const action = /action="([^"]+)"/.exec(page.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const answer = await browser.post(
      new URL(action, page.url).href,
      { username: 'p0001', password },
      'https://evil.example',
    );
    assert.equal(answer.status, 403);
    assert.equal(browser.cookies(vestibule.url).has('vst-demo-session'), false);
  });

  test('is of one browser: an attempt sent from another signs nobody in', async () => {
    const { page } = await signIn('nobody', 'x');
    const other = openBrowser();
    const answer = await other.submit(page, { username: 'p0001', password });
    assert.equal(answer.status, 403);
    assert.equal(other.cookies(vestibule.url).has('vst-demo-session'), false);
    const trace = await vestibule.parts.store.journal.anyTrace(referenceOf(answer.body) ?? '');
    assert.equal(trace?.outcome, 'VST_ATTEMPT_OTHER_BROWSER');
  });

  test('works once: the same attempt cannot sign in again', async () => {
    const { browser, page } = await signIn('p0001', password);
    const again = await browser.submit(page, { username: 'p0001', password });
    assert.equal(again.status, 400);
  });

  test('goes on after a mistyped password', async () => {
    const { browser, answer } = await signIn('p0001', 'mistyped');
    const second = await browser.submit(answer, { username: 'p0001', password });
    assert.equal(second.status, 303);
  });
});

describe('what is malformed', () => {
  const agent = () => request(vestibule.url);
  const cases: readonly (readonly [string, () => request.Test, number])[] = [
    ['an unknown institution', () => agent().get('/nowhere/login'), 404],
    ['an unknown profile', () => agent().get('/demo/login/nothing'), 404],
    ['a profile that is switched off', () => agent().get('/demo/login/off'), 403],
    ['an unknown attempt', () => agent().get('/demo/login?attempt=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'), 400],
    ['a repeated attempt', () => agent().get('/demo/login?attempt=a&attempt=b'), 400],
    ['an attempt that is no id', () => agent().get('/demo/login?attempt=%27%20or%201%3D1'), 400],
    ['an encoded slash in the path', () => agent().get('/demo%2flogin'), 400],
    ['a path that cannot be decoded', () => agent().get('/demo/login/%E0%A4%A'), 400],
    ['a very long address', () => agent().get(`/demo/login?x=${'y'.repeat(13_000)}`), 413],
    ['an unknown address', () => agent().get('/demo/login/library/x/y'), 404],
    [
      'a form of a megabyte',
      () =>
        agent()
          .post('/demo/login/library')
          .set('origin', vestibule.url)
          .type('form')
          .send(`username=${'x'.repeat(1_000_000)}`),
      413,
    ],
  ];
  for (const [what, call, status] of cases) {
    test(`answers ${what} with ${status} and a page`, async () => {
      const answer = await call().set('accept', 'text/html');
      assert.equal(answer.status, status);
      assert.match(answer.text, /<main/);
      assert.match(String(answer.headers['content-security-policy']), /frame-ancestors 'none'/);
    });
  }

  test('no log line holds a password, a session or a typed name', async () => {
    const { browser } = await signIn('p0001', password);
    const session = browser.cookies(vestibule.url).get('vst-demo-session') ?? '-';
    const logs = vestibule.logs.join('');
    assert.ok(logs.length > 0);
    for (const secret of [password, session, 'MySecretPassw0rd', 'p0001', '29301'])
      assert.ok(!logs.includes(secret), secret);
  });
});

describe('signing out', () => {
  test('asks first, ends the session, and an old cookie is worth nothing', async () => {
    const { browser } = await signIn('p0001', password);
    const secret = browser.cookies(vestibule.url).get('vst-demo-session') ?? '';
    const confirm = await browser.get(`${vestibule.url}/demo/logout`);
    assert.equal((await browser.get(`${vestibule.url}/demo/me`, { accept: 'application/json' })).status, 200);
    await browser.submit(confirm);
    assert.equal(browser.cookies(vestibule.url).has('vst-demo-session'), false);
    const old = await request(vestibule.url)
      .get('/demo/me')
      .set('accept', 'application/json')
      .set('cookie', `vst-demo-session=${secret}`);
    assert.equal(old.status, 401);
  });

  test('cannot be done to a person by another site', async () => {
    const { browser } = await signIn('p0001', password);
    const answer = await browser.post(`${vestibule.url}/demo/logout`, {}, 'https://evil.example');
    assert.equal(answer.status, 403);
    assert.equal((await browser.get(`${vestibule.url}/demo/me`, { accept: 'application/json' })).status, 200);
  });

  test("moving a user's epoch ends all her sessions", async () => {
    const { browser } = await signIn('s-1001', password);
    const me = JSON.parse((await browser.get(`${vestibule.url}/demo/me`, { accept: 'application/json' })).body) as {
      user: string;
    };
    await vestibule.parts.store.users.endSessions('demo', me.user, { who: 'test', via: 'test' });
    assert.equal((await browser.get(`${vestibule.url}/demo/me`, { accept: 'application/json' })).status, 401);
  });
});
