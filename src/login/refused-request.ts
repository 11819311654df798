// A request of the login flow that was refused before any upstream was asked: traced like every other end.
import type { Request } from 'express';
import { VestibuleError } from '../domain/errors.ts';
import type { FailureAction } from '../web/views.ts';
import type { Visit } from '../web/visit.ts';
import type { LoginDeps } from './deps.ts';
import { endedAttempt } from './ended-attempt.ts';
import { showFailure } from './failure.ts';

/** Those that tell of an attempt; the rest (a wrong address, a broken database) is the error page's. */
const traced: readonly string[] = ['VST_ATTEMPT_EXPIRED', 'VST_ATTEMPT_OTHER_BROWSER', 'VST_PROFILE_DISABLED'];

/** @throws the error itself, when it is not of an attempt */
export async function traceRefused(deps: LoginDeps, visit: Visit, req: Request, error: unknown): Promise<void> {
  if (!(error instanceof VestibuleError) || !traced.includes(error.code)) throw error;
  const profile = req.params['profile'];
  const attempt = error.code === 'VST_PROFILE_DISABLED' ? await endedAttempt(deps, visit, req) : undefined;
  const trace = await deps.recordTrace(
    {
      institution: visit.institution.slug,
      profile: typeof profile === 'string' ? profile : undefined,
      relyingParty: attempt?.request.relyingParty,
      door: attempt?.request.returnTo.door ?? 'self',
      outcome: error.code,
      steps: [{ type: 'checked', check: 'attempt', passed: false, detail: error.message }],
    },
    { source: visit.source.key },
  );
  await showFailure(deps, visit, attempt, error.code, trace, undefined, await signedInAlready(visit));
}

/** By the back button or in another window: she came in, and only this page is over. */
async function signedInAlready(visit: Visit): Promise<readonly FailureAction[]> {
  const isIn = (await visit.session()) !== undefined;
  return isIn ? [{ type: 'my-sign-in', href: `/${visit.institution.slug}/me` }] : [];
}
