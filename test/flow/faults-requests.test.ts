// Malformed, oversized and repeated parameters on every address: a clear answer, never a fault of ours, never a redirect
// to where a stranger wants it, never a session.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../support/browse.ts';
import { clientId, libraryWithEverything, password, readers, redirectUri } from '../support/faults-library.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

let vestibule: RunningVestibule;
before(async () => {
  vestibule = await startVestibule({ institutions: () => [libraryWithEverything()] });
  await vestibule.seed('demo', readers(1));
});
after(() => vestibule.close());

interface Said {
  readonly status: number;
  readonly location: string | undefined;
  readonly cookies: readonly string[];
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A call whose path goes out as it stands here. */
function ask(path: string, { method = 'GET', headers = {}, body = '' }: Asked = {}): Promise<Said> {
  return new Promise((resolve, reject) => {
    const own = { accept: 'text/html', origin: vestibule.url, connection: 'close' };
    const options = { method, path, headers: { ...own, ...headers } };
    const call = httpRequest(vestibule.url, options, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          location: answer.headers.location,
          cookies: answer.headers['set-cookie'] ?? [],
          body: text,
        }),
      );
    });
    call.on('error', reject);
    call.end(body);
  });
}

const form = (body: string): Asked => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body,
});

const json = (body: string): Asked => ({
  ...form(body),
  headers: { ...form('').headers, accept: 'application/json', origin: new URL(redirectUri).origin },
});

const challenge = createHash('sha256').update('v'.repeat(43)).digest('base64url');
const right = {
  client_id: clientId,
  redirect_uri: redirectUri,
  response_type: 'code',
  scope: 'openid',
  state: 's',
  code_challenge: challenge,
  code_challenge_method: 'S256',
};
const authorize = (changes: Record<string, string | undefined>, more = '') => {
  const given = Object.entries({ ...right, ...changes }).filter(([, value]) => value !== undefined);
  return `/demo/oidc/auth?${new URLSearchParams(given as [string, string][]).toString()}${more}`;
};
const xml = Buffer.from('<Response/>').toString('base64');
const long = 'x'.repeat(9000);
const evil = 'https://evil.example';

/** What is sent, and the statuses it may be answered with. */
const refused: readonly (readonly [string, string, number, Asked?])[] = [
  ['an unknown institution', '/nobody/login', 404],
  ['an institution named by a script', '/%3Cscript%3E/login', 404],
  ['an institution named like a part of every object', '/__proto__/login', 404],
  ['a profile named like a part of every object', '/demo/login/constructor', 404],
  ['an unknown profile', '/demo/login/nothing', 404],
  ['a callback of an unknown profile', '/demo/login/nothing/callback?code=x&state=y', 404],
  ['metadata of a profile that has none', '/demo/login/library/metadata', 404],
  ['an attempt of another make', '/demo/login?attempt=1', 400],
  ['an empty attempt', '/demo/login?attempt=', 400],
  ['a repeated attempt', '/demo/login?attempt=a&attempt=b', 400],
  ['an attempt in brackets', '/demo/login/library?attempt[]=a', 303],
  ['an oversized attempt', `/demo/login?attempt=${long}`, 400],
  ['an attempt with a NUL', '/demo/login?attempt=%00', 400],
  ['a repeated attempt at a profile', '/demo/login/campus?attempt=a&attempt=b', 400],
  ['a continuation without id', '/demo/login/continue', 400],
  ['a repeated continuation', '/demo/login/continue?id=a&id=b', 400],
  ['an oversized continuation', `/demo/login/continue?id=${long}`, 400],
  ['a cancel without attempt', '/demo/login/cancel', 400],
  ['a repeated cancel', '/demo/login/cancel?attempt=a&attempt=b', 400],
  ['a callback without state', '/demo/login/campus/callback', 400],
  ['a callback with an empty state', '/demo/login/campus/callback?state=&code=x', 400],
  ['a callback with an unknown state', `/demo/login/campus/callback?state=${'A'.repeat(32)}&code=x`, 400],
  ['a callback with a repeated state', '/demo/login/campus/callback?state=a&state=b&code=x', 400],
  ['a callback with an oversized state', `/demo/login/campus/callback?state=${long}`, 400],
  ['a callback with an odd encoding', '/demo/login/campus/callback?state=%E0%A4%A', 400],
  ['a callback at a profile that is switched off', '/demo/login/off/callback?state=x', 403],
  ['a hop of nothing', '/demo/login/uni/callback?hop=', 400],
  ['a hop that is unknown', `/demo/login/uni/callback?hop=${'A'.repeat(43)}`, 400],
  ['a repeated hop', '/demo/login/uni/callback?hop=a&hop=b', 400],
  ['an oversized hop', `/demo/login/uni/callback?hop=${long}`, 400],
  ['a SAML callback without body', '/demo/login/uni/callback', 400, { method: 'POST' }],
  ['a SAML callback without response', '/demo/login/uni/callback', 400, form('RelayState=x')],
  ['a SAML response twice', '/demo/login/uni/callback', 400, form(`SAMLResponse=${xml}&SAMLResponse=${xml}`)],
  ['a SAML response that is none', '/demo/login/uni/callback', 400, form('SAMLResponse=%00%00')],
  ['a SAML response with a thousand fields', '/demo/login/uni/callback', 413, form('a=1&'.repeat(1000))],
  [
    'a SAML response as JSON',
    '/demo/login/uni/callback',
    400,
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"SAMLResponse":"x"}' },
  ],
  [
    'a SAML response in an unknown coding',
    '/demo/login/uni/callback',
    400,
    { ...form('x'), headers: { ...form('').headers, 'content-encoding': 'snappy' } },
  ],
  [
    'a SAML response in an unknown character set',
    '/demo/login/uni/callback',
    400,
    { ...form('x=1'), headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-7' } },
  ],
  ['a form at the callback of an OpenID Connect profile', '/demo/login/campus/callback', 400, form('code=x&state=y')],
  ['a password for a redirect profile', '/demo/login/campus', 405, form('username=a&password=b')],
  ['a form without fields', '/demo/login/library', 400, form('')],
  ['a form with a name twice', '/demo/login/library?attempt=x', 400, form('username=a&username=b&password=c')],
  ['a form with a password in brackets', '/demo/login/library?attempt=x', 400, form('username=a&password[]=b')],
  [
    'a form with an oversized name',
    '/demo/login/library?attempt=x',
    413,
    form(`username=${'n'.repeat(300)}&password=b`),
  ],
  [
    'a form with an oversized password',
    '/demo/login/library?attempt=x',
    413,
    form(`username=n&password=${'p'.repeat(2000)}`),
  ],
  ['a form of nothing known', '/demo/login/library?attempt=x', 400, form('__proto__=a&constructor=b')],
  [
    'a form from another site',
    '/demo/login/library?attempt=x',
    403,
    { ...form('username=a&password=b'), headers: { ...form('').headers, origin: evil } },
  ],
  [
    'a sign-out from another site',
    '/demo/logout',
    403,
    { ...form(''), headers: { ...form('').headers, origin: evil } },
  ],
  ['a login by DELETE', '/demo/login', 404, { method: 'DELETE' }],
  ['an unknown client', authorize({ client_id: 'nobody' }), 400],
  ['no client', authorize({ client_id: undefined }), 400],
  ['an unknown client with a redirect of its own', authorize({ client_id: 'nobody', redirect_uri: evil }), 400],
  ['a client named like a part of every object', authorize({ client_id: '__proto__' }), 400],
  ['an oversized client', authorize({ client_id: 'c'.repeat(3000) }), 400],
  ['a repeated client', authorize({}, '&client_id=other'), 400],
  ['an unknown redirect URI', authorize({ redirect_uri: evil }), 400],
  ['a redirect URI that only begins right', authorize({ redirect_uri: `${redirectUri}.evil.example` }), 400],
  ['a redirect URI with a query of its own', authorize({ redirect_uri: `${redirectUri}?next=${evil}` }), 400],
  ['a redirect URI in other letters', authorize({ redirect_uri: redirectUri.toUpperCase() }), 400],
  ['a redirect URI that is a script', authorize({ redirect_uri: 'javascript:alert(1)' }), 400],
  ['a repeated redirect URI', authorize({}, `&redirect_uri=${encodeURIComponent(evil)}`), 400],
  ['no redirect URI', authorize({ redirect_uri: undefined }), 400],
  ['an oversized authorization', authorize({ state: 's'.repeat(9000) }), 413],
  ['an oversized authorization by POST', '/demo/oidc/auth', 413, form(`client_id=${clientId}&state=${long}`)],
  [
    'an authorization that is no form',
    '/demo/oidc/auth',
    400,
    { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' },
  ],
  ['an authorization that goes on from nowhere', '/demo/oidc/auth/AAAAAAAAAAAAAAAAAAAAA', 400],
  ['an interaction of nobody', '/demo/oidc/interaction/AAAAAAAAAAAAAAAAAAAAA', 403],
  ['an interaction of another make', '/demo/oidc/interaction/..%2f..%2f', 400],
  ['an unknown address of the door', '/demo/oidc/nothing', 404],
  ['a token request by GET', '/demo/oidc/token', 405],
  [
    'a token request of nobody',
    '/demo/oidc/token',
    401,
    json('grant_type=authorization_code&code=x&client_id=nobody&client_secret=y'),
  ],
  [
    'a token request with a wrong secret',
    '/demo/oidc/token',
    401,
    json(`grant_type=authorization_code&code=x&client_id=${clientId}&client_secret=y`),
  ],
  ['a token request without anything', '/demo/oidc/token', 400, json('')],
  ['an oversized token request', '/demo/oidc/token', 400, json(`code=${'x'.repeat(100_000)}`)],
  ['userinfo without token', '/demo/oidc/userinfo', 400],
  [
    'userinfo with an odd token',
    '/demo/oidc/userinfo',
    401,
    { headers: { accept: 'application/json', authorization: 'Bearer \u00e9' } },
  ],
  [
    'a sign-out of the door to elsewhere',
    `/demo/oidc/session/end?post_logout_redirect_uri=${encodeURIComponent(evil)}`,
    303,
  ],
  ['a sign-out of the door with an odd hint', '/demo/oidc/session/end?id_token_hint=x.y.z', 400],
  ['a sign-out of the door with two hints', '/demo/oidc/session/end?id_token_hint=x&id_token_hint=y', 400],
  ['an oversized sign-out of the door', `/demo/oidc/session/end?state=${long}`, 413],
];

describe('a request that is odd', () => {
  for (const [what, path, status, asked] of refused) {
    test(`with ${what} is answered ${status}`, async () => {
      const said = await ask(path, asked);
      assert.equal(said.status, status, said.body.slice(0, 300));
      assert.match(said.location ?? '/', /^(http:\/\/127\.0\.0\.1:\d+)?\/(?![/\\])(?!.*evil)/);
      assert.doesNotMatch(said.body, /<script>|VST_INTERNAL/);
      assert.deepEqual(
        said.cookies.filter((cookie) => /session=./.test(cookie)),
        [],
      );
    });
  }

  test('with a right client but a wrong request goes back to that client alone', async () => {
    for (const [changes, more] of [
      [{ response_type: 'token' }],
      [{ scope: 'everything' }],
      [{ code_challenge: undefined }],
      [{ prompt: 'none' }],
      [{ max_age: '-1' }],
      [{}, '&scope=again'],
      [{ response_mode: 'fragment' }],
      [{ request: 'e30.e30.' }],
    ] as const) {
      const said = await ask(authorize(changes, more));
      assert.equal(said.status, 303, JSON.stringify(changes));
      const target = new URL(said.location ?? '');
      assert.equal(`${target.origin}${target.pathname}`, redirectUri);
      assert.match(said.location ?? '', /[?#&]error=/);
    }
  });

  test('leaves nothing in the log that says it was our fault', () => {
    const faults = vestibule.logs.filter((line) => /"status":5\d\d|"level":50/.test(line));
    assert.deepEqual(faults, []);
  });
});

test('a SAML response of 10 MB, forty times at once, is refused in bounded memory', async () => {
  const chunk = Buffer.alloc(65_536, 'QUFB');
  const send = () =>
    new Promise<number>((resolve, reject) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', 'transfer-encoding': 'chunked' };
      const options = { method: 'POST', path: '/demo/login/uni/callback', headers };
      const call = httpRequest(vestibule.url, options, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
      });
      call.on('error', reject);
      call.write('SAMLResponse=');
      let left = 160;
      const more = (): void => {
        while (left-- > 0) if (!call.write(chunk)) return void call.once('drain', more);
        call.end();
      };
      more();
    });
  const before = process.memoryUsage().rss;
  const statuses = await Promise.all(Array.from({ length: 40 }, send));
  assert.deepEqual([...new Set(statuses)], [413]);
  const grownMiB = (process.memoryUsage().rss - before) / 2 ** 20;
  assert.ok(grownMiB < 150, `it took ${Math.round(grownMiB)} MiB for 400 MB`);
});

test('200 sign-ins at once with a short hashing queue: some are told to try again, the others are in', async (t) => {
  const crowded = await startVestibule({
    institutions: () => [libraryWithEverything(undefined, { lockout: { tries: 100, slowAfter: 1000 } })],
    installation: { passwordHashing: { memoryKiB: 19_456, passes: 2, queue: 20 } },
  });
  t.after(() => crowded.close());
  await crowded.seed('demo', readers(10));
  const people = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const browser = openBrowser();
      const page = await browser.follow(await browser.get(`${crowded.url}/demo/login/library`));
      return { browser, page, username: `p${String(index % 10).padStart(4, '0')}` };
    }),
  );
  const ends = await Promise.all(
    people.map(async ({ browser, page, username }) => ({
      answer: await browser.submit(page, { username, password }),
      browser,
    })),
  );
  const byStatus = (status: number) => ends.filter(({ answer }) => answer.status === status);
  assert.equal(byStatus(303).length + byStatus(503).length, 200);
  assert.ok(byStatus(303).length >= 20 && byStatus(503).length >= 1, `${byStatus(303).length} are in`);
  for (const { answer, browser } of byStatus(503)) {
    assert.match(answer.headers.get('retry-after') ?? 'absent', /^\d+$/);
    assert.match(answer.body, /role="alert"/);
    assert.equal(browser.cookies(crowded.url).has('vst-demo-session'), false);
  }
  const [late] = byStatus(503);
  assert.ok(late !== undefined);
  const again = await late.browser.submit(late.answer, { username: 'p0000', password });
  assert.equal(again.status, 303, 'the same page lets in when there is room');
});
