// The proof waits, once, for the callback of this attempt in this browser.
import type { Response } from 'express';
import { type EmailProof, emailProofSeconds, emailProofSpace } from '../../domain/email-proof.ts';
import type { LoginAttempt } from '../../domain/login.ts';
import { renderGoOn } from '../../web/pages/go-on.ts';
import type { Visit } from '../../web/visit.ts';
import type { EmailProfile } from './ask.ts';
import type { EmailDeps } from './deps.ts';

/** Behind a form of ours the way to the application is a navigation of its own; see `pages/go-on.ts`. */
export async function toCallback(
  deps: EmailDeps,
  res: Response,
  visit: Visit,
  attempt: LoginAttempt,
  profile: EmailProfile,
  who: Pick<EmailProof, 'address' | 'userId' | 'provedAt'>,
): Promise<void> {
  const proof: EmailProof = {
    institution: visit.institution.slug,
    profile: profile.config.id,
    attemptId: attempt.id,
    ...who,
  };
  const id = deps.random.token();
  await deps.ephemeral.put(emailProofSpace, id, JSON.stringify(proof), emailProofSeconds);
  const query = new URLSearchParams({ state: attempt.id, proof: id });
  const href = `${new URL(profile.urls.callback).pathname}?${query.toString()}`;
  if (attempt.request.returnTo.door === 'self') return res.redirect(303, href);
  const [origin] = attempt.request.formActionOrigins;
  const host = origin === undefined ? visit.text(visit.institution.config.name) : new URL(origin).host;
  visit.send(200, renderGoOn(visit.frame(`/${visit.institution.slug}/me`), { href, host }, visit.translate));
}
