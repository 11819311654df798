// Step 4: the browser's return. The attempt is taken once, bound to this browser and to this profile as it is now.
import type { Request, Response } from 'express';
import { VestibuleError } from '../domain/errors.ts';
import type { Hop, LoginAttempt } from '../domain/login.ts';
import type { StrategyOutcome } from '../domain/strategy.ts';
import type { ProfileRuntime } from '../institutions.ts';
import type { Visit } from '../web/visit.ts';
import { keepArrival } from './begun-upstream.ts';
import { checkProfile } from './check-profile.ts';
import type { LoginDeps } from './deps.ts';
import { dispatch } from './dispatch.ts';
import { limitMessages } from './floods.ts';
import { relayReturn, returnedRequest } from './relayed-return.ts';
import { endSilently } from './silent-end.ts';
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
  const returned = await returnedRequest(deps, req, visit, profile);
  const state = single(returned.request.query['state']);
  const attempt = await deps.attempts.read(state.split('.')[0] ?? '', visit.institution.slug, visit.browser());
  checkProfile(attempt, profile);
  await returned.spend();
  await deps.attempts.take(attempt);
  const kept = { ...attempt.strategyState };
  const outcome = await runProfile(profile, returned.request, visit, attempt, 'return', kept);
  if (outcome.type === 'asserted') await returned.isGood();
  return readReturn(deps, req, res, visit, attempt, profile, outcome);
}

/** Step 4 is over, in the browser that began: on to the person, or to how else it ended. */
async function readReturn(
  deps: LoginDeps,
  req: Request,
  res: Response,
  visit: Visit,
  attempt: LoginAttempt,
  profile: ProfileRuntime,
  outcome: StrategyOutcome,
): Promise<void> {
  if (outcome.type === 'asserted') return dispatch(deps, req, res, visit, attempt, profile, outcome.assertion);
  if (attempt.request.passive) return endSilently(deps, req, res, visit, attempt, profile, outcome);
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
  if (profile.built.returnsByPost === true) return relayReturn(deps, req, res, visit, profile);
  const isGood = await limitMessages(deps, visit);
  const outcome = await runProfile(profile, req, visit, undefined, 'return', {});
  if (outcome.type === 'asserted' && outcome.begunByUpstream === true) {
    await isGood();
    return keepArrival(deps, req, res, visit, profile, outcome.assertion);
  }
  const waiting = await waitingFor(deps, visit, outcome);
  if (waiting === undefined) return showUpstreamFailure(deps, visit, undefined, profile, unanswered(outcome));
  if (outcome.type === 'asserted') await isGood();
  const hop = await deps.attempts.saveHop({ ...waiting, profile: profile.config.id });
  res.set('cache-control', 'no-store').redirect(303, `${new URL(profile.urls.callback).pathname}?hop=${hop}`);
}

/**
 * What goes on in the browser that began: an assertion; of a silent request its refusal, which is to show no page; and where
 * a new proof was demanded, that this is an old one.
 */
async function waitingFor(
  deps: LoginDeps,
  visit: Visit,
  outcome: StrategyOutcome,
): Promise<Pick<Hop, 'attemptId' | 'outcome'> | undefined> {
  if ((outcome.type !== 'asserted' && outcome.type !== 'refused') || outcome.attemptId === undefined) return undefined;
  const { attemptId } = outcome;
  const answered = deps.attempts.answered(attemptId, visit.institution.slug);
  if (outcome.type === 'asserted') return { attemptId: (await answered).id, outcome };
  const goesOn = ({ request }: LoginAttempt) => request.passive || (request.forceAuthn && outcome.reason === 'expired');
  return (await answered.then(goesOn, overIsNot)) ? { attemptId, outcome } : undefined;
}

/** Of an attempt that is over nobody knows any more what it asked for: the person is told what the upstream said. */
function overIsNot(error: unknown): false {
  if (error instanceof VestibuleError && error.code === 'VST_ATTEMPT_EXPIRED') return false;
  throw error;
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
  return readReturn(deps, req, res, visit, attempt, profile, hop.outcome);
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
