// A whole login with marked secrets: none of them stands in a log line, on a page that is not its own, or in clear in the
// data directory, but for what the list below says.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Answer, openBrowser } from '../support/browse.ts';
import { clientId, libraryWithEverything, redirectUri, typed } from '../support/faults-library.ts';
import { startUpstream, type Upstream } from '../support/oidc-upstream.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

const marked = {
  password: 'MARKED-password-7f3a',
  mistyped: 'MARKED-mistyped-91bc',
  typedName: 'MARKED-unknown-name-20de',
  clientSecret: 'MARKED-client-secret-55aa',
  state: 'MARKED-state-c0de',
  nonce: 'MARKED-nonce-beef',
  email: 'marked-mail-31@campus.example',
  ownEmail: 'marked-own-mail-77@library.example',
  barcode: '29301777000111',
  studentNumber: 'S-MARKED-4711',
  verifier: 'MARKED-verifier-'.padEnd(50, 'v'),
} as const;

/** What was made on the way: codes, tokens, cookies, by name. */
const made = new Map<string, string>();
const pages: { readonly what: string; readonly answer: Answer }[] = [];
let vestibule: RunningVestibule;
let upstream: Upstream;

before(async () => {
  upstream = await startUpstream();
  upstream.behave.userinfo = { student_number: marked.studentNumber, email: marked.email, email_verified: true };
  vestibule = await startVestibule({
    institutions: () => [libraryWithEverything(upstream.issuer)],
    secrets: { CAMPUS_SECRET: upstream.clientSecret, CATALOGUE_SECRET: marked.clientSecret },
    installation: { log: { level: 'debug' } },
  });
  await vestibule.seed('demo', [
    {
      primaryIdentifier: 'p0001',
      password: marked.password,
      emails: [{ address: marked.ownEmail, types: [], preferred: true, segment: 'internal' }],
      identifiers: [
        { type: 'STUDENT_NO', value: marked.studentNumber },
        { type: 'BARCODE', value: marked.barcode },
      ],
    },
  ]);
  await wholeLogin();
});
after(async () => {
  await vestibule?.close();
  await upstream?.close();
});

/** An application's request through the campus to its tokens, then failures of every kind, then the library password. */
async function wholeLogin(): Promise<void> {
  const browser = openBrowser();
  const keep = (what: string, answer: Answer) => {
    pages.push({ what, answer });
    return answer;
  };
  const challenge = createHash('sha256').update(marked.verifier).digest('base64url');
  const asked = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    state: marked.state,
    nonce: marked.nonce,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  const chooser = await browser.follow(await browser.get(`${vestibule.url}/demo/oidc/auth?${asked.toString()}`));
  const attempt = new URL(chooser.url).searchParams.get('attempt') ?? '';
  const away = await browser.get(`${vestibule.url}/demo/login/campus?attempt=${attempt}`);
  const sent = new URL(away.headers.get('location') ?? '');
  const back = await upstream.authorize(sent.href);
  const landed = await browser.follow(await browser.get(back.href), (next) => next.startsWith(redirectUri));
  const home = new URL(landed.headers.get('location') ?? '');
  assert.equal(home.searchParams.get('state'), marked.state);
  const code = home.searchParams.get('code') ?? '';
  const tokens = await redeem(code);
  made.set('attempt', attempt).set('upstream state', sent.searchParams.get('state') ?? '');
  made.set('upstream nonce', sent.searchParams.get('nonce') ?? '').set('code', code);
  made.set('access token', tokens.access_token).set('id token', tokens.id_token);
  for (const [name, value] of browser.cookies(vestibule.url)) if (value.length > 20) made.set(`cookie ${name}`, value);
  assert.equal((await redeem(code, 400)).access_token, '', 'a code counts once');
  keep('an old callback', await browser.get(back.href));
  keep('an odd door', await browser.get(`${vestibule.url}/demo/oidc/auth?${asked.toString()}&client_id=x`));
  keep('a wrong password', (await typed(vestibule, marked.barcode, marked.mistyped)).answer);
  keep('a password as name', (await typed(vestibule, marked.typedName, marked.password)).answer);
  upstream.behave.broken.add('/token');
  const other = openBrowser();
  const again = await other.get(`${vestibule.url}/demo/login/campus`);
  keep('a broken upstream', await other.get((await upstream.authorize(again.headers.get('location') ?? '')).href));
  const signedIn = await typed(vestibule, marked.barcode, marked.password);
  assert.equal(signedIn.answer.status, 303);
  for (const [name, value] of signedIn.browser.cookies(vestibule.url))
    if (value.length > 20) made.set(`other cookie ${name}`, value);
  keep('me', await signedIn.browser.get(`${vestibule.url}/demo/me`));
  keep('me as JSON', await signedIn.browser.get(`${vestibule.url}/demo/me`, { accept: 'application/json' }));
}

async function redeem(code: string, status = 200): Promise<{ access_token: string; id_token: string }> {
  const answer = await fetch(`${vestibule.url}/demo/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: marked.verifier,
      client_id: clientId,
      client_secret: marked.clientSecret,
    }),
  });
  assert.equal(answer.status, status);
  const told = (await answer.json()) as Record<string, string>;
  return { access_token: told['access_token'] ?? '', id_token: told['id_token'] ?? '' };
}

const everything = () =>
  [...Object.entries(marked), ...made, ['upstream client secret', upstream.clientSecret]] as const;

/** The names of what stands in a text, in clear or as a form or JSON would write it. */
function found(text: string, except: readonly string[] = []): readonly string[] {
  return everything().flatMap(([name, value = '']) => {
    assert.notEqual(value, '', `${name} was never seen`);
    return !except.includes(name) && [value, encodeURIComponent(value)].some((form) => text.includes(form))
      ? [name]
      : [];
  });
}

test('no log line holds any of them', () => {
  const lines = vestibule.logs;
  assert.ok(lines.length > 5);
  assert.deepEqual(
    lines.flatMap((line) => found(line)),
    [],
  );
});

test('no page holds any of them but what the person typed or may see of herself', () => {
  const own: Readonly<Record<string, readonly string[]>> = {
    'a wrong password': ['barcode'],
    'a password as name': ['typedName'],
    me: ['barcode'],
    'me as JSON': ['barcode'],
  };
  for (const { what, answer } of pages) {
    // A page with a form names the attempt that the form goes on with, which is another one than the finished one.
    assert.deepEqual(found(answer.body, own[what] ?? []), [], what);
  }
});

test('the data directory holds in clear only identifiers, in records and sessions, and attempts', () => {
  const inClear: Readonly<Record<string, readonly string[]>> = {
    // The record of the person herself.
    records: ['ownEmail', 'barcode', 'studentNumber'],
    // Traces are sealed; the audit names people by their primary identifier.
    journal: [],
    // A session names the identifier that matched. An attempt stands under its id with what its strategy must find
    // again at the return; neither is of use without the cookie, whose hash alone stands there, nor a second time.
    ephemeral: ['barcode', 'studentNumber', 'attempt', 'upstream state', 'upstream nonce'],
  };
  const files = readdirSync(vestibule.directory);
  assert.ok(files.includes('ephemeral.sqlite') && files.includes('journal.sqlite'));
  for (const file of files) {
    const text = readFileSync(join(vestibule.directory, file)).toString('latin1');
    const part = file.split('.')[0] ?? '';
    assert.deepEqual(found(text, inClear[part] ?? []), [], file);
  }
});
