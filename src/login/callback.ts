// Step 4: the browser's return. The attempt is taken once, bound to this browser and to this profile as it is now.
import type { Request, Response } from 'express';
import { VestibuleError } from '../domain/errors.ts';
import type { LoginAttempt } from '../domain/login.ts';
import type { StrategyOutcome } from '../domain/strategy.ts';
import type { ProfileRuntime } from '../institutions.ts';
import type { Visit } from '../web/visit.ts';
import type { LoginDeps } from './deps.ts';
import { dispatch } from './dispatch.ts';
import { limitMessages } from './floods.ts';
import { runProfile } from './start-profile.ts';
import { showUpstreamFailure } from './upstream-failure.ts';

/** A same-site return: the browser's cookie comes with it, and `state` names the attempt. */
export async function sameSiteReturn(
  deps: LoginDeps,
  req: Request,
  res: Response,
  visit: Visit,
  profile: ProfileRuntime,
) {
  const state = single(req.query['state']);
  const attempt = await deps.attempts.read(state.split('.')[0] ?? '', visit.institution.slug, visit.browser());
  checkProfile(attempt, profile);
  await deps.attempts.take(attempt);
  const kept = { ...attempt.strategyState };
  const outcome = await runProfile(profile, req, visit, attempt, 'return', kept);
  if (outcome.type === 'asserted') return dispatch(deps, req, res, visit, attempt, profile, outcome.assertion);
  return showUpstreamFailure(deps, visit, attempt, profile, outcome);
}

/**
 * A cross-site POST (SAML): no cookie comes with it. The message is verified, its assertion kept under the attempt it
 * answers, and the browser sent to the same-site hop, where its cookie proves that it is the one that began.
 */
export async function crossSiteReturn(
  deps: LoginDeps,
  req: Request,
  res: Response,
  visit: Visit,
  profile: ProfileRuntime,
) {
  const isGood = await limitMessages(deps, visit);
  const outcome = await runProfile(profile, req, visit, undefined, 'return', {});
  if (outcome.type !== 'asserted' || outcome.attemptId === undefined) {
    return showUpstreamFailure(deps, visit, undefined, profile, unanswered(outcome));
  }
  await isGood();
  const attempt = await deps.attempts.answered(outcome.attemptId, visit.institution.slug);
  const hop = await deps.attempts.saveHop({
    attemptId: attempt.id,
    profile: profile.config.id,
    assertion: outcome.assertion,
  });
  res.set('cache-control', 'no-store').redirect(303, `${new URL(profile.urls.callback).pathname}?hop=${hop}`);
}

/** The hop: needs the one-time id and the cookie; another browser spends neither. */
export async function hopReturn(deps: LoginDeps, req: Request, res: Response, visit: Visit, profile: ProfileRuntime) {
  const id = single(req.query['hop']);
  const hop = await deps.attempts.readHop(id);
  if (hop.profile !== profile.config.id) throw expiredHop();
  const attempt = await deps.attempts.read(hop.attemptId, visit.institution.slug, visit.browser());
  checkProfile(attempt, profile);
  await deps.attempts.takeHop(id);
  await deps.attempts.take(attempt);
  return dispatch(deps, req, res, visit, attempt, profile, hop.assertion);
}

/** The profile must be the one the person was sent to, unchanged since. */
export function checkProfile(attempt: LoginAttempt, profile: ProfileRuntime): void {
  if (attempt.profile !== profile.config.id) {
    throw new VestibuleError('VST_ATTEMPT_EXPIRED', 'The attempt went to another profile.');
  }
  if (attempt.profileFingerprint !== profile.fingerprint) {
    throw new VestibuleError('VST_PROFILE_DISABLED', 'The profile was changed while the person was away.');
  }
}

function unanswered(outcome: StrategyOutcome): StrategyOutcome {
  return outcome.type === 'asserted'
    ? { type: 'refused', reason: 'invalid', detail: 'The message answers no attempt.' }
    : outcome;
}

function single(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new VestibuleError('VST_REQUEST_MALFORMED', 'A parameter is missing or repeated.');
}

function expiredHop(): VestibuleError {
  return new VestibuleError('VST_ATTEMPT_EXPIRED', 'The hop belongs to another profile.');
}
