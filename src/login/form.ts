// A typed name and password: the one password check, and the attempt taken only when it lets in.
import type { Request, Response } from 'express';
import { type ErrorCode, errorCatalogue, VestibuleError } from '../domain/errors.ts';
import type { LoginAttempt } from '../domain/login.ts';
import type { ProfileRuntime } from '../institutions.ts';
import type { Visit } from '../web/visit.ts';
import { arriveByForm } from './attachment/arrive.ts';
import { attemptOf } from './attempt-of.ts';
import type { LoginDeps } from './deps.ts';
import { offersReset } from './email/offers-reset.ts';
import { showFailure } from './failure.ts';
import { formField, secretMax } from './form-fields.ts';
import { goOn } from './go-on.ts';
import { isTaken } from './known-ways.ts';
import { askNewPassword } from './new-password.ts';
import { causeInAttempt } from './opened-fallback.ts';
import { signIn } from './sign-in.ts';
import { showSignIn } from './sign-in-page.ts';
import { showTrial } from './trial.ts';

const nameMax = 255;

/** Codes after which the person may type again. They tell nobody whether there is such an account. */
const typeAgain: readonly ErrorCode[] = [
  'VST_CREDENTIALS_REFUSED',
  'VST_TOO_MANY_REQUESTS',
  'VST_BUSY',
  'VST_UPSTREAM_UNREACHABLE',
];

export async function submitForm(deps: LoginDeps, req: Request, res: Response, visit: Visit, profile: ProfileRuntime) {
  const { username, password } = fieldsOf(req);
  const attempt = await attemptOf(deps, visit, req);
  if (!isTaken(visit, attempt, profile)) {
    throw new VestibuleError('VST_PROFILE_UNKNOWN', 'The application does not take people of this profile.');
  }
  const outcome = await deps.credentials.check({
    institution: visit.institution.slug,
    name: username,
    secret: password,
    source: visit.source,
    profile: profile.config.id,
    cause: causeInAttempt(visit.institution, attempt),
    door: attempt.request.returnTo.door,
    relyingParty: attempt.request.relyingParty,
    // Proved for an attachment, it signs nobody in either.
    trial: attempt.request.trial === true || attempt.request.attachment !== undefined,
  });
  if (outcome.type === 'accepted') {
    await deps.attempts.take(attempt);
    if (attempt.request.attachment !== undefined) return arriveByForm(deps, res, visit, attempt, profile, outcome);
    if (attempt.request.trial === true) {
      const resolution = { type: 'matched' as const, user: outcome.user, identifier: outcome.identifier };
      return showTrial(visit, profile, resolution, outcome.trace, outcome.assertion);
    }
    if (outcome.assertion.mustChangePassword === true) return askNewPassword(deps, visit, attempt, outcome);
    const { request } = attempt;
    const session = await signIn(deps, visit, request, outcome);
    return goOn(deps, req, res, visit, { request, session, user: outcome.user });
  }
  if (typeAgain.includes(outcome.code)) {
    return showAgain(deps, visit, attempt, profile, username, outcome.code, outcome.trace);
  }
  await deps.attempts.take(attempt);
  return showFailure(deps, visit, attempt, outcome.code, outcome.trace);
}

function showAgain(
  deps: LoginDeps,
  visit: Visit,
  attempt: LoginAttempt,
  profile: ProfileRuntime,
  typedName: string,
  code: ErrorCode,
  reference: string,
): void {
  const canReset = code === 'VST_CREDENTIALS_REFUSED' && offersReset(visit.institution, deps.hasMail);
  const actions = canReset ? [{ type: 'reset-password' as const, href: `/${visit.institution.slug}/reset/ask` }] : [];
  const error = { code, reference: reference === '' ? undefined : reference, actions };
  showSignIn(visit, attempt, errorCatalogue[code].status, { profile, typedName, error });
}

function fieldsOf(req: Request): { username: string; password: string } {
  return { username: formField(req, 'username', nameMax), password: formField(req, 'password', secretMax) };
}
