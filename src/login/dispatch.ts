// Step 6: from what the upstream said to a session, or to the page that says what to do next.
import type { Request, Response } from 'express';
import type { Assertion } from '../domain/assertion.ts';
import type { LoginAttempt } from '../domain/login.ts';
import type { Resolution } from '../domain/resolution.ts';
import type { ProfileRuntime } from '../institutions.ts';
import { codeOf } from '../resolution/outcome-code.ts';
import type { Visit } from '../web/visit.ts';
import { answerWith } from './answer-with.ts';
import { arriveWith } from './attachment/arrive.ts';
import type { LoginDeps } from './deps.ts';
import { showFailure } from './failure.ts';
import { offerRegistration } from './registration/offer.ts';
import { type KnownPerson, signIn } from './sign-in.ts';
import { mayTakeOver, refuseSilently } from './silent-end.ts';
import { refuseStale } from './stale-proof.ts';
import type { DecidedAbout } from './trace-recorder.ts';
import { showTrial } from './trial.ts';

export async function dispatch(
  deps: LoginDeps,
  req: Request,
  res: Response,
  visit: Visit,
  attempt: LoginAttempt,
  profile: ProfileRuntime,
  assertion: Assertion,
): Promise<void> {
  if (await refuseStale(deps, req, res, visit, attempt, profile, assertion)) return;
  if (attempt.request.attachment !== undefined) return arriveWith(deps, res, visit, attempt, profile, assertion);
  // A trial writes nothing; nor does what nobody sees, while somebody is signed in who may be another person.
  const isBeside = attempt.request.passive && (await visit.session()) !== undefined;
  const writesNothing = attempt.request.trial === true || isBeside;
  const { resolution, steps } = await deps.resolve(visit.institution, profile, assertion, writesNothing);
  const outcome = resolution.type === 'matched' ? 'matched' : codeOf(resolution);
  const trace = await deps.recordTrace(
    {
      institution: visit.institution.slug,
      profile: profile.config.id,
      relyingParty: attempt.request.relyingParty,
      door: attempt.request.returnTo.door,
      outcome,
      steps,
    },
    { source: visit.source.key, about: aboutOf(resolution, attempt) },
  );
  if (attempt.request.trial === true) return showTrial(visit, profile, resolution, trace, assertion);
  if (attempt.request.passive && !(await mayTakeOver(visit, resolution))) {
    return refuseSilently(deps, req, res, attempt.request);
  }
  if (resolution.type !== 'matched') {
    const best = await offerRegistration(deps, visit, attempt, profile, assertion, resolution);
    return showFailure(deps, visit, attempt, codeOf(resolution), trace, undefined, best);
  }
  await establish(deps, req, res, visit, attempt, {
    user: resolution.user,
    identifier: resolution.identifier,
    assertion,
    trace,
    upstreamMayEnd: true,
  });
}

function aboutOf(resolution: Resolution, { request: { trial } }: LoginAttempt): DecidedAbout {
  if (resolution.type !== 'matched' && resolution.type !== 'refused') return { trial };
  const { id: userId, primaryIdentifier: user } = resolution.user;
  const identifierType = resolution.type === 'matched' ? resolution.identifier.type : undefined;
  return { userId, user, identifierType, proved: true, trial };
}

/** Steps 6 and 7 for a person who is known: a session under a new id, and the door's answer. */
async function establish(
  deps: LoginDeps,
  req: Request,
  res: Response,
  visit: Visit,
  attempt: LoginAttempt,
  who: KnownPerson,
): Promise<void> {
  const session = await signIn(deps, visit, attempt.request, who);
  await answerWith(deps, req, res, visit, attempt.request, { session, user: who.user });
}
