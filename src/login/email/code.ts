// The window where she began: the code of the mail is typed here. Five wrong ones, and the attempt is over.
import type { Request, Response } from 'express';
import type { LoginAttempt } from '../../domain/login.ts';
import { renderEmailCode } from '../../web/pages/email-code.ts';
import type { EmailCodeView } from '../../web/pages/email-views.ts';
import type { Visit } from '../../web/visit.ts';
import { showFailure } from '../failure.ts';
import { formField } from '../form-fields.ts';
import { chooserPath } from '../paths.ts';
import { attemptHere, type EmailProfile } from './ask.ts';
import { type Challenge, triesMax } from './challenges.ts';
import type { EmailDeps } from './deps.ts';
import { digitsOf } from './digits.ts';
import { mayTryCode, uncountCode } from './limits.ts';
import { codePath, emailPath } from './paths.ts';
import { proved } from './proved.ts';

/** Characters of what is typed: a code with blanks and dashes in it. */
const typedMax = 40;

export async function showCode(deps: EmailDeps, res: Response, visit: Visit, req: Request, profile: EmailProfile) {
  const attempt = await attemptHere(deps, visit, req, profile);
  if (attempt.strategyState['challenge'] === undefined) return res.redirect(303, emailPath(visit, profile, attempt));
  return showForm(deps, visit, attempt, profile);
}

export async function submitCode(deps: EmailDeps, req: Request, res: Response, visit: Visit, profile: EmailProfile) {
  const typed = digitsOf(formField(req, 'code', typedMax));
  const attempt = await attemptHere(deps, visit, req, profile);
  const challenge = await deps.challenges.read(attempt.strategyState['challenge'] ?? '');
  if (challenge === undefined || challenge.attemptId !== attempt.id) {
    return showForm(deps, visit, attempt, profile, { type: 'over' });
  }
  if (typed.length !== 6) return showForm(deps, visit, attempt, profile, { type: 'not-a-code' });
  if (!(await mayTryCode(deps, visit, profile.config.limits.wrongCodes))) {
    return showForm(deps, visit, attempt, profile, { type: 'too-many' });
  }
  const tries = await deps.challenges.countTry(challenge);
  const isRight = tries <= triesMax && deps.challenges.isCode(challenge, typed);
  if (isRight && challenge.mailed !== undefined) {
    await uncountCode(deps, visit);
    if (await deps.challenges.spend(challenge)) return proved(deps, res, visit, attempt, profile, challenge.mailed);
    return showForm(deps, visit, attempt, profile, { type: 'over' });
  }
  if (tries < triesMax) return showForm(deps, visit, attempt, profile, { type: 'wrong', left: triesMax - tries });
  return endAttempt(deps, visit, attempt, profile, challenge);
}

/** The last wrong code: nothing of this attempt can be guessed at any more. */
async function endAttempt(
  deps: EmailDeps,
  visit: Visit,
  attempt: LoginAttempt,
  profile: EmailProfile,
  challenge: Challenge,
): Promise<void> {
  await deps.challenges.end(challenge.id);
  await deps.attempts.take(attempt);
  const code = 'VST_TOO_MANY_REQUESTS';
  const trace = await deps.recordTrace(
    {
      institution: visit.institution.slug,
      profile: profile.config.id,
      relyingParty: attempt.request.relyingParty,
      door: attempt.request.returnTo.door,
      outcome: code,
      steps: [{ type: 'checked', check: 'code of the mail', passed: false, detail: `${triesMax} wrong ones` }],
    },
    { source: visit.source.key },
  );
  await showFailure(deps, visit, attempt, code, trace);
}

function showForm(
  deps: EmailDeps,
  visit: Visit,
  attempt: LoginAttempt,
  profile: EmailProfile,
  problem?: EmailCodeView['problem'],
): void {
  const path = codePath(visit, profile, attempt);
  const { typed = '', reference } = attempt.strategyState;
  const view: EmailCodeView = {
    action: path,
    typed,
    reference,
    problem,
    registers: profile.config.registration !== undefined,
    minutes: Math.floor(Math.min(profile.config.minutes * 60, deps.attemptSeconds) / 60),
    againHref: emailPath(visit, profile, attempt),
    otherHref: visit.institution.profiles.size > 1 ? chooserPath(attempt) : undefined,
  };
  const status = problem === undefined ? 200 : problem.type === 'too-many' ? 429 : problem.type === 'over' ? 400 : 422;
  visit.send(status, renderEmailCode(visit.frame(path), view, visit.translate));
}
