// /{slug}/register/code: the code of the letter, five tries of it. Whether one was sent at all cannot be told from here.
import type { Request, Response } from 'express';
import type { EmailCodeView } from '../../web/pages/email-views.ts';
import { renderRegisterCode } from '../../web/pages/register-code.ts';
import type { Visit } from '../../web/visit.ts';
import { triesMax } from '../email/challenges.ts';
import { digitsOf } from '../email/digits.ts';
import { mayTryCode, uncountCode } from '../email/limits.ts';
import { formField } from '../form-fields.ts';
import type { RegistrationDeps } from './deps.ts';
import { finishRegistration } from './finish.ts';
import { type Registering, registeringHere } from './found.ts';
import { registerCodePath, registerPath } from './paths.ts';

const typedMax = 40;
/** Wrong codes an hour of all people together, counted with those of signing in by mail. */
const wrongCodesMax = 300;

export async function showRegisterCode(
  deps: RegistrationDeps,
  req: Request,
  res: Response,
  visit: Visit,
): Promise<void> {
  const here = await registeringHere(deps, visit, req);
  if (here.pending.challenge === undefined) return res.redirect(303, registerPath(visit.institution.slug, here.id));
  return showForm(deps, visit, here);
}

export async function submitRegisterCode(deps: RegistrationDeps, req: Request, res: Response, visit: Visit) {
  const typed = digitsOf(formField(req, 'code', typedMax));
  const here = await registeringHere(deps, visit, req);
  const { id, pending } = here;
  const challenge = await deps.challenges.read(pending.challenge ?? '');
  const isHers = challenge?.attemptId === id && challenge.browser === pending.browser;
  if (challenge === undefined || !isHers) return showForm(deps, visit, here, { type: 'over' });
  if (typed.length !== 6) return showForm(deps, visit, here, { type: 'not-a-code' });
  if (!(await mayTryCode(deps, visit, wrongCodesMax))) return showForm(deps, visit, here, { type: 'too-many' });
  const tries = await deps.challenges.countTry(challenge);
  const isRight = tries <= triesMax && deps.challenges.isCode(challenge, typed);
  if (isRight && challenge.mailed !== undefined && pending.values !== undefined) {
    await uncountCode(deps, visit);
    if (!(await deps.challenges.spend(challenge))) return showForm(deps, visit, here, { type: 'over' });
    return finishRegistration(deps, req, res, visit, here, { ...pending.values, email: challenge.mailed.address });
  }
  if (tries < triesMax) return showForm(deps, visit, here, { type: 'wrong', left: triesMax - tries });
  await deps.challenges.end(challenge.id);
  return showForm(deps, visit, here, { type: 'over' });
}

function showForm(
  deps: RegistrationDeps,
  visit: Visit,
  { id, pending }: Registering,
  problem?: EmailCodeView['problem'],
): void {
  const { slug } = visit.institution;
  const path = registerCodePath(slug, id);
  const view = {
    action: path,
    typed: pending.values?.email ?? '',
    reference: pending.reference,
    problem,
    minutes: Math.max(1, Math.floor(deps.registrations.secondsLeft(pending) / 60)),
    againHref: registerPath(slug, id),
    otherHref: undefined,
  };
  const status = problem === undefined ? 200 : problem.type === 'too-many' ? 429 : problem.type === 'over' ? 400 : 422;
  visit.send(status, renderRegisterCode(visit.frame(path), view, visit.translate));
}
