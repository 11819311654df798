// Step 3: the strategy of one profile sends the person to her upstream.
import type { Request, Response } from 'express';
import { VestibuleError } from '../domain/errors.ts';
import type { LoginAttempt } from '../domain/login.ts';
import type { StrategyLogin, StrategyOutcome } from '../domain/strategy.ts';
import type { ProfileRuntime } from '../institutions.ts';
import { renderRelayForm } from '../web/pages/relay-form.ts';
import { renderUpstreams } from '../web/pages/upstreams.ts';
import type { Visit } from '../web/visit.ts';
import type { LoginDeps } from './deps.ts';
import { chooserPath, profilePath } from './paths.ts';
import { runStrategy } from './run-strategy.ts';
import { endSilently } from './silent-end.ts';
import { showUpstreamFailure } from './upstream-failure.ts';
import { upstreamsView } from './upstreams-view.ts';

export async function startProfile(
  deps: LoginDeps,
  req: Request,
  res: Response,
  visit: Visit,
  attempt: LoginAttempt,
  profile: ProfileRuntime,
): Promise<void> {
  const state: Record<string, string> = {};
  const outcome = await runProfile(profile, req, visit, attempt, 'begin', state);
  const begun: LoginAttempt = {
    ...attempt,
    profile: profile.config.id,
    profileFingerprint: profile.fingerprint,
    strategyState: state,
  };
  if (attempt.request.passive && outcome.type !== 'redirect') {
    return endSilently(deps, req, res, visit, begun, profile, outcome);
  }
  await deps.attempts.save(begun);
  await sendAway(deps, res, visit, begun, profile, outcome);
}

async function sendAway(
  deps: LoginDeps,
  res: Response,
  visit: Visit,
  attempt: LoginAttempt,
  profile: ProfileRuntime,
  outcome: StrategyOutcome,
): Promise<void> {
  switch (outcome.type) {
    case 'redirect':
      res.set('cache-control', 'no-store').redirect(303, outcome.url);
      return;
    case 'post': {
      const frame = visit.frame(chooserPath(attempt));
      visit.send(200, renderRelayForm(frame, outcome, visit.translate), [new URL(outcome.url).origin]);
      return;
    }
    case 'choose': {
      const frame = visit.frame(profilePath(attempt, profile.config.id));
      const view = upstreamsView(visit, attempt, profile, outcome);
      visit.send(200, renderUpstreams(frame, view, visit.translate));
      return;
    }
    case 'refused':
    case 'unreachable':
      return showUpstreamFailure(deps, visit, attempt, profile, outcome);
    case 'prompt':
    case 'asserted':
      throw new VestibuleError('VST_INTERNAL', `A redirect profile began with "${outcome.type}".`);
  }
}

/** Runs a profile's strategy on this request, within its deadline. */
export function runProfile(
  profile: ProfileRuntime,
  req: Request,
  visit: Visit,
  attempt: LoginAttempt | undefined,
  phase: StrategyLogin['phase'],
  state: Record<string, string>,
): Promise<StrategyOutcome> {
  const { hint, contexts = [] } = attempt?.request ?? {};
  // Asked for are only those that it is said to know: of others an identity provider makes an error.
  const known = contexts.filter((context) => profile.config.contexts?.includes(context));
  const facts = {
    phase,
    attemptId: attempt?.id,
    state,
    forceAuthn: attempt?.request.forceAuthn ?? false,
    passive: attempt?.request.passive ?? false,
    idp: hint?.profile === profile.config.id ? hint.idp : undefined,
    loginHint: attempt?.request.loginHint,
    contexts: known.length === 0 ? undefined : known,
    lastUpstream: phase === 'begin' ? visit.lastUpstream(profile.config.id) : undefined,
    language: visit.language,
    source: visit.source.key,
  };
  const onChosen = (upstream: string) => visit.rememberUpstream(profile.config.id, upstream);
  return runStrategy(profile.built.strategy, req, facts, {
    deadlineMs: profile.config.timeoutSeconds * 1000,
    measure: profile.measure,
    onChosen,
  });
}
