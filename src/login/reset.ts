// /{slug}/reset: a new password by a single-use link. Looking at the page spends nothing: mail scanners look too.
import type { Request } from 'express';
import { readResetLink, takeResetLink } from '../directory/reset-link.ts';
import { VestibuleError } from '../domain/errors.ts';
import type { PasswordFault } from '../domain/password-fault.ts';
import { renderNewPassword, renderPasswordChanged } from '../web/pages/new-password.ts';
import type { Visit } from '../web/visit.ts';
import type { LoginDeps } from './deps.ts';
import { limitAttempts } from './floods.ts';
import { formField, secretMax } from './form-fields.ts';

export async function showReset(deps: LoginDeps, visit: Visit, req: Request): Promise<void> {
  const { token } = req.query;
  if (typeof token !== 'string') throw new VestibuleError('VST_LINK_OVER', 'The link has no token.');
  await limitAttempts(deps, visit);
  const { username } = await linkOf(deps, visit, token);
  showForm(visit, token, username, []);
}

export async function submitReset(deps: LoginDeps, req: Request, visit: Visit): Promise<void> {
  const token = formField(req, 'token', 64);
  const secret = formField(req, 'password', secretMax);
  await limitAttempts(deps, visit);
  const { link, links, username, epoch } = await linkOf(deps, visit, token);
  const { slug } = visit.institution;
  const faults = await deps.passwords.judge(slug, link.userId, secret, { refuseSame: false });
  if (faults.length > 0) return showForm(visit, token, username, faults);
  await takeResetLink(links, link);
  await deps.passwords.change(slug, link.userId, secret, { who: link.userId, via: 'reset link' }, epoch);
  const home = `/${slug}/login`;
  visit.send(200, renderPasswordChanged(visit.frame(home), home, visit.translate));
}

async function linkOf(deps: LoginDeps, visit: Visit, token: string) {
  const { directory, links } = deps.passwords.reset(visit.institution.config);
  const link = await readResetLink(directory, links, token);
  const user = await deps.users.summary(visit.institution.slug, link.userId);
  if (user === undefined) throw new VestibuleError('VST_LINK_OVER', 'The user is no more.');
  return { link, links, username: user.primaryIdentifier, epoch: user.sessionEpoch };
}

function showForm(visit: Visit, token: string, username: string, faults: readonly PasswordFault[]): void {
  const path = `/${visit.institution.slug}/reset`;
  const { minLength } = visit.institution.config.passwords;
  const view = { why: 'link', action: path, fields: { token }, username, minLength, faults } as const;
  const page = renderNewPassword(visit.frame(`${path}?token=${token}`), view, visit.translate);
  visit.send(faults.length === 0 ? 200 : 422, page);
}
