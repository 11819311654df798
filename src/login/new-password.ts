// A password that was right and has to be changed: a new one first, then the session.
import type { Request, Response } from 'express';
import { dayIn } from '../domain/day.ts';
import { VestibuleError } from '../domain/errors.ts';
import type { LoginAttempt, PendingPassword } from '../domain/login.ts';
import type { PasswordFault } from '../domain/password-fault.ts';
import type { UserSummary } from '../domain/user.ts';
import { ineligible } from '../resolution/decide.ts';
import { renderNewPassword } from '../web/pages/new-password.ts';
import type { Visit } from '../web/visit.ts';
import type { LoginDeps } from './deps.ts';
import { formField, secretMax } from './form-fields.ts';
import { goOn } from './go-on.ts';
import { type KnownPerson, signIn } from './sign-in.ts';

/** After the attempt was taken: what it proved waits for the new password, in this browser only. */
export async function askNewPassword(
  deps: LoginDeps,
  visit: Visit,
  { request, browser }: LoginAttempt,
  { user, identifier, assertion, trace }: KnownPerson,
): Promise<void> {
  const proved = {
    userId: user.id,
    epoch: user.sessionEpoch,
    identifier,
    assertion,
    trace,
    profile: assertion.profile,
  };
  const id = await deps.attempts.savePendingPassword({ request, browser, ...proved });
  showForm(visit, id, assertion.subject, []);
}

/** The page again, in another language or after going back. */
export async function showNewPassword(deps: LoginDeps, visit: Visit, req: Request): Promise<void> {
  const { id, pending } = await pendingOf(deps, visit, req.query['id']);
  showForm(visit, id, pending.assertion.subject, []);
}

export async function submitNewPassword(deps: LoginDeps, req: Request, res: Response, visit: Visit): Promise<void> {
  const { id, pending } = await pendingOf(deps, visit, formField(req, 'id', 64));
  const secret = formField(req, 'password', secretMax);
  const { slug } = visit.institution;
  const { userId, epoch, identifier, assertion, trace, request } = pending;
  await standingUser(deps, visit, pending);
  const faults = await deps.passwords.judge(slug, userId, secret, { refuseSame: true });
  if (faults.length > 0) return showForm(visit, id, assertion.subject, faults);
  // A profile that was switched off since signs nobody in, and changes nobody's password.
  if (!visit.institution.profiles.has(pending.profile))
    throw new VestibuleError('VST_PROFILE_DISABLED', 'The profile was switched off.');
  await deps.attempts.takePendingPassword(id);
  await deps.passwords.change(slug, userId, secret, { who: userId, via: 'sign-in' }, epoch);
  // The change ended her sessions itself, by one more epoch: nobody else has since.
  const user = await standingUser(deps, visit, { ...pending, epoch: epoch + 1 });
  const session = await signIn(deps, visit, request, { user, identifier, assertion, trace });
  return goOn(deps, req, res, visit, { request, session, user });
}

/** Who may not sign in any more, or was signed out everywhere since, sets no password either. */
async function standingUser(
  { users, clock }: LoginDeps,
  { institution: { slug, config } }: Visit,
  { userId, epoch }: Pick<PendingPassword, 'userId' | 'epoch'>,
): Promise<UserSummary> {
  const user = await users.summary(slug, userId);
  const isOut = user === undefined || ineligible(user, dayIn(config.timeZone, clock.now())) !== undefined;
  if (isOut || user.sessionEpoch !== epoch)
    throw new VestibuleError('VST_ATTEMPT_EXPIRED', 'The user may not sign in any more, or not by this attempt.');
  return user;
}

async function pendingOf(
  deps: LoginDeps,
  visit: Visit,
  id: unknown,
): Promise<{ readonly id: string; readonly pending: PendingPassword }> {
  if (typeof id !== 'string') throw new VestibuleError('VST_REQUEST_MALFORMED', 'The id is missing or repeated.');
  return { id, pending: await deps.attempts.readPendingPassword(id, visit.institution.slug, visit.browser()) };
}

function showForm(visit: Visit, id: string, username: string, faults: readonly PasswordFault[]): void {
  const path = `/${visit.institution.slug}/login/new-password`;
  const { minLength } = visit.institution.config.passwords;
  const view = { why: 'must-change', action: path, fields: { id }, username, minLength, faults } as const;
  visit.send(
    faults.length === 0 ? 200 : 422,
    renderNewPassword(visit.frame(`${path}?id=${id}`), view, visit.translate),
  );
}
