import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { ClientSecretPost, None } from 'openid-client';
import type { Assertion } from '../../src/domain/assertion.ts';
import type { User } from '../../src/domain/user.ts';
import { oidcKind } from '../../strategies/oidc/index.ts';
import { Application, type Asked } from '../support/oidc-application.ts';
import { Browser, type Landing } from '../support/oidc-browser.ts';
import { catalogue, clientSecret, type DoorWorld, newKey, startDoor } from '../support/oidc-door.ts';
import { callback, campusOptions, run, signIn as signInOf, strategyDeps } from '../support/oidc-strategy-run.ts';

async function house(t: TestContext) {
  const world = await startDoor();
  t.after(() => world.close());
  const ada = await world.users.seed({
    primaryIdentifier: 'ada',
    name: { first: 'Ada', last: 'Lovelace' },
    userGroup: 'STUDENT',
    emails: [{ address: 'ada@library.example', types: [], preferred: true, segment: 'internal' }],
    identifiers: [
      { type: 'BARCODE', value: '123456' },
      { type: 'STUDENT_NO', value: '4711' },
    ],
  });
  const bob = await world.users.seed({ primaryIdentifier: 'bob', identifiers: [{ type: 'STUDENT_NO', value: '42' }] });
  world.person = ada;
  return {
    world,
    ada,
    bob,
    browser: new Browser(world.publicUrl),
    application: await Application.discover(world.publicUrl),
  };
}

/** From the application to the page of the login, through it as the person who is there, and back. */
async function signIn(browser: Browser, asked: Asked): Promise<Landing> {
  const page = await browser.open(asked.url);
  assert.match(page.text, /^page \d+$/);
  return browser.open(`/finish/${page.text.slice(5)}`);
}

async function tokensFor({ browser, application }: Pick<Awaited<ReturnType<typeof house>>, 'browser' | 'application'>) {
  const asked = await application.ask();
  return application.redeem((await signIn(browser, asked)).url, asked);
}

async function change(world: DoorWorld, user: User, to: Partial<User>): Promise<void> {
  const now = await world.users.user('demo', user.id);
  assert.ok(now);
  const identifiers = (await world.users.identifiers('demo', user.id)).map((each) => ({
    ...each,
    scope: 'pooled',
    key: each.value,
  }));
  await world.users.write('demo', [{ user: { ...now, ...to }, identifiers }], { who: 'test', via: 'test' });
}

const errorOf = ({ url }: Landing) => url.searchParams.get('error');

describe('OpenID Connect door: an authorization', () => {
  test('tells the application who came in, by its own identifier type and its own claims', async (t) => {
    const at = await house(t);
    const tokens = await tokensFor(at);
    const claims = tokens.claims();
    assert.equal(claims?.sub, '123456');
    const info = await at.application.userinfo(tokens.access_token, '123456');
    assert.deepEqual(info, {
      sub: '123456',
      name: 'Ada Lovelace',
      email: 'ada@library.example',
      group: 'STUDENT',
      library_card: '123456',
    });
    assert.deepEqual(claims?.amr, ['pwd']);
    assert.equal(typeof claims?.auth_time, 'number');
    assert.deepEqual(at.world.reported, []);
  });

  test('takes the next identifier type where the person has none of the first', async (t) => {
    const at = await house(t);
    at.world.person = at.bob;
    assert.equal((await tokensFor(at)).claims()?.sub, '42');
  });

  test('gives no claim of a scope that was not asked for', async (t) => {
    const { browser, application } = await house(t);
    const asked = await application.ask({ scope: 'openid' });
    const tokens = await application.redeem((await signIn(browser, asked)).url, asked);
    const info = await application.userinfo(tokens.access_token, '123456');
    assert.deepEqual(info, { sub: '123456', group: 'STUDENT', library_card: '123456' });
  });

  test('never shows our own ids of user and session', async (t) => {
    const at = await house(t);
    const tokens = await tokensFor(at);
    const told = JSON.stringify([tokens.claims(), await at.application.userinfo(tokens.access_token, '123456')]);
    assert.equal(told.includes(at.ada.id), false);
    assert.equal(told.includes([...at.world.sessions.keys()][0] ?? '?'), false);
  });

  test('leaves one audit line', async (t) => {
    const at = await house(t);
    await tokensFor(at);
    assert.equal(at.world.audit.length, 1);
    const [line] = at.world.audit;
    assert.deepEqual(
      [line?.action, line?.relyingParty, line?.userId, line?.trace],
      ['release', 'catalogue', at.ada.id, 'TRACE'],
    );
  });

  test('keeps no code, token or name in clear', async (t) => {
    const at = await house(t);
    const asked = await at.application.ask();
    const landed = await signIn(at.browser, asked);
    const tokens = await at.application.redeem(landed.url, asked);
    const kept = JSON.stringify(at.world.ephemeral.entries());
    for (const secret of [landed.url.searchParams.get('code') ?? '?', tokens.access_token, at.ada.id, 'catalogue']) {
      assert.equal(kept.includes(secret), false, secret);
    }
  });

  test('hands the login what the application asks for', async (t) => {
    const { world, browser, application } = await house(t);
    await browser.open((await application.ask({ login_hint: 'ada', max_age: '300' })).url);
    assert.deepEqual(world.logins[0], {
      institution: 'demo',
      relyingParty: 'catalogue',
      returnTo: world.logins[0]?.returnTo,
      formActionOrigins: ['https://catalogue.example'],
      forceAuthn: false,
      maxAgeSeconds: 300,
      passive: false,
      loginHint: 'ada',
    });
  });

  test('completes two tabs of one browser, whichever ends first', async (t) => {
    const { browser, application } = await house(t);
    const [one, two] = [await application.ask(), await application.ask()];
    const pageOne = await browser.open(one.url);
    const pageTwo = await browser.open(two.url);
    const landedTwo = await browser.open(`/finish/${pageTwo.text.slice(5)}`);
    const landedOne = await browser.open(`/finish/${pageOne.text.slice(5)}`);
    assert.equal((await application.redeem(landedOne.url, one)).claims()?.sub, '123456');
    await assert.rejects(application.redeem(landedTwo.url, { ...two, checks: one.checks }));
  });

  test('takes an authorization request by POST', async (t) => {
    const { browser, application } = await house(t);
    const { url } = await application.ask();
    const body = new URL(url).searchParams;
    assert.match((await browser.open(url.split('?')[0] ?? '', { method: 'POST', body })).text, /^page/);
  });

  test('sends the application a refusal when the person cancels', async (t) => {
    const { browser, application } = await house(t);
    await browser.open((await application.ask()).url);
    assert.equal(errorOf(await browser.open('/refuse/0')), 'access_denied');
  });

  test('answers one login once', async (t) => {
    const { world, browser, application } = await house(t);
    const asked = await application.ask();
    await browser.open(asked.url);
    const finish = () => fetch(`${world.publicUrl}/finish/0`, { redirect: 'manual' }).then(({ status }) => status);
    assert.deepEqual(
      (await Promise.all([finish(), finish()])).sort((a, b) => a - b),
      [303, 400],
    );
  });

  test('does not let another browser go on with a login', async (t) => {
    const { world, browser, application } = await house(t);
    await browser.open((await application.ask()).url);
    const victim = new Browser(world.publicUrl);
    const landed = await victim.open('/finish/0');
    assert.equal(landed.text, 'VST_ATTEMPT_EXPIRED');
    const uid = world.logins[0]?.returnTo.handle ?? '';
    assert.equal((await victim.open(`/demo/oidc/interaction/${uid}`)).text, 'VST_ATTEMPT_OTHER_BROWSER');
  });
});

describe('OpenID Connect door: our session', () => {
  test('answers the next application at once while it stands', async (t) => {
    const at = await house(t);
    await tokensFor(at);
    const asked = await at.application.ask();
    const landed = await at.browser.open(asked.url);
    assert.equal((await at.application.redeem(landed.url, asked)).claims()?.sub, '123456');
    assert.equal(at.world.logins.length, 1);
  });

  test('asks again once it has ended', async (t) => {
    const at = await house(t);
    await tokensFor(at);
    at.world.sessions.clear();
    assert.match((await at.browser.open((await at.application.ask()).url)).text, /^page/);
  });

  test('takes the tokens with it when it ends', async (t) => {
    const at = await house(t);
    const tokens = await tokensFor(at);
    at.world.sessions.clear();
    await assert.rejects(at.application.userinfo(tokens.access_token, '123456'));
  });

  test('of another person gives that person', async (t) => {
    const at = await house(t);
    await tokensFor(at);
    at.world.person = at.bob;
    const asked = await at.application.ask({ prompt: 'login' });
    const landed = await signIn(at.browser, asked);
    assert.equal((await at.application.redeem(landed.url, asked)).claims()?.sub, '42');
    const again = await at.application.ask();
    const silent = await at.browser.open(again.url);
    assert.equal((await at.application.redeem(silent.url, again)).claims()?.sub, '42');
  });

  test('is asked for silently, and its absence is told', async (t) => {
    const at = await house(t);
    const none = async () => at.browser.open((await at.application.ask({ prompt: 'none' })).url);
    assert.equal(errorOf(await none()), 'login_required');
    await tokensFor(at);
    assert.equal(typeof (await none()).url.searchParams.get('code'), 'string');
  });

  test('that is too old is not taken for a fresh proof', async (t) => {
    const at = await house(t);
    at.world.authenticatedAt = Date.now() - 600_000;
    await tokensFor(at);
    const page = await at.browser.open((await at.application.ask({ max_age: '300' })).url);
    assert.equal(at.world.logins.length, 2);
    // The login below comes back with a proof that is just as old.
    assert.equal(errorOf(page), 'login_required');
  });

  test('that was proved long ago is not told as a fresh one when a fresh one is asked for', async (t) => {
    const at = await house(t);
    at.world.authenticatedAt = Date.now() - 600_000;
    assert.equal(errorOf(await signIn(at.browser, await at.application.ask({ prompt: 'login' }))), 'login_required');
  });

  for (const prompt of ['login', 'select_account', 'consent']) {
    test(`goes through the login for prompt=${prompt}, and comes back`, async (t) => {
      const at = await house(t);
      await tokensFor(at);
      const asked = await at.application.ask({ prompt });
      const page = await at.browser.open(asked.url);
      const landed = page.text.startsWith('page') ? await at.browser.open(`/finish/${page.text.slice(5)}`) : page;
      assert.equal(at.world.logins.length, 2);
      assert.equal((await at.application.redeem(landed.url, asked)).claims()?.sub, '123456');
    });
  }

  test('of another person than the application means is asked about once, and then said no to', async (t) => {
    const at = await house(t);
    const tokens = await tokensFor(at);
    at.world.person = at.bob;
    await signIn(at.browser, await at.application.ask({ prompt: 'login' }));
    const asked = await at.application.ask({ id_token_hint: tokens.id_token ?? '' });
    const landed = await signIn(at.browser, asked);
    assert.equal(at.world.logins.at(-1)?.forceAuthn, true);
    assert.equal(errorOf(landed), 'login_required');
  });

  test('leaves no cookie of the provider behind', async (t) => {
    const at = await house(t);
    await tokensFor(at);
    assert.deepEqual(at.browser.cookieNames(), ['session']);
  });

  test('ends by an ID token of its own, and the browser goes back', async (t) => {
    const at = await house(t);
    const tokens = await tokensFor(at);
    const query = new URLSearchParams({
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: 'https://catalogue.example/bye',
      state: 'x',
    });
    const landed = await at.browser.open(`/demo/oidc/session/end?${query.toString()}`);
    assert.equal(landed.url.href, 'https://catalogue.example/bye?state=x');
    assert.equal(at.world.sessions.size, 0);
  });

  test('does not end by an ID token of the person before', async (t) => {
    const at = await house(t);
    const tokens = await tokensFor(at);
    at.world.person = at.bob;
    at.world.sessions.clear();
    await tokensFor(at);
    const landed = await at.browser.open(`/demo/oidc/session/end?id_token_hint=${tokens.id_token ?? ''}`);
    assert.equal(landed.url.pathname, '/demo/logout');
    assert.equal(at.world.sessions.size, 1);
  });

  test('does not end by a forged ID token, nor lead to an unknown address', async (t) => {
    const at = await house(t);
    const tokens = await tokensFor(at);
    const end = (more: object) =>
      at.browser.open(
        `/demo/oidc/session/end?${new URLSearchParams({ id_token_hint: tokens.id_token ?? '', ...more }).toString()}`,
      );
    const [head, , signature] = (tokens.id_token ?? '').split('.');
    const forged = Buffer.from(JSON.stringify({ ...tokens.claims(), sub: '42' })).toString('base64url');
    assert.equal((await end({ id_token_hint: `${head}.${forged}.${signature}` })).text, 'VST_REQUEST_MALFORMED');
    assert.equal(at.world.sessions.size, 1);
    assert.equal((await end({ post_logout_redirect_uri: 'https://evil.example/' })).status, 400);
  });
});

describe('OpenID Connect door: what it refuses', () => {
  const never: readonly [string, Record<string, string>][] = [
    ['an unknown client', { client_id: 'nobody' }],
    ['an unknown redirect URI', { redirect_uri: 'https://evil.example/cb' }],
    ['a longer redirect URI', { redirect_uri: 'https://catalogue.example/cb/../evil' }],
    ['a redirect URI in other case', { redirect_uri: 'https://catalogue.example/CB' }],
    ['a redirect URI with a fragment', { redirect_uri: 'https://catalogue.example/cb#x' }],
    ['a redirect URI with a query', { redirect_uri: 'https://catalogue.example/cb?x=1' }],
  ];
  for (const [name, more] of never) {
    test(`shows ${name} to the person and redirects nowhere`, async (t) => {
      const { world, browser, application } = await house(t);
      const landed = await browser.open((await application.ask(more)).url);
      assert.deepEqual(
        [landed.status, landed.text, landed.url.origin],
        [400, 'VST_REQUEST_MALFORMED', world.publicUrl],
      );
    });
  }

  const told: readonly [string, Record<string, string>, string][] = [
    ['no PKCE', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
    ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['an implicit flow', { response_type: 'id_token' }, 'invalid_request'],
    ['a response by form', { response_mode: 'form_post' }, 'invalid_request'],
    ['a scope that the client does not have', { scope: 'openid secrets' }, 'invalid_scope'],
  ];
  for (const [name, more, error] of told) {
    test(`tells the application: ${name}`, async (t) => {
      const { world, browser, application } = await house(t);
      const everything = {
        ...catalogue,
        id: 'admin',
        scopes: ['openid', 'secrets'],
        redirectUris: ['https://a.example/'],
      };
      world.setRelyingParties(catalogue, everything);
      const url = new URL((await application.ask(more)).url);
      for (const [key, value] of Object.entries(more)) if (value === '') url.searchParams.delete(key);
      const landed = await browser.open(url.href);
      const answer = landed.url.searchParams.get('error') ?? /name="error" value="(\w+)"/.exec(landed.text)?.[1];
      assert.equal(answer ?? new URLSearchParams(landed.url.hash.slice(1)).get('error'), error, landed.text);
    });
  }

  test('a request that leaves out the redirect URI, also where the client has one only', async (t) => {
    const { world, browser, application } = await house(t);
    world.setRelyingParties({ ...catalogue, redirectUris: ['https://catalogue.example/cb'] });
    const url = new URL((await application.ask()).url);
    url.searchParams.delete('redirect_uri');
    assert.equal((await browser.open(url.href)).text, 'VST_REQUEST_MALFORMED');
  });

  test('a repeated parameter', async (t) => {
    const { browser, application } = await house(t);
    const landed = await browser.open(`${(await application.ask()).url}&state=two`);
    assert.equal(landed.url.searchParams.get('code'), null);
    assert.match(errorOf(landed) ?? landed.text, /invalid_request|VST_REQUEST_MALFORMED/);
  });

  test('a request that is too long, by GET and by POST', async (t) => {
    const { world, browser } = await house(t);
    const long = `login_hint=${'x'.repeat(9000)}`;
    assert.equal((await browser.open(`/demo/oidc/auth?${long}`)).status, 413);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    assert.equal((await browser.open('/demo/oidc/auth', { method: 'POST', body: long, headers })).status, 413);
    assert.deepEqual(world.reported, []);
  });

  test('an address or a method that it does not have', async (t) => {
    const { browser } = await house(t);
    assert.equal((await browser.open('/demo/oidc/device/auth')).status, 404);
    assert.equal((await browser.open('/demo/oidc/session/end/confirm')).status, 404);
    assert.equal((await browser.open('/demo/oidc/token')).status, 405);
  });

  test('a code a second time, and what the first use gave', async (t) => {
    const { browser, application } = await house(t);
    const asked = await application.ask();
    const { url } = await signIn(browser, asked);
    const tokens = await application.redeem(url, asked);
    await assert.rejects(application.redeem(url, asked), { error: 'invalid_grant' });
    await assert.rejects(application.userinfo(tokens.access_token, '123456'));
  });

  test('all but one of fifty racing uses of a code on two nodes, and that one loses its tokens', async (t) => {
    const { world, browser, application } = await house(t);
    const nodes = [world.publicUrl, await world.node()];
    const asked = await application.ask();
    const { url } = await signIn(browser, asked);
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code: url.searchParams.get('code') ?? '',
      redirect_uri: 'https://catalogue.example/cb',
      code_verifier: asked.checks.pkceCodeVerifier,
      client_id: 'catalogue',
      client_secret: clientSecret,
    });
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const response = await fetch(`${nodes[index % 2]}/demo/oidc/token`, { method: 'POST', body });
        return { status: response.status, body: (await response.json()) as Record<string, string> };
      }),
    );
    const given = answers.filter(({ status }) => status === 200);
    assert.equal(given.length <= 1, true);
    assert.deepEqual(
      new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.error)),
      new Set(['invalid_grant']),
    );
    for (const { body } of given) {
      await assert.rejects(application.userinfo(body.access_token ?? '', '123456'));
    }
  });

  test('a code with another verifier, and by another client', async (t) => {
    const { world, browser, application } = await house(t);
    world.setRelyingParties(catalogue, { ...catalogue, id: 'thief' });
    const asked = await application.ask();
    const { url } = await signIn(browser, asked);
    const wrong = { ...asked, checks: { ...asked.checks, pkceCodeVerifier: 'x'.repeat(43) } };
    await assert.rejects(application.redeem(url, wrong), { error: 'invalid_grant' });
    const thief = await Application.discover(world.publicUrl, 'thief');
    await assert.rejects(thief.redeem(url, asked), { error: 'invalid_grant' });
  });

  test('a client with a wrong secret', async (t) => {
    const { world, browser, application } = await house(t);
    const liar = await Application.discover(world.publicUrl, 'catalogue', ClientSecretPost('wrong'));
    const asked = await application.ask();
    const { url } = await signIn(browser, asked);
    await assert.rejects(liar.redeem(url, asked), { error: 'invalid_client' });
  });

  test('a client that was disabled meanwhile, at each step', async (t) => {
    const at = await house(t);
    const asked = await at.application.ask();
    const { url } = await signIn(at.browser, asked);
    at.world.setRelyingParties({ ...catalogue, enabled: false });
    await assert.rejects(at.application.redeem(url, asked), /challenge/);
    assert.equal(at.world.reported.length, 0);
    assert.equal((await at.browser.open((await at.application.ask()).url)).text, 'VST_REQUEST_MALFORMED');
  });

  test('tokens about a person who was locked meanwhile', async (t) => {
    const at = await house(t);
    const asked = await at.application.ask();
    const { url } = await signIn(at.browser, asked);
    const tokens = await at.application.redeem(url, asked);
    const later = await at.application.ask();
    const second = await at.browser.open(later.url);
    await change(at.world, at.ada, { signInLock: { at: '2026-01-01', by: 'staff' } });
    await assert.rejects(at.application.userinfo(tokens.access_token, '123456'));
    await assert.rejects(at.application.redeem(second.url, later), { error: 'invalid_grant' });
  });

  test('a person whom the release does not name, and says which rule', async (t) => {
    const at = await house(t);
    at.world.setRelyingParties({ ...catalogue, release: { ...catalogue.release, userGroups: ['STAFF'] } });
    const landed = await signIn(at.browser, await at.application.ask());
    assert.deepEqual([landed.status, landed.text], [403, 'VST_USER_NOT_FOR_APPLICATION']);
    assert.equal(at.world.audit.length, 0);
    const again = await at.browser.open((await at.application.ask()).url);
    assert.equal(again.text, 'VST_USER_NOT_FOR_APPLICATION');
  });
});

describe('OpenID Connect door: clients and keys', () => {
  test('takes the secret in the body as well', async (t) => {
    const at = await house(t);
    const post = await Application.discover(at.world.publicUrl, 'catalogue', ClientSecretPost(clientSecret));
    assert.equal((await tokensFor({ ...at, application: post })).claims()?.sub, '123456');
  });

  test('serves a public client with PKCE', async (t) => {
    const at = await house(t);
    const { secret: _secret, ...open } = catalogue;
    at.world.setRelyingParties({
      ...open,
      id: 'app',
      redirectUris: [...catalogue.redirectUris, 'org.example.app:/cb'],
    });
    const app = await Application.discover(at.world.publicUrl, 'app', None());
    assert.equal((await tokensFor({ ...at, application: app })).claims()?.sub, '123456');
  });

  test('signs by RSA for the client that needs it', async (t) => {
    const at = await house(t);
    at.world.setRelyingParties({ ...catalogue, idTokenAlgorithm: 'RS256' });
    const rsa = await Application.discover(at.world.publicUrl, 'catalogue', undefined, {
      client_secret: clientSecret,
      id_token_signed_response_alg: 'RS256',
    });
    assert.equal((await tokensFor({ ...at, application: rsa })).claims()?.sub, '123456');
  });

  test('publishes a new key behind the one that signs', async (t) => {
    const at = await house(t);
    at.world.keys = [...at.world.keys, newKey('three')];
    // The key set is looked at again with the next change of configuration, or after ten seconds.
    at.world.setRelyingParties(catalogue);
    const jwks = (await (await fetch(`${at.world.publicUrl}/demo/oidc/jwks`)).json()) as {
      keys: Record<string, string>[];
    };
    assert.deepEqual(
      jwks.keys.map(({ kid }) => kid),
      ['one', 'two', 'three'],
    );
    assert.deepEqual(
      jwks.keys.filter(({ d }) => d !== undefined),
      [],
    );
    const header = ((await tokensFor(at)).id_token ?? '').split('.')[0] ?? '';
    assert.equal((JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid, 'one');
  });

  test('describes itself by the public URL, whatever the Host header says', async (t) => {
    const { world } = await house(t);
    const node = await world.node();
    const found = (await (await fetch(`${node}/demo/oidc/.well-known/openid-configuration`)).json()) as Record<
      string,
      unknown
    >;
    assert.equal(found.issuer, `${world.publicUrl}/demo/oidc`);
    for (const name of ['authorization', 'token', 'userinfo', 'end_session']) {
      assert.match(String(found[`${name}_endpoint`]), new RegExp(`^${world.publicUrl}/demo/oidc/`));
    }
    assert.deepEqual(found.response_types_supported, ['code']);
    assert.deepEqual(found.response_modes_supported, ['query']);
    assert.deepEqual(found.grant_types_supported, ['authorization_code']);
    assert.equal(found.registration_endpoint, undefined);
  });

  test('gives only secure cookies, and secure addresses, behind a proxy that ends TLS', async (t) => {
    const world = await startDoor('https://login.library.example');
    t.after(() => world.close());
    const query = new URLSearchParams({
      client_id: 'catalogue',
      redirect_uri: 'https://catalogue.example/cb',
      response_type: 'code',
      scope: 'openid',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    });
    const answer = await fetch(`${await world.node()}/demo/oidc/auth?${query.toString()}`, { redirect: 'manual' });
    assert.match(answer.headers.get('location') ?? '', /^https:\/\/login\.library\.example\/demo\/oidc\/interaction\//);
    const cookies = answer.headers.getSetCookie();
    assert.equal(cookies.length, 4);
    for (const cookie of cookies) {
      assert.match(cookie, /^__Secure-vst-demo-oidc/);
      assert.match(cookie, /path=\/demo\/oidc\/(interaction|auth)\/[\w-]+; .*samesite=lax; secure; httponly/);
    }
  });

  test('is nowhere for an unknown institution', async (t) => {
    const { browser } = await house(t);
    assert.equal((await browser.open('/nobody/oidc/jwks')).status, 404);
  });
});

test('Vestibule signs in at another Vestibule', async (t) => {
  const at = await house(t);
  at.world.setRelyingParties({
    ...catalogue,
    id: 'library',
    redirectUris: [callback],
    release: { subject: 'primary', claims: { student_number: { identifier: 'STUDENT_NO' } } },
  });
  const upstream = { issuer: `${at.world.publicUrl}/demo/oidc`, clientId: 'library', clientSecret };
  const { strategy } = oidcKind.create(campusOptions(upstream), strategyDeps(upstream).deps);
  for (const login of [signInOf(), signInOf({ forceAuthn: true })]) {
    const away = await run(strategy, login);
    assert.equal(away.type, 'redirect', JSON.stringify(away));
    const back = await signIn(at.browser, { url: (away as { url: string }).url, checks: noChecks });
    const outcome = await run(strategy, { ...login, phase: 'return' }, back.url.pathname + back.url.search);
    assert.equal(outcome.type, 'asserted', JSON.stringify(outcome));
    const { assertion } = outcome as { assertion: Assertion };
    assert.deepEqual([assertion.subject, assertion.attributes.student_number], ['ada', ['4711']]);
    at.world.sessions.clear();
  }
});

const noChecks = { pkceCodeVerifier: '', expectedState: '', expectedNonce: '' };
