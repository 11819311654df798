// A social strategy beside its stand-in, run the way Passport does, through the real `outbound`.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Assertion } from '../../src/domain/assertion.ts';
import type { BuiltStrategy, StrategyDeps, StrategyLogin, StrategyOutcome } from '../../src/domain/strategy.ts';
import { createOutbound } from '../../src/outbound/outbound.ts';
import { facebookKind } from '../../strategies/facebook/index.ts';
import { type FacebookOptions, facebookOptions } from '../../strategies/facebook/options.ts';
import { googleKind } from '../../strategies/google/index.ts';
import { type GoogleOptions, googleOptions } from '../../strategies/google/options.ts';
import { xKind } from '../../strategies/x/index.ts';
import { type XOptions, xOptions } from '../../strategies/x/options.ts';
import { run, signIn, strategyDeps } from './oidc-strategy-run.ts';
import { type SocialKind, type SocialProvider, startSocialProvider } from './social-providers.ts';

export const socialKinds: readonly SocialKind[] = ['google', 'facebook', 'x'];

/** A profile as it is written in an institution file. */
export function socialProfile({ dialect, endpoints }: Pick<SocialProvider, 'dialect' | 'endpoints'>) {
  const { kind, client } = dialect;
  return {
    kind,
    id: kind,
    label: kind,
    clientId: client.clientId,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
    clientSecret: '${env:SOCIAL}',
    endpoints,
    timeoutSeconds: 2,
    match: { from: 'subject' as const, to: kind.toUpperCase() },
  };
}

export type SocialOptions = GoogleOptions | FacebookOptions | XOptions;

/** A written profile, read by the schema of its kind. */
export function profileOptions(kind: SocialKind, written: object): SocialOptions {
  return { google: googleOptions, facebook: facebookOptions, x: xOptions }[kind].parse(written);
}

export function createSocial(options: SocialOptions, deps: StrategyDeps): BuiltStrategy {
  switch (options.kind) {
    case 'google':
      return googleKind.create(options, deps);
    case 'facebook':
      return facebookKind.create(options, deps);
    case 'x':
      return xKind.create(options, deps);
  }
}

export function buildSocial(kind: SocialKind, written: object, deps: StrategyDeps): BuiltStrategy {
  return createSocial(profileOptions(kind, written), deps);
}

export interface Standing {
  readonly provider: SocialProvider;
  readonly built: BuiltStrategy;
  readonly deps: StrategyDeps;
  begin(more?: Partial<StrategyLogin>): Promise<{ readonly url: URL; readonly state: Record<string, string> }>;
  /** The browser comes back; `change` may spoil the address before that. */
  comeBack(back: URL, state: Record<string, string>): Promise<StrategyOutcome>;
  through(change?: (back: URL) => void, more?: Partial<StrategyLogin>): Promise<StrategyOutcome>;
}

export async function standing(t: TestContext, kind: SocialKind, more: object = {}): Promise<Standing> {
  const provider = await startSocialProvider(kind);
  t.after(() => provider.close());
  const { deps: plain } = strategyDeps(provider.dialect.client);
  const deps: StrategyDeps = { ...plain, outbound: createOutbound({ allow: ['127.0.0.0/8'] }) };
  const built = buildSocial(kind, { ...socialProfile(provider), ...more }, deps);

  const self: Standing = {
    provider,
    built,
    deps,
    async begin(login = {}) {
      const given = signIn(login);
      const outcome = await run(built.strategy, given);
      assert.equal(outcome.type, 'redirect', JSON.stringify(outcome));
      return { url: new URL((outcome as { url: string }).url), state: given.state };
    },
    comeBack: (back, state) => run(built.strategy, signIn({ phase: 'return', state }), back.pathname + back.search),
    async through(change = () => undefined, login = {}) {
      const { url, state } = await self.begin(login);
      const back = await provider.authorize(url.href);
      change(back);
      return self.comeBack(back, state);
    },
  };
  return self;
}

export function assertionIn(outcome: StrategyOutcome): Assertion {
  assert.equal(outcome.type, 'asserted', JSON.stringify(outcome));
  return (outcome as Extract<StrategyOutcome, { type: 'asserted' }>).assertion;
}

/** How it ended, in one line: `refused/invalid`, `unreachable`, and ` hearsay` where nothing may rest on it. */
export function endOf(outcome: StrategyOutcome): string {
  if (outcome.type !== 'refused' && outcome.type !== 'unreachable') return outcome.type;
  const end = outcome.type === 'refused' ? `refused/${outcome.reason}` : 'unreachable';
  return outcome.hearsay ? `${end} hearsay` : end;
}
