// Signing in by mail, by an address that nobody has: where the profile lets people register, the same code leads to the form.
import type { Response } from 'express';
import type { LoginAttempt } from '../../domain/login.ts';
import type { Visit } from '../../web/visit.ts';
import type { EmailProfile } from '../email/ask.ts';
import type { EmailDeps } from '../email/deps.ts';
import type { WantedMail } from '../email/sign-in-mail.ts';
import { mayRegisterToday, mayWrite } from './limits.ts';
import { sendRegistrationCode } from './mail.ts';
import { targetOf } from './offer.ts';
import { registerPath } from './paths.ts';

/** @returns true when a code was mailed to an address that no user has at all, counted or not */
export async function inviteToRegister(deps: EmailDeps, wanted: WantedMail): Promise<boolean> {
  const { attempt, institution, options, typed } = wanted;
  // A trial writes nothing, and a proof of who is signed in makes nobody new.
  if (attempt.request.trial === true || attempt.request.attachment !== undefined) return false;
  const { registration } = options;
  const profile = institution.profiles.get(options.id);
  if (registration === undefined || profile === undefined) return false;
  if (targetOf(institution, profile)?.type !== 'address') return false;
  if ((await deps.addresses.finding.byEmail(institution.slug, typed)).length > 0) return false;
  if (!(await mayWrite(deps, institution.slug, typed, registration.limits))) return false;
  if (!(await mayRegisterToday(deps, institution.slug, registration.limits))) return false;
  return sendRegistrationCode(deps, { ...wanted, email: typed });
}

/** She reads the mail of an address that nobody has. */
export async function registerByMail(
  deps: EmailDeps,
  res: Response,
  visit: Visit,
  attempt: LoginAttempt,
  profile: EmailProfile,
  proved: { readonly address: string; readonly provedAt: number },
): Promise<void> {
  await deps.attempts.take(attempt);
  const { slug } = visit.institution;
  const id = await deps.registrations.save({
    institution: slug,
    profile: profile.config.id,
    fingerprint: profile.fingerprint,
    browser: attempt.browser,
    request: attempt.request,
    assertion: {
      profile: profile.config.id,
      issuer: 'internal',
      subject: proved.address,
      attributes: {},
      verifiedEmails: [proved.address],
      authenticatedAt: proved.provedAt,
      methods: ['otp'],
    },
  });
  res.redirect(303, registerPath(slug, id));
}
