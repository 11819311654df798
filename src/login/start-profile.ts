// Step 3: the strategy of one profile sends the person to her upstream.
import type { Request, Response } from 'express';
import { VestibuleError } from '../domain/errors.ts';
import type { LoginAttempt } from '../domain/login.ts';
import type { StrategyLogin, StrategyOutcome, UpstreamChoice } from '../domain/strategy.ts';
import type { ProfileRuntime } from '../institutions.ts';
import { renderRelayForm } from '../web/pages/relay-form.ts';
import { renderUpstreams } from '../web/pages/upstreams.ts';
import type { UpstreamsView } from '../web/views.ts';
import type { Visit } from '../web/visit.ts';
import type { LoginDeps } from './deps.ts';
import { chooserPath, profilePath } from './paths.ts';
import { runStrategy } from './run-strategy.ts';
import { showUpstreamFailure } from './upstream-failure.ts';

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
      const view = upstreamsView(visit, attempt, profile, outcome.choices);
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

/** By name, as the person's language sorts them. */
function upstreamsView(
  visit: Visit,
  attempt: LoginAttempt,
  profile: ProfileRuntime,
  choices: readonly UpstreamChoice[],
): UpstreamsView {
  const path = profilePath(attempt, profile.config.id);
  const { compare } = new Intl.Collator(visit.language);
  return {
    profileLabel: visit.text(profile.config.label),
    choices: choices
      .map(({ id, names }) => ({ label: visit.text(names), href: `${path}&idp=${encodeURIComponent(id)}` }))
      .toSorted((left, right) => compare(left.label, right.label)),
    otherHref: visit.institution.profiles.size > 1 ? chooserPath(attempt) : undefined,
  };
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
  const facts = {
    phase,
    attemptId: attempt?.id,
    state,
    forceAuthn: attempt?.request.forceAuthn ?? false,
    passive: false,
    loginHint: attempt?.request.loginHint,
    language: visit.language,
    source: visit.source.key,
  };
  return runStrategy(profile.built.strategy, req, facts, { deadlineMs: profile.config.timeoutSeconds * 1000 });
}
