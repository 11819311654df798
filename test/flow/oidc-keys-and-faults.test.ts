// An upstream whose keys change, or that hangs, breaks off or talks nonsense: a bounded wait, one of three ends, and no
// storm of questions.
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Request } from 'express';
import type { StrategyOutcome } from '../../src/domain/strategy.ts';
import { oidcKind } from '../../strategies/oidc/index.ts';
import { campusOptions, run, signIn, strategyDeps } from '../support/oidc-strategy-run.ts';
import { startUpstream, type Upstream } from '../support/oidc-upstream.ts';

async function open(t: TestContext, more: object = {}) {
  const upstream = await startUpstream();
  t.after(() => upstream.close());
  const { deps, clock } = strategyDeps(upstream);
  clock.advance(Date.now() - clock.now());
  const built = oidcKind.create(campusOptions(upstream, more), deps);
  return { upstream, built, clock };
}

type Opened = Awaited<ReturnType<typeof open>>;

async function through({ built, upstream }: Pick<Opened, 'built' | 'upstream'>): Promise<StrategyOutcome> {
  const login = signIn();
  const sent = await run(built.strategy, login);
  if (sent.type !== 'redirect') return sent;
  const address = await upstream.authorize(sent.url);
  return run(built.strategy, signIn({ phase: 'return', state: login.state }), address.pathname + address.search);
}

const post = ({ built }: Opened, token: string) => built.backchannel?.({ body: { logout_token: token } } as Request);
const asks = ({ asked }: Upstream, path: string) => asked.filter((one) => one === path).length;

/** The library reads the machine's clock, and the strategy ours: both go on together. */
function later(t: TestContext, { clock }: Pick<Opened, 'clock'>, ms: number): void {
  const now = Date.now();
  t.mock.timers.enable({ apis: ['Date'], now: now + ms });
  clock.advance(ms);
}

describe('keys of an OpenID Connect upstream', () => {
  test('are read anew when a token is signed by one that is not known', async (t) => {
    const opened = await open(t);
    assert.equal((await through(opened)).type, 'asserted');
    opened.upstream.rotate('two');
    later(t, opened, 61_000);
    assert.equal((await through(opened)).type, 'asserted');
    assert.equal(asks(opened.upstream, '/jwks'), 2);
  });

  test('that were taken away are believed no longer', async (t) => {
    const opened = await open(t);
    assert.equal((await through(opened)).type, 'asserted');
    opened.upstream.rotate('two');
    opened.upstream.behave.kid = 'one';
    opened.upstream.behave.otherKey = true;
    later(t, opened, 61_000);
    assert.equal((await through(opened)).type, 'refused');
  });

  test('are not asked for again and again because of made-up ids', async (t) => {
    const opened = await open(t);
    opened.upstream.behave.kid = 'made-up';
    later(t, opened, 120_000);
    const tokens = Array.from({ length: 40 }, () => opened.upstream.logoutToken());
    const answers = await Promise.allSettled(tokens.map(async (token) => post(opened, token)));
    assert.ok(answers.every(({ status }) => status === 'rejected'));
    assert.ok(asks(opened.upstream, '/jwks') <= 2, `asked ${asks(opened.upstream, '/jwks')} times`);
  });
});

describe('a logout token', () => {
  test('is good once, of any number that race', async (t) => {
    const opened = await open(t);
    const token = opened.upstream.logoutToken();
    const answers = await Promise.allSettled(Array.from({ length: 8 }, async () => post(opened, token)));
    assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 1);
    await assert.rejects(async () => post(opened, token), /used before/);
  });

  test('of a person without a session of hers ends all of them', async (t) => {
    const opened = await open(t);
    const token = opened.upstream.logoutToken(({ sid: _sid, ...claims }) => claims);
    assert.deepEqual(await post(opened, token), { upstreamSessions: [], subject: 'ada' });
  });

  test('of a session, without the person, ends that session', async (t) => {
    const opened = await open(t);
    const token = opened.upstream.logoutToken(({ sub: _sub, ...claims }) => claims);
    assert.deepEqual(await post(opened, token), { upstreamSessions: ['upstream-session'], subject: undefined });
  });

  test('is told from an upstream that cannot be asked for its keys', async (t) => {
    const opened = await open(t);
    opened.upstream.behave.broken.add('/jwks');
    await assert.rejects(async () => post(opened, opened.upstream.logoutToken()), { code: 'VST_UPSTREAM_UNREACHABLE' });
  });

  test('is no other form, and none is read where the profile wants none', async (t) => {
    const opened = await open(t);
    assert.equal(await opened.built.backchannel?.({ body: { code: 'x' } } as Request), undefined);
    assert.equal(await opened.built.backchannel?.({ body: undefined } as Request), undefined);
    assert.equal((await open(t, { backchannelLogout: false })).built.backchannel, undefined);
  });
});

describe('an upstream that is out of order', () => {
  const ends: readonly [string, (upstream: Upstream) => void, StrategyOutcome['type']][] = [
    ['breaks off at the token endpoint', ({ behave }) => void behave.reset.add('/token'), 'unreachable'],
    ['breaks off while its keys are read', ({ behave }) => void behave.reset.add('/jwks'), 'unreachable'],
    ['hangs while its keys are read', ({ behave }) => void behave.silent.add('/jwks'), 'unreachable'],
    ['talks nonsense at the token endpoint', ({ behave }) => void behave.garbage.add('/token'), 'refused'],
    ['talks nonsense instead of its keys', ({ behave }) => void behave.garbage.add('/jwks'), 'refused'],
    [
      'talks nonsense instead of its document',
      ({ behave }) => void behave.garbage.add('/.well-known/openid-configuration'),
      'refused',
    ],
    [
      'hangs before its document',
      ({ behave }) => void behave.silent.add('/.well-known/openid-configuration'),
      'unreachable',
    ],
  ];
  for (const [what, spoil, type] of ends) {
    test(`and ${what} ends as ${type}, and is asked again by the next`, async (t) => {
      const opened = await open(t, { timeoutSeconds: 1 });
      spoil(opened.upstream);
      assert.equal((await through(opened)).type, type);
      for (const paths of [
        opened.upstream.behave.reset,
        opened.upstream.behave.silent,
        opened.upstream.behave.garbage,
      ]) {
        paths.clear();
      }
      opened.clock.advance(10_000);
      assert.equal((await through(opened)).type, 'asserted');
    });
  }
});

describe('a look at an OpenID Connect upstream', () => {
  const fine = ['client secret', 'metadata', 'keys'];

  test('finds its document and its keys', async (t) => {
    const { built } = await open(t);
    const checks = (await built.check?.()) ?? [];
    assert.deepEqual(
      checks.map(({ name, ok }) => [name, ok]),
      fine.map((name) => [name, true]),
    );
  });

  const wrongs: readonly [string, (upstream: Upstream) => void, string, RegExp][] = [
    ['answers no more', ({ behave }) => void behave.broken.add('/.well-known/openid-configuration'), 'metadata', /503/],
    [
      'names another issuer',
      ({ behave }) => {
        behave.discoveryIssuer = 'https://evil.example';
      },
      'metadata',
      /issuer/,
    ],
    ['gives no keys', ({ behave }) => void behave.broken.add('/jwks'), 'keys', /503/],
    ['gives nonsense for keys', ({ behave }) => void behave.garbage.add('/jwks'), 'keys', /no key/],
  ];
  for (const [what, spoil, name, detail] of wrongs) {
    test(`says that it ${what}, though an earlier answer is still at hand`, async (t) => {
      const { built, upstream } = await open(t);
      await built.check?.();
      spoil(upstream);
      const wrong = ((await built.check?.()) ?? []).find(({ ok }) => !ok);
      assert.equal(wrong?.name, name);
      assert.match(wrong?.detail ?? '', detail);
    });
  }
});
