import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { StrategyLogin, StrategyOutcome } from '../../src/domain/strategy.ts';
import { oidcKind } from '../../strategies/oidc/index.ts';
import { callback, campusOptions, run, signIn, strategyDeps } from '../support/oidc-strategy-run.ts';
import { startUpstream, type Upstream } from '../support/oidc-upstream.ts';

async function campus(t: TestContext, more: object = {}) {
  const upstream = await startUpstream();
  t.after(() => upstream.close());
  const { deps, clock } = strategyDeps(upstream);
  const built = oidcKind.create(campusOptions(upstream, more), deps);
  return { upstream, strategy: built.strategy, built, clock };
}

type Campus = Awaited<ReturnType<typeof campus>>;

async function begin({ strategy }: Pick<Campus, 'strategy'>, more: Partial<StrategyLogin> = {}) {
  const login = signIn(more);
  const outcome = await run(strategy, login);
  assert.equal(outcome.type, 'redirect');
  return { url: new URL((outcome as { url: string }).url), state: login.state };
}

/** The whole way; `change` may spoil the address that the browser comes back to. */
async function through(
  at: Pick<Campus, 'strategy' | 'upstream'>,
  change: (back: URL) => void = () => undefined,
  more: Partial<StrategyLogin> = {},
): Promise<StrategyOutcome> {
  const { url, state } = await begin(at, more);
  const back = await at.upstream.authorize(url.href);
  change(back);
  return run(at.strategy, signIn({ phase: 'return', state, ...more }), back.pathname + back.search);
}

async function refusal(
  at: Pick<Campus, 'strategy' | 'upstream'>,
  change?: (back: URL) => void,
): Promise<{ reason: string; detail: string }> {
  const outcome = await through(at, change);
  assert.equal(outcome.type, 'refused', JSON.stringify(outcome));
  return outcome as { reason: string; detail: string };
}

describe('OpenID Connect upstream, on the way out', () => {
  test('asks for a code with PKCE, state and nonce, and keeps their secrets in the attempt', async (t) => {
    const { url, state } = await begin(await campus(t));
    const asked = url.searchParams;
    assert.equal(asked.get('response_type'), 'code');
    assert.equal(asked.get('redirect_uri'), callback);
    assert.equal(asked.get('scope'), 'openid profile email');
    assert.equal(asked.get('code_challenge_method'), 'S256');
    assert.equal(asked.get('state'), state.state);
    assert.equal(asked.get('nonce'), state.nonce);
    assert.equal(url.href.includes(state.codeVerifier ?? '?'), false);
  });

  test('puts the attempt in front of the first dot of the state', async (t) => {
    const { url } = await begin(await campus(t));
    assert.match(url.searchParams.get('state') ?? '', /^attempt-1\.[\w-]{40,}$/);
  });

  test('asks for a fresh proof when one is wanted', async (t) => {
    const { url } = await begin(await campus(t), { forceAuthn: true });
    assert.deepEqual([url.searchParams.get('prompt'), url.searchParams.get('max_age')], ['login', '0']);
  });

  test('asks silently, and hands the login hint on', async (t) => {
    const { url } = await begin(await campus(t), { passive: true, loginHint: 'ada' });
    assert.deepEqual([url.searchParams.get('prompt'), url.searchParams.get('login_hint')], ['none', 'ada']);
  });

  test('tells the other side what to register', async (t) => {
    const { built } = await campus(t);
    const { facts } = await built.registration();
    assert.equal(facts.find(({ label }) => label === 'Redirect URI')?.value, callback);
    assert.equal(facts.find(({ label }) => label === 'Claim wanted')?.value, 'student_number');
  });
});

describe('OpenID Connect upstream, on the way back', () => {
  test('asserts the claims of ID token and userinfo, the verified email and how she proved who she is', async (t) => {
    const at = await campus(t);
    // The upstream dates its proof by the machine's clock.
    at.clock.advance(Date.now() - at.clock.now());
    const outcome = await through(at);
    assert.equal(outcome.type, 'asserted', JSON.stringify(outcome));
    const { assertion } = outcome as Extract<StrategyOutcome, { type: 'asserted' }>;
    assert.equal(assertion.issuer, at.upstream.issuer);
    assert.equal(assertion.subject, 'ada');
    assert.deepEqual(assertion.attributes.student_number, ['4711']);
    assert.deepEqual(assertion.verifiedEmails, ['ada@campus.example']);
    assert.equal(assertion.context, 'urn:example:mfa');
    assert.deepEqual(assertion.methods, ['pwd', 'otp']);
    assert.equal(assertion.upstreamSession, 'upstream-session');
    assert.equal(Math.abs(assertion.authenticatedAt - Date.now()) < 60_000, true);
  });

  test('accepts a fresh proof', async (t) => {
    const outcome = await through(await campus(t), undefined, { forceAuthn: true });
    assert.equal(outcome.type, 'asserted', JSON.stringify(outcome));
  });

  const spoiltResponses: readonly [string, (back: URL) => void, RegExp][] = [
    ['without state', (back) => back.searchParams.delete('state'), /state/],
    ['with the state of another attempt', (back) => back.searchParams.set('state', 'attempt-1.other'), /state/],
    ['with two codes', (back) => back.searchParams.append('code', 'second'), /repeats code/],
    ['with two states', (back) => back.searchParams.append('state', 'attempt-1.other'), /repeats state/],
    ['from another issuer', (back) => back.searchParams.set('iss', 'https://evil.example'), /iss/],
    ['without the issuer that the upstream promised', (back) => back.searchParams.delete('iss'), /iss/],
    ['with an unknown code', (back) => back.searchParams.set('code', 'stolen'), /invalid_grant/],
    ['that is too long', (back) => back.searchParams.set('session_state', 'x'.repeat(9000)), /too long/],
  ];
  for (const [name, change, detail] of spoiltResponses) {
    test(`refuses an answer ${name}`, async (t) => {
      const { reason, detail: said } = await refusal(await campus(t), change);
      assert.equal(reason, 'invalid');
      assert.match(said, detail);
    });
  }

  const spoiltTokens: readonly [string, (upstream: Upstream) => void, RegExp][] = [
    [
      'for another nonce',
      ({ behave }) => {
        behave.idToken = (claims) => ({ ...claims, nonce: 'other' });
      },
      /nonce/,
    ],
    [
      'without nonce',
      ({ behave }) => {
        behave.idToken = ({ nonce: _nonce, ...claims }) => claims;
      },
      /nonce/,
    ],
    [
      'of another issuer',
      ({ behave }) => {
        behave.idToken = (claims) => ({ ...claims, iss: 'https://evil.example' });
      },
      /iss/,
    ],
    [
      'for another audience',
      ({ behave }) => {
        behave.idToken = (claims) => ({ ...claims, aud: 'other' });
      },
      /aud/,
    ],
    [
      'of another authorized party',
      ({ behave }) => {
        behave.idToken = (claims) => ({ ...claims, aud: [claims.aud, 'other'], azp: 'other' });
      },
      /azp/,
    ],
    [
      'that nobody signed',
      ({ behave }) => {
        behave.algorithm = 'none';
      },
      /alg|JWS/,
    ],
    [
      'signed with the public key as secret',
      ({ behave }) => {
        behave.algorithm = 'HS256-with-public-key';
      },
      /alg|JWS/,
    ],
    [
      'of an unknown key',
      ({ behave }) => {
        behave.kid = 'two';
      },
      /key|kid/i,
    ],
    [
      'signed by another key',
      ({ behave }) => {
        behave.otherKey = true;
      },
      /signature/,
    ],
  ];
  for (const [name, spoil, detail] of spoiltTokens) {
    test(`refuses an ID token ${name}`, async (t) => {
      const at = await campus(t);
      spoil(at.upstream);
      const { reason, detail: said } = await refusal(at);
      assert.equal(reason, 'invalid');
      assert.match(said, detail);
    });
  }

  test('refuses an ID token that expired beyond the clock skew', async (t) => {
    const at = await campus(t);
    at.upstream.behave.idToken = (claims) => ({ ...claims, exp: Number(claims.iat) - 90 });
    assert.equal((await refusal(at)).reason, 'expired');
  });

  test('accepts an ID token that expired within the clock skew', async (t) => {
    const at = await campus(t);
    at.upstream.behave.idToken = (claims) => ({ ...claims, exp: Number(claims.iat) - 30 });
    assert.equal((await through(at)).type, 'asserted');
  });

  test('refuses an old proof when a fresh one was wanted', async (t) => {
    const at = await campus(t);
    at.upstream.behave.idToken = (claims) => ({ ...claims, auth_time: Number(claims.iat) - 3600 });
    const outcome = await through(at, undefined, { forceAuthn: true });
    assert.equal(outcome.type, 'refused');
  });

  test('refuses userinfo of another subject', async (t) => {
    const at = await campus(t);
    at.upstream.behave.userinfoSubject = 'eve';
    assert.match((await refusal(at)).detail, /sub/);
  });

  test('never lets userinfo replace a claim of the ID token', async (t) => {
    const at = await campus(t);
    at.upstream.behave.idToken = (claims) => ({ ...claims, student_number: '1' });
    const outcome = await through(at);
    assert.equal(outcome.type, 'asserted');
    const { assertion } = outcome as Extract<StrategyOutcome, { type: 'asserted' }>;
    assert.deepEqual(assertion.attributes.student_number, ['1']);
  });

  test('does not ask userinfo where the profile says so', async (t) => {
    const at = await campus(t, { userinfo: false });
    assert.equal((await through(at)).type, 'asserted');
    assert.equal(at.upstream.asked.includes('/userinfo'), false);
  });

  test('tells a person who cancelled from an upstream that said no', async (t) => {
    const at = await campus(t);
    at.upstream.behave.authorizationError = 'access_denied';
    assert.equal((await refusal(at)).reason, 'cancelled');
    at.upstream.behave.authorizationError = 'login_required';
    assert.equal((await refusal(at)).reason, 'credentials');
  });

  test('refuses an answer to a request that was never made', async (t) => {
    const { strategy } = await campus(t);
    const outcome = await run(strategy, signIn({ phase: 'return' }), '/cb?code=x&state=attempt-1.y');
    assert.equal(outcome.type, 'refused');
  });
});

describe('OpenID Connect upstream that is away', () => {
  test('is unreachable when nothing answers', async (t) => {
    const { upstream, strategy } = await campus(t);
    await upstream.close();
    assert.equal((await run(strategy, signIn())).type, 'unreachable');
  });

  for (const path of ['/token', '/userinfo', '/jwks']) {
    test(`is unreachable when ${path} answers 503`, async (t) => {
      const at = await campus(t);
      at.upstream.behave.broken.add(path);
      assert.equal((await through(at)).type, 'unreachable');
    });
  }

  test('is unreachable when the token endpoint says nothing within the deadline', async (t) => {
    const at = await campus(t, { timeoutSeconds: 1 });
    at.upstream.behave.silent.add('/token');
    assert.equal((await through(at)).type, 'unreachable');
  });

  test('is unreachable when it says itself that it is out of order', async (t) => {
    const at = await campus(t);
    at.upstream.behave.authorizationError = 'temporarily_unavailable';
    assert.equal((await through(at)).type, 'unreachable');
  });

  test('is refused when its discovery document names another issuer', async (t) => {
    const { upstream, strategy } = await campus(t);
    upstream.behave.discoveryIssuer = `${upstream.issuer}/`;
    const outcome = await run(strategy, signIn());
    assert.equal(outcome.type, 'refused');
    assert.match((outcome as { detail: string }).detail, /issuer/);
  });

  test('is asked again after a first discovery that failed', async (t) => {
    const { upstream, strategy } = await campus(t);
    upstream.behave.broken.add('/.well-known/openid-configuration');
    assert.equal((await run(strategy, signIn())).type, 'unreachable');
    upstream.behave.broken.clear();
    assert.equal((await run(strategy, signIn())).type, 'redirect');
  });

  test('is known from one discovery for an hour, and refreshed after', async (t) => {
    const { upstream, strategy, clock } = await campus(t);
    const discoveries = () => upstream.asked.filter((path) => path.startsWith('/.well-known')).length;
    await Promise.all([run(strategy, signIn()), run(strategy, signIn())]);
    await run(strategy, signIn());
    assert.equal(discoveries(), 1);
    clock.advance(3_600_000);
    await run(strategy, signIn());
    await waitFor(() => discoveries() === 2);
  });

  test('keeps what it knows when a refresh names another issuer', async (t) => {
    const at = await campus(t);
    await run(at.strategy, signIn());
    at.upstream.behave.discoveryIssuer = 'https://evil.example';
    at.clock.advance(3_600_000);
    await run(at.strategy, signIn());
    await waitFor(() => at.upstream.asked.filter((path) => path.startsWith('/.well-known')).length === 2);
    assert.equal((await through(at)).type, 'asserted');
  });
});

test('an issuer without TLS is refused outside this machine', () => {
  const { deps } = strategyDeps({ clientSecret: 'x' });
  const options = { ...campusOptions({ issuer: 'https://idp.example', clientId: 'v' }), issuer: 'http://idp.example' };
  assert.throws(() => oidcKind.create(options, deps), { code: 'VST_CONFIG_INVALID' });
});

async function waitFor(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !holds(); tries++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(holds(), true);
}
