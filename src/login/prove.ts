// Asks a chain whether a name and password belong together: its upstreams in order, then the internal password, once.
import { type Assertion, internalAssertion } from '../domain/assertion.ts';
import { VestibuleError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { InternalPasswordCause, InternalPasswordCheck } from '../domain/ports/internal-password-check.ts';
import { isAway, type UpstreamHealth } from '../domain/ports/upstream-health.ts';
import type { TraceStep } from '../domain/resolution.ts';
import type { StrategyFailure } from '../domain/strategy.ts';
import type { Institution, ProfileRuntime } from '../institutions.ts';
import type { Chain } from './chain.ts';
import { causeOf, fallbackStep, internalPasswordCause } from './fallback.ts';
import { awaySince } from './opened-fallback.ts';
import { runStrategy, syntheticRequest } from './run-strategy.ts';

export interface Asked {
  readonly institution: Institution;
  readonly chain: Chain;
  readonly name: string;
  readonly secret: string;
  /** Why the internal password was offered, where the person chose it. */
  readonly offered: InternalPasswordCause;
  readonly source: string;
}

export type Proof =
  | { readonly type: 'proven'; readonly profile: ProfileRuntime; readonly assertion: Assertion }
  | {
      readonly type: 'not-proven';
      readonly cause: InternalPasswordCause;
      /** An upstream could not be asked: the answer says so, to everybody alike. */
      readonly unreachable: boolean;
      /** An upstream compared the password. */
      readonly compared: boolean;
    };

export interface ProveDeps {
  readonly internalPassword: InternalPasswordCheck;
  readonly clock: Clock;
  readonly health: UpstreamHealth;
}

/** @param steps is added to @throws VestibuleError VST_BUSY when the hashing queue is full */
export async function prove(deps: ProveDeps, asked: Asked, steps: TraceStep[]): Promise<Proof> {
  const ends: StrategyFailure[] = [];
  for (const profile of asked.chain.upstreams) {
    const end = (await knownAway(deps.health, asked.institution, profile)) ?? (await run(profile, asked, undefined));
    steps.push(upstreamStep(profile, end));
    if ('issuer' in end) return { type: 'proven', profile, assertion: end };
    ends.push(end);
  }
  const policy = asked.institution.config.fallback;
  const cause = internalPasswordCause(ends, asked.offered, policy);
  const end = await askInternal(deps, asked, cause);
  const proven = 'issuer' in end;
  const detail = proven || !('detail' in end) ? {} : { detail: end.detail };
  steps.push(fallbackStep(cause, policy), { type: 'checked', check: 'internal password', passed: proven, ...detail });
  if (proven) return { type: 'proven', profile: asked.chain.internal, assertion: end };
  const causes = ends.map((one) => causeOf(one));
  const unreachable = causes.includes('unreachable');
  return { type: 'not-proven', cause, unreachable, compared: causes.includes('refused') };
}

/** What our own probes know not to answer is not waited for at each sign-in. They notice when it is back. */
async function knownAway(
  health: UpstreamHealth,
  { slug }: Institution,
  { config, fingerprint }: ProfileRuntime,
): Promise<StrategyFailure | undefined> {
  const state = await health.state({ institution: slug, profile: config.id, settings: fingerprint });
  return isAway(state) ? { type: 'unreachable', detail: `not asked: ${awaySince(state)}` } : undefined;
}

async function askInternal(
  { internalPassword, clock }: ProveDeps,
  asked: Asked,
  cause: InternalPasswordCause,
): Promise<Assertion | StrategyFailure> {
  const { institution, chain, name, secret } = asked;
  const profile = chain.internal.config.id;
  if (chain.hasPasswordProfile) {
    const end = await run(chain.internal, asked, cause);
    if ('issuer' in end || end.type !== 'unreachable') return end;
    throw new VestibuleError('VST_BUSY', 'The internal password was not checked in time');
  }
  const verdict = await internalPassword.verify({ institution: institution.slug, profile, name, secret, cause });
  if (verdict.type === 'wrong') return { type: 'refused', reason: 'credentials', detail: verdict.detail };
  const { userId, mustChange } = verdict;
  return internalAssertion({ profile, name, userId, mustChange, authenticatedAt: clock.now() });
}

async function run(
  { built, config, measure }: ProfileRuntime,
  { name, secret, source }: Asked,
  internalPasswordCause: InternalPasswordCause | undefined,
): Promise<Assertion | StrategyFailure> {
  const request = syntheticRequest({ username: name, password: secret });
  const attempt = { attemptId: undefined, state: {}, loginHint: undefined, language: 'en' };
  const facts = {
    ...attempt,
    phase: 'return',
    forceAuthn: false,
    passive: false,
    source,
    internalPasswordCause,
  } as const;
  const outcome = await runStrategy(built.strategy, request, facts, {
    deadlineMs: config.timeoutSeconds * 1000,
    measure,
  });
  switch (outcome.type) {
    case 'asserted':
      return outcome.assertion;
    case 'refused':
    case 'unreachable':
    case 'prompt':
      return outcome;
    case 'redirect':
    case 'post':
    case 'choose':
      throw new VestibuleError('VST_INTERNAL', `A form profile answered with "${outcome.type}"`);
  }
}

function upstreamStep({ config }: ProfileRuntime, end: Assertion | StrategyFailure): TraceStep {
  if ('issuer' in end) return { type: 'upstream', outcome: 'asserted', detail: config.id };
  const outcome = end.type === 'refused' ? `refused: ${end.reason}` : end.type;
  return { type: 'upstream', outcome, detail: 'detail' in end ? `${config.id}: ${end.detail}` : config.id };
}
