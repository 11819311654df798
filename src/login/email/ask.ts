// The address is asked for, and a mail, if it is somebody's. The answer is the same page in the same time for every address.
import type { Request, Response } from 'express';
import type { LoginProfile } from '../../../config/schema.ts';
import { type ErrorCode, errorCatalogue, VestibuleError } from '../../domain/errors.ts';
import type { LoginAttempt } from '../../domain/login.ts';
import type { ProfileRuntime } from '../../institutions.ts';
import { isMailAddress } from '../../mail/address.ts';
import { newTraceCode } from '../../resolution/trace-code.ts';
import { renderEmailAsk } from '../../web/pages/email-ask.ts';
import type { Visit } from '../../web/visit.ts';
import { attemptOf } from '../attempt-of.ts';
import { checkProfile } from '../check-profile.ts';
import { formField } from '../form-fields.ts';
import { chooserPath } from '../paths.ts';
import type { EmailDeps } from './deps.ts';
import { mayAsk } from './limits.ts';
import { codePath, emailPath } from './paths.ts';
import { sendSignInMail } from './sign-in-mail.ts';

export type EmailOptions = Extract<LoginProfile, { kind: 'email-link' }>;
export type EmailProfile = ProfileRuntime & { readonly config: EmailOptions };

/** Characters of a typed address; no longer one can be mailed to. */
const addressMax = 320;

export async function showAsk(deps: EmailDeps, visit: Visit, req: Request, profile: EmailProfile): Promise<void> {
  const attempt = await attemptHere(deps, visit, req, profile);
  const hint = attempt.request.loginHint ?? '';
  showForm(visit, attempt, profile, attempt.strategyState['typed'] ?? (hint.includes('@') ? hint : ''));
}

export async function submitAsk(deps: EmailDeps, req: Request, res: Response, visit: Visit, profile: EmailProfile) {
  const typed = formField(req, 'email', addressMax).trim();
  const attempt = await attemptHere(deps, visit, req, profile);
  if (!isMailAddress(typed)) return showForm(visit, attempt, profile, typed, 'not-an-address');
  if (!(await mayAsk(deps, visit, profile.config.limits))) {
    return showForm(visit, attempt, profile, typed, 'VST_TOO_MANY_REQUESTS');
  }
  const { institution } = visit;
  const seconds = Math.min(profile.config.minutes * 60, deps.attemptSeconds);
  const { id: attemptId, browser } = attempt;
  const before = attempt.strategyState['challenge'];
  const challenge = await deps.challenges.open(
    { institution: institution.slug, profile: profile.config.id, attemptId, browser },
    seconds,
  );
  if (before !== undefined) await deps.challenges.end(before);
  const reference = newTraceCode(deps.random);
  const at = deps.clock.now();
  // The attempt lives as long as the mail is good for: it is begun anew by asking.
  const next = { ...attempt, startedAt: at, strategyState: { challenge: challenge.id, typed, reference } };
  await deps.attempts.save(next);
  const { timeZone } = institution.config;
  const asked = { at, source: visit.source.key, userAgent: req.get('user-agent'), language: visit.language, timeZone };
  const wanted = { institution, options: profile.config, attempt, challenge, typed, asked, seconds, reference };
  deps.afterAnswer.later(() => sendSignInMail(deps, wanted));
  res.redirect(303, codePath(visit, profile, attempt));
}

/** The attempt that `?attempt=` names: of this browser, and on its way to this profile as it is now. */
export async function attemptHere(
  deps: EmailDeps,
  visit: Visit,
  req: Request,
  profile: EmailProfile,
): Promise<LoginAttempt> {
  if (deps.mailer === undefined) throw new VestibuleError('VST_PROFILE_DISABLED', 'This installation has no mail.');
  const attempt = await attemptOf(deps, visit, req);
  checkProfile(attempt, profile);
  return attempt;
}

function showForm(
  visit: Visit,
  attempt: LoginAttempt,
  profile: EmailProfile,
  typed: string,
  problem?: 'not-an-address' | Extract<ErrorCode, 'VST_TOO_MANY_REQUESTS'>,
): void {
  const path = emailPath(visit, profile, attempt);
  const otherHref = visit.institution.profiles.size > 1 ? chooserPath(attempt) : undefined;
  const view = { action: path, typed, problem, otherHref, registers: profile.config.registration !== undefined };
  const status = problem === undefined ? 200 : problem === 'not-an-address' ? 422 : errorCatalogue[problem].status;
  visit.send(status, renderEmailAsk(visit.frame(path), view, visit.translate));
}
