// Runs the OpenID Connect strategy the way Passport does: a copy of the instance with the five outcomes put on it.
import type { Strategy } from 'passport';
import type { Assertion } from '../../src/domain/assertion.ts';
import type { SecretReference } from '../../src/domain/ports/secrets.ts';
import type { StrategyDeps, StrategyLogin, StrategyOutcome, StrategyRequest } from '../../src/domain/strategy.ts';
import { type OidcOptions, oidcOptions } from '../../strategies/oidc/options.ts';
import { fakeEphemeral } from './fake-ephemeral.ts';
import { fakeClock, seededRandom } from './fakes.ts';
import type { Upstream } from './oidc-upstream.ts';

export const callback = 'http://127.0.0.1:9/demo/login/campus/callback';

export function campusOptions(upstream: Pick<Upstream, 'issuer' | 'clientId'>, more: object = {}): OidcOptions {
  return oidcOptions.parse({ ...campusKeys(upstream), ...more });
}

/** The keys of a profile as an operator would write them. */
export function campusKeys(upstream: Pick<Upstream, 'issuer' | 'clientId'>) {
  return {
    kind: 'oidc',
    id: 'campus',
    label: 'Campus',
    match: { from: { attribute: 'student_number' }, to: 'STUDENT' },
    issuer: upstream.issuer,
    clientId: upstream.clientId,
    clientSecret: '${env:UPSTREAM}',
    timeoutSeconds: 2,
  };
}

/** Calls by the way `local` knows; everything else as it stands. */
export function outboundTo(local: (url: string) => string): StrategyDeps['outbound'] {
  return {
    fetch: (input, init) => fetch(local(input instanceof Request ? input.url : String(input)), init),
    async get(url, { timeoutMs }) {
      const response = await fetch(local(url), { signal: AbortSignal.timeout(timeoutMs) });
      return { status: response.status, body: await response.text() };
    },
  };
}

export function strategyDeps(upstream: Pick<Upstream, 'clientSecret'> & Partial<Pick<Upstream, 'local'>>) {
  const clock = fakeClock();
  const deps: StrategyDeps = {
    institution: 'demo',
    urls: {
      callback,
      metadata: `${callback}/metadata`,
      logout: `${callback}/logout`,
      backchannel: `${callback}/backchannel`,
    },
    secrets: { read: (_reference: SecretReference) => upstream.clientSecret },
    ephemeral: fakeEphemeral(clock),
    outbound: outboundTo(upstream.local ?? ((url) => url)),
    clock,
    random: seededRandom(),
    internalPassword: { verify: () => Promise.reject(new Error('not used')) },
  };
  return { deps, clock };
}

export function signIn(more: Partial<StrategyLogin> = {}): StrategyLogin {
  return {
    phase: 'begin',
    attemptId: 'attempt-1',
    state: {},
    forceAuthn: false,
    passive: false,
    loginHint: undefined,
    language: 'en',
    source: '127.0.0.1',
    post: () => undefined,
    choose: () => undefined,
    foundAttempt: () => undefined,
    chose: () => undefined,
    begunByUpstream: () => undefined,
    ...more,
  };
}

/** @throws what the strategy gives to `error` */
export function run(strategy: Strategy, login: StrategyLogin, originalUrl = '/'): Promise<StrategyOutcome> {
  return new Promise((resolve, reject) => {
    const running = Object.assign(Object.create(strategy) as Strategy, {
      success: (assertion: unknown) => resolve({ type: 'asserted', assertion: assertion as Assertion }),
      fail: (failure: unknown) => resolve(failure as StrategyOutcome),
      redirect: (url: string) => resolve({ type: 'redirect', url }),
      pass: () => reject(new Error('passed')),
      error: reject,
    });
    running.authenticate.call(
      running as never,
      { signIn: login, originalUrl, query: {} } as unknown as StrategyRequest,
    );
  });
}
