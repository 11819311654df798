// How a silent sign-in ends that is none: the application is told, and a trace says why.
import type { Request, Response } from 'express';
import type { ErrorCode } from '../domain/errors.ts';
import type { LoginAttempt, LoginRequest } from '../domain/login.ts';
import type { Resolution, TraceStep } from '../domain/resolution.ts';
import type { StrategyOutcome } from '../domain/strategy.ts';
import type { ProfileRuntime } from '../institutions.ts';
import type { Visit } from '../web/visit.ts';
import type { LoginDeps } from './deps.ts';
import { codeOfFailure } from './upstream-failure.ts';

/** An upstream that was asked silently did not say who is there. */
export async function endSilently(
  deps: LoginDeps,
  req: Request,
  res: Response,
  visit: Visit,
  attempt: LoginAttempt,
  profile: ProfileRuntime,
  outcome: StrategyOutcome,
): Promise<void> {
  const steps: TraceStep[] = [{ type: 'checked', check: 'silent', passed: false, detail: 'nothing may be shown' }];
  let code: ErrorCode = 'VST_UPSTREAM_CANCELLED';
  if (outcome.type === 'refused' || outcome.type === 'unreachable') {
    const said = outcome.type === 'refused' ? outcome.reason : outcome.type;
    steps.unshift({ type: 'upstream', outcome: said, detail: outcome.detail });
    code = codeOfFailure(outcome, attempt);
  } else steps.unshift({ type: 'upstream', outcome: outcome.type, detail: 'it would have to show a page' });
  await deps.recordTrace(
    {
      institution: visit.institution.slug,
      profile: profile.config.id,
      relyingParty: attempt.request.relyingParty,
      door: attempt.request.returnTo.door,
      outcome: code,
      steps,
    },
    { source: visit.source.key },
  );
  await refuseSilently(deps, req, res, attempt.request);
}

export async function refuseSilently(
  deps: LoginDeps,
  req: Request,
  res: Response,
  request: LoginRequest,
): Promise<void> {
  await deps.doors[request.returnTo.door].refuse(req, res, request, 'login-required');
}

/** Nothing that nobody sees puts another person in the place of the one who is signed in. */
export async function mayTakeOver(visit: Visit, resolution: Resolution): Promise<boolean> {
  if (resolution.type !== 'matched') return false;
  const standing = await visit.session();
  return standing === undefined || standing.user.id === resolution.user.id;
}
