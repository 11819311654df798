// Every file in cases/ is one hostile ID token, return or logout token, and its name is the case. Nobody is signed in or
// out by it, and an honest one after it still is.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, type TestContext, test } from 'node:test';
import type { Request } from 'express';
import type { StrategyOutcome } from '../../../src/domain/strategy.ts';
import { oidcKind } from '../../../strategies/oidc/index.ts';
import { oidcOptions } from '../../../strategies/oidc/options.ts';
import { campusKeys, run, signIn, strategyDeps } from '../../support/oidc-strategy-run.ts';
import { startUpstream } from '../../support/oidc-upstream.ts';
import type { HostileCase } from './hostile-case.ts';

const folder = new URL('cases/', import.meta.url);

async function open(t: TestContext, { issuer, profile = {} }: HostileCase) {
  const upstream = await startUpstream(issuer);
  t.after(() => upstream.close());
  const { deps, clock } = strategyDeps(upstream);
  clock.advance(Date.now() - clock.now());
  const { issuer: own, ...keys } = campusKeys(upstream);
  const built = oidcKind.create(
    oidcOptions.parse({ ...keys, ...('preset' in profile ? {} : { issuer: own }), ...profile }),
    deps,
  );
  return { upstream, built };
}

type Opened = Awaited<ReturnType<typeof open>>;

async function through({ built, upstream }: Opened, back: HostileCase['back']): Promise<StrategyOutcome> {
  const login = signIn();
  const sent = await run(built.strategy, login);
  assert.equal(sent.type, 'redirect', JSON.stringify(sent));
  const address = await upstream.authorize((sent as { url: string }).url);
  back?.(address, upstream);
  return run(built.strategy, signIn({ phase: 'return', state: login.state }), address.pathname + address.search);
}

async function holdSignIn(t: TestContext, hostile: HostileCase): Promise<void> {
  const opened = await open(t, hostile);
  hostile.idToken?.(opened.upstream);
  const outcome = await through(opened, hostile.back);
  assert.equal(outcome.type, 'refused', `ended in ${JSON.stringify(outcome)}`);
  assert.match((outcome as { detail: string }).detail, hostile.because);
  assert.doesNotMatch((outcome as { detail: string }).detail, /eyJ|code-0/, 'a token or code stands in the trace');
}

async function holdSignOut(t: TestContext, { logoutToken, ...hostile }: HostileCase): Promise<void> {
  const { built, upstream } = await open(t, hostile);
  const post = (token: string) => built.backchannel?.({ body: { logout_token: token } } as Request);
  assert.ok(logoutToken !== undefined);
  const token = logoutToken(upstream);
  await assert.rejects(
    async () => post(token),
    (error: Error & { code?: string }) => {
      assert.equal(error.code, 'VST_UPSTREAM_MESSAGE_INVALID', error.message);
      assert.match(error.message, hostile.because);
      return true;
    },
  );
  upstream.behave.algorithm = 'ES256';
  upstream.behave.kid = undefined;
  upstream.behave.otherKey = false;
  upstream.behave.header = (header) => header;
  assert.deepEqual(await post(upstream.logoutToken()), { upstreamSessions: ['upstream-session'], subject: 'ada' });
}

describe('What a hostile OpenID Connect provider or browser says signs nobody in or out:', () => {
  for (const file of readdirSync(folder).toSorted()) {
    test(file.replace(/\.ts$/, '').replaceAll('-', ' '), async (t) => {
      const { hostile } = (await import(new URL(file, folder).href)) as { hostile: HostileCase };
      await (hostile.logoutToken === undefined ? holdSignIn(t, hostile) : holdSignOut(t, hostile));
    });
  }
});
