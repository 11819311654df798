// Each known provider, played by oidc-provider with that provider's issuer and the shape of its claims.
import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import type { Assertion } from '../../src/domain/assertion.ts';
import type { SecretReference } from '../../src/domain/ports/secrets.ts';
import type { StrategyLogin, StrategyOutcome } from '../../src/domain/strategy.ts';
import { publicKeys } from '../../strategies/oidc/client-keys.ts';
import { oidcKind } from '../../strategies/oidc/index.ts';
import { oidcOptions } from '../../strategies/oidc/options.ts';
import { ecKey } from '../support/client-keys.ts';
import { clientId, clientSecret, type KnownOptions, startKnownProvider } from '../support/known-provider.ts';
import { callback, run, signIn, strategyDeps } from '../support/oidc-strategy-run.ts';

const tenant = '11111111-2222-4333-8444-555555555555';
const oid = '99999999-2222-4333-8444-555555555555';
const secrets: Record<string, string> = { SECRET: clientSecret, KEY: ecKey() };
const keyReference = '${env:KEY}' as SecretReference;

type Keys = Readonly<Record<string, unknown>>;

async function open(t: TestContext, keys: Keys, known: Omit<KnownOptions, 'client'> & Partial<KnownOptions>) {
  const provider = await startKnownProvider({ ...known, client: { redirect_uris: [callback], ...known.client } });
  t.after(() => provider.close());
  const { deps, clock } = strategyDeps({ clientSecret, local: provider.local });
  clock.advance(Date.now() - clock.now());
  const read = (reference: SecretReference) => secrets[/env:(.+)\}/.exec(reference)?.[1] ?? ''] ?? '';
  const { clientKey, ...rest } = keys;
  const options = oidcOptions.parse({
    kind: 'oidc',
    id: 'campus',
    label: 'Campus',
    clientId,
    ...(clientKey === undefined ? { clientSecret: '${env:SECRET}' } : { clientKey }),
    match: { from: 'subject', to: 'CAMPUS' },
    ...rest,
  });
  return { provider, built: oidcKind.create(options, { ...deps, secrets: { read } }) };
}

type Opened = Awaited<ReturnType<typeof open>>;

async function through({ provider, built }: Opened, name: string, more: Partial<StrategyLogin> = {}) {
  const login = signIn(more);
  const sent = await run(built.strategy, login);
  if (sent.type !== 'redirect') return { outcome: sent, sent: undefined };
  const { address, form } = await provider.signIn(sent.url, name);
  assert.ok(address !== undefined, form?.body ?? 'no address and no form');
  const back = signIn({ ...more, phase: 'return', state: login.state });
  const outcome = await run(built.strategy, back, address.pathname + address.search);
  return { outcome, sent: new URL(sent.url) };
}

async function assertion(opened: Opened, name: string, more?: Partial<StrategyLogin>): Promise<Assertion> {
  const { outcome } = await through(opened, name, more);
  assert.equal(outcome.type, 'asserted', JSON.stringify(outcome));
  return (outcome as Extract<StrategyOutcome, { type: 'asserted' }>).assertion;
}

describe('Microsoft Entra ID', () => {
  const keys = { preset: 'microsoft-entra', tenant, domainHint: 'uni.example' };
  const ada = {
    sub: 'pairwise-of-this-app',
    oid,
    tid: tenant,
    preferred_username: 'ada@uni.example',
    email: 'ada@uni.example',
    ver: '2.0',
  };
  const people = { ada, eve: { ...ada, tid: '22222222-2222-4333-8444-555555555555' } };
  const issuer = `https://login.microsoftonline.com/${tenant}/v2.0`;

  test('names the person by her object id, under the issuer of the one directory', async (t) => {
    const said = await assertion(await open(t, keys, { issuer, people }), 'ada');
    assert.deepEqual([said.issuer, said.subject, said.verifiedEmails], [issuer, oid, []]);
  });

  test('of another directory signs nobody in', async (t) => {
    const { outcome } = await through(await open(t, keys, { issuer, people }), 'eve');
    assert.match((outcome as { detail?: string }).detail ?? '', /another directory/);
  });

  test('is told the domain, and an address but no library card', async (t) => {
    const opened = await open(t, { ...keys, pushRequests: false }, { issuer, people });
    const { sent } = await through(opened, 'ada', { loginHint: 'ada@uni.example' });
    assert.deepEqual(
      ['domain_hint', 'login_hint'].map((name) => sent?.searchParams.get(name)),
      ['uni.example', 'ada@uni.example'],
    );
    const card = await through(opened, 'ada', { loginHint: '12345' });
    assert.equal(card.sent?.searchParams.get('login_hint'), null);
  });
});

describe('Google Workspace', () => {
  const keys = { preset: 'google-workspace', hostedDomain: 'uni.example', pushRequests: false };
  const ada = { sub: '108822013377001122334', hd: 'uni.example', email: 'ada@uni.example', email_verified: true };
  const people = { [ada.sub]: ada, eve: { email: 'eve@uni.example', email_verified: true } };
  const issuer = 'https://accounts.google.com';

  test('names the account, and lets her choose which', async (t) => {
    const opened = await open(t, keys, { issuer, people });
    const sent = await run(opened.built.strategy, signIn());
    const asked = new URL((sent as { url: string }).url).searchParams;
    assert.deepEqual([asked.get('hd'), asked.get('prompt')], ['uni.example', 'select_account']);
  });

  test('signs in an account of the domain, and no other', async (t) => {
    // The stand-in knows no select_account.
    const opened = await open(t, keys, { issuer, people });
    const silent = { passive: false, forceAuthn: false };
    const ways = async (name: string) => {
      const login = signIn(silent);
      const sent = new URL(((await run(opened.built.strategy, login)) as { url: string }).url);
      sent.searchParams.delete('prompt');
      const { address } = await opened.provider.signIn(sent.href, name);
      const query = `${address?.pathname}${address?.search}`;
      return run(opened.built.strategy, signIn({ phase: 'return', state: login.state }), query);
    };
    const good = await ways(ada.sub);
    assert.equal(good.type, 'asserted', JSON.stringify(good));
    assert.deepEqual(await ways('eve'), {
      type: 'refused',
      reason: 'credentials',
      detail: 'the account is not of the domain uni.example (hd)',
      hearsay: true,
    });
  });
});

describe('Okta', () => {
  test('names the person under the issuer of its authorization server, with what userinfo says', async (t) => {
    const issuer = 'https://uni.okta.com/oauth2/default';
    const keys = { preset: 'okta', domain: 'uni.okta.com', authorizationServer: 'default' };
    const people = { '00uabc': { student_number: 'S-1001', email: 'ada@uni.example', email_verified: true } };
    const said = await assertion(await open(t, keys, { issuer, people }), '00uabc');
    assert.deepEqual([said.issuer, said.subject, said.attributes['student_number']], [issuer, '00uabc', ['S-1001']]);
    assert.deepEqual(said.verifiedEmails, ['ada@uni.example']);
  });

  test('is shown a key of ours, for its token endpoint', async (t) => {
    const issuer = 'https://uni.okta.com/oauth2/default';
    const keys = {
      preset: 'okta',
      domain: 'uni.okta.com',
      authorizationServer: 'default',
      clientKey: { key: keyReference, kid: 'ours' },
    };
    const jwks = { keys: publicKeys({ key: keyReference, kid: 'ours' }, { read: () => secrets['KEY'] ?? '' }) };
    const client = {
      redirect_uris: [callback],
      token_endpoint_auth_method: 'private_key_jwt' as const,
      token_endpoint_auth_signing_alg: 'ES256' as const,
      jwks: jwks as never,
    };
    const opened = await open(t, keys, { issuer, people: { ada: {} }, client });
    assert.equal((await assertion(opened, 'ada')).subject, 'ada');
    const [pushed, token] = opened.provider.posted;
    for (const form of [pushed, token]) {
      const claims = JSON.parse(
        Buffer.from(form?.get('client_assertion')?.split('.')[1] ?? '', 'base64url').toString(),
      );
      assert.equal(claims.aud, `${issuer}/token`);
      assert.ok(claims.exp - claims.iat <= 60);
    }
    assert.equal(pushed?.get('code_challenge_method'), 'S256');
  });
});

describe('Keycloak', () => {
  const keys = {
    preset: 'keycloak',
    baseUrl: 'https://sso.uni.example/',
    realm: 'campus',
    acrValues: ['gold', 'silver'],
  };
  const issuer = 'https://sso.uni.example/realms/campus';
  const people = { ada: { preferred_username: 'ada' } };

  test('is asked by a pushed request, so that nothing of it stands in the address', async (t) => {
    const { outcome, sent } = await through(await open(t, keys, { issuer, people }), 'ada');
    assert.equal(outcome.type, 'asserted', JSON.stringify(outcome));
    assert.deepEqual(
      [...(sent?.searchParams.keys() ?? [])].toSorted((a, b) => a.localeCompare(b)),
      ['client_id', 'request_uri'],
    );
  });

  test('that demands pushed requests gets them whatever the profile says', async (t) => {
    const client = { redirect_uris: [callback], require_pushed_authorization_requests: true };
    const configuration = {
      features: { pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true } },
    };
    const opened = await open(t, { ...keys, pushRequests: false }, { issuer, people, client, configuration });
    assert.equal((await assertion(opened, 'ada')).subject, 'ada');
  });

  test('proves anew who she is, and is asked for the ways that the profile or the application wants', async (t) => {
    const opened = await open(t, keys, { issuer, people, configuration: { acrValues: ['gold', 'silver', 'bronze'] } });
    const said = await assertion(opened, 'ada', { forceAuthn: true });
    assert.ok(Math.abs(said.authenticatedAt - Date.now()) < 60_000);
    assert.equal(opened.provider.posted[0]?.get('acr_values'), 'gold silver');
    await assertion(opened, 'ada', { contexts: ['bronze'] });
    assert.equal(opened.provider.posted[2]?.get('acr_values'), 'bronze');
  });

  test('asked silently while nobody is signed in there, says so and no fallback rests on it', async (t) => {
    const { outcome } = await through(await open(t, keys, { issuer, people }), 'ada', { passive: true });
    assert.equal(outcome.type, 'refused');
    assert.deepEqual({ ...outcome, detail: '' }, { type: 'refused', reason: 'credentials', detail: '', hearsay: true });
  });

  test('is told that she signed out, with the ID token it gave', async (t) => {
    const opened = await open(t, keys, { issuer, people });
    const { signOut: kept } = await assertion(opened, 'ada');
    const way = await opened.built.signOut?.({ kept: kept ?? {}, state: 'the-state', language: 'de' });
    assert.ok(way?.type === 'redirect');
    const { searchParams } = new URL(way.url);
    assert.deepEqual([searchParams.get('state'), searchParams.get('ui_locales')], ['the-state', 'de']);
    assert.equal(searchParams.get('post_logout_redirect_uri'), `${callback}/logout`);
    assert.equal(searchParams.get('id_token_hint')?.split('.').length, 3);
    const message = await opened.built.logoutMessage?.({ originalUrl: '/x?state=the-state' } as never);
    assert.deepEqual(message, { type: 'answer', state: 'the-state', ended: 'all' });
  });
});

describe('Apple', () => {
  const keys = { preset: 'apple', teamId: 'TEAM123456', clientKey: { key: keyReference, kid: 'ABC123DEFG' } };
  const subject = '000792.d71059495fa24644b94e4a644e2e3b4a.0638';
  const people = {
    [subject]: { email: 'x@privaterelay.appleid.com', email_verified: 'true', is_private_email: 'true' },
  };
  const issuer = 'https://appleid.apple.com';

  /** What Apple demands of a client secret. */
  function isSecret(secret: string): boolean {
    const [head = '', body = '', signature = ''] = secret.split('.');
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
    const { alg, kid } = read(head);
    const { aud, exp, iat, iss, sub } = read(body);
    const key = { key: createPublicKey(secrets['KEY'] ?? ''), dsaEncoding: 'ieee-p1363' } as const;
    const isSigned = verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'));
    assert.deepEqual([alg, kid, iss, sub, aud], ['ES256', 'ABC123DEFG', 'TEAM123456', clientId, issuer]);
    return isSigned && exp - iat <= 15_777_000;
  }
  const client = { redirect_uris: [callback], token_endpoint_auth_method: 'client_secret_post' as const };

  test('takes a secret that our key signed, and names the account', async (t) => {
    const opened = await open(t, { ...keys, pushRequests: false }, { issuer, people, client, isSecret });
    const said = await assertion(opened, subject);
    assert.deepEqual([said.subject, said.verifiedEmails], [subject, ['x@privaterelay.appleid.com']]);
    assert.equal(opened.provider.posted.length, 1);
    assert.equal(opened.provider.posted[0]?.has('client_assertion'), false);
  });

  test('answers by a form when it is asked for an address', async (t) => {
    const opened = await open(
      t,
      { ...keys, scopes: ['email'], pushRequests: false },
      { issuer, people, client, isSecret },
    );
    assert.equal(opened.built.returnsByPost, true);
    const sent = await run(opened.built.strategy, signIn());
    const { form } = await opened.provider.signIn((sent as { url: string }).url, subject);
    assert.match(form?.body ?? '', /name="code"/);
  });

  test('is never asked silently: it would show a page', async (t) => {
    const { outcome } = await through(await open(t, keys, { issuer, people, client, isSecret }), subject, {
      passive: true,
    });
    assert.equal(outcome.type, 'refused');
  });
});

describe('ORCID', () => {
  test('names the researcher by her iD, asked for with nothing but openid', async (t) => {
    const people = { '0000-0002-1825-0097': { given_name: 'Josiah', family_name: 'Carberry' } };
    const opened = await open(t, { preset: 'orcid', pushRequests: false }, { issuer: 'https://orcid.org', people });
    const { outcome, sent } = await through(opened, '0000-0002-1825-0097');
    assert.equal(sent?.searchParams.get('scope'), 'openid');
    assert.equal(outcome.type, 'asserted', JSON.stringify(outcome));
    assert.equal((outcome as { assertion: Assertion }).assertion.subject, '0000-0002-1825-0097');
  });
});
