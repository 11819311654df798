// The link of the mail. To look at it spends nothing and signs nobody in: mail scanners look too, and run scripts, and press
// buttons. In the browser where it was asked for, a button of a form signs in; in any other there is no button.
import type { Request, Response } from 'express';
import { VestibuleError } from '../../domain/errors.ts';
import { renderEmailElsewhere, renderEmailLink } from '../../web/pages/email-link.ts';
import type { Visit } from '../../web/visit.ts';
import { checkProfile } from '../check-profile.ts';
import { formField } from '../form-fields.ts';
import type { EmailProfile } from './ask.ts';
import type { Challenge } from './challenges.ts';
import type { EmailDeps } from './deps.ts';
import { proved } from './proved.ts';

const tokenMax = 160;

export async function showLink(deps: EmailDeps, visit: Visit, req: Request, profile: EmailProfile): Promise<void> {
  const { t: token } = req.query;
  if (typeof token !== 'string' || token.length > tokenMax) throw over();
  const challenge = await challengeOf(deps, visit, profile, token);
  const path = pathOf(visit, profile);
  const frame = visit.frame(`${path}?t=${encodeURIComponent(token)}`);
  if (challenge.browser !== visit.browser()) return visit.send(200, renderEmailElsewhere(frame, visit.translate));
  const { request } = await deps.attempts.read(challenge.attemptId, visit.institution.slug, challenge.browser);
  const application = visit.institution.config.relyingParties.find(({ id }) => id === request.relyingParty);
  const view = {
    action: path,
    fields: { t: token },
    address: challenge.mailed?.address ?? '',
    application: application === undefined ? undefined : visit.text(application.name),
  };
  visit.send(200, renderEmailLink(frame, view, visit.translate));
}

export async function submitLink(deps: EmailDeps, req: Request, res: Response, visit: Visit, profile: EmailProfile) {
  const token = formField(req, 't', tokenMax);
  const challenge = await challengeOf(deps, visit, profile, token);
  const frame = visit.frame(`${pathOf(visit, profile)}?t=${encodeURIComponent(token)}`);
  if (challenge.browser !== visit.browser()) return visit.send(403, renderEmailElsewhere(frame, visit.translate));
  const attempt = await deps.attempts.read(challenge.attemptId, visit.institution.slug, challenge.browser);
  checkProfile(attempt, profile);
  if (challenge.mailed === undefined || !(await deps.challenges.spend(challenge))) throw over();
  return proved(deps, res, visit, attempt, profile, challenge.mailed);
}

async function challengeOf(deps: EmailDeps, visit: Visit, profile: EmailProfile, token: string): Promise<Challenge> {
  const challenge = await deps.challenges.ofLink(token);
  const isHere = challenge?.institution === visit.institution.slug && challenge.profile === profile.config.id;
  if (challenge === undefined || !isHere) throw over();
  return challenge;
}

function pathOf(visit: Visit, { config }: EmailProfile): string {
  return `/${visit.institution.slug}/login/${config.id}/link`;
}

function over(): VestibuleError {
  return new VestibuleError('VST_LINK_OVER', 'The link was used, replaced, or is past its time');
}
