// /{slug}/invite: an invitation is opened by its link, or by its code that is typed. To look at it spends nothing, to press
// its button sends away and spends nothing either: only an identity that is attached does.
import type { Request } from 'express';
import { attachableProfile } from '../../directory/invitations/attachable.ts';
import { invitationOfCode, invitationOfLink } from '../../directory/invitations/read.ts';
import { tokenMax } from '../../directory/invitations/secret.ts';
import { dayIn } from '../../domain/day.ts';
import { errorCatalogue, VestibuleError } from '../../domain/errors.ts';
import type { Invitation } from '../../domain/invitation.ts';
import type { UserSummary } from '../../domain/user.ts';
import type { ProfileRuntime } from '../../institutions.ts';
import { refusalOf } from '../../resolution/decide.ts';
import type { InviteAskView } from '../../web/pages/attachment-views.ts';
import { renderInvite, renderInviteAsk } from '../../web/pages/invite.ts';
import type { Visit } from '../../web/visit.ts';
import { invitePath } from '../attachment/pages.ts';
import { canProveAnew, sendTo } from '../attachment/send-to.ts';
import { beginUnderWay } from '../attachment/under-way.ts';
import type { LoginDeps } from '../deps.ts';
import { limitAttempts } from '../floods.ts';
import { formField } from '../form-fields.ts';
import { mayTryCode, uncountCode } from './code-limit.ts';

/** Characters of what is typed: a code with blanks and dashes in it. */
const codeMax = 40;

export async function showInvite(deps: LoginDeps, visit: Visit, req: Request): Promise<void> {
  const { t: token } = req.query;
  if (token === undefined) return askCode(visit, '');
  await limitAttempts(deps, visit);
  const found = typeof token === 'string' ? await ofLink(deps, visit, token) : undefined;
  if (typeof token !== 'string' || found === undefined) throw over();
  showInvitation(visit, found, { t: token }, `${invitePath(visit)}?t=${encodeURIComponent(token)}`);
}

export async function submitInvite(deps: LoginDeps, visit: Visit, req: Request): Promise<void> {
  const { t, go } = (req.body ?? {}) as Readonly<Record<string, unknown>>;
  if (t !== undefined) {
    await limitAttempts(deps, visit);
    const found = await ofLink(deps, visit, formField(req, 't', tokenMax));
    if (found === undefined) throw over();
    return goOn(deps, visit, found);
  }
  const typed = formField(req, 'code', codeMax);
  if (!(await mayTryCode(deps, visit))) return askCode(visit, typed, 'VST_TOO_MANY_REQUESTS');
  const found = await ofCode(deps, visit, typed);
  if (found === undefined) return askCode(visit, typed, 'wrong');
  await uncountCode(deps, visit);
  return go === undefined
    ? showInvitation(visit, found, { code: typed, go: '1' }, invitePath(visit))
    : goOn(deps, visit, found);
}

interface Found {
  readonly invitation: Invitation;
  readonly user: UserSummary;
  readonly profile: ProfileRuntime;
}

async function ofLink(deps: LoginDeps, visit: Visit, token: string): Promise<Found | undefined> {
  return forNow(deps, visit, await invitationOfLink(readDeps(deps, visit), token));
}

async function ofCode(deps: LoginDeps, visit: Visit, typed: string): Promise<Found | undefined> {
  return forNow(deps, visit, await invitationOfCode(readDeps(deps, visit), typed));
}

function readDeps({ attachments, sealing }: LoginDeps, { institution }: Visit) {
  return { directory: attachments.directory(institution.config), invitations: attachments.invitations, sealing };
}

/** For a user who could come in by it now, and a profile that is still there: any other is none. */
async function forNow(
  { users, clock }: LoginDeps,
  { institution }: Visit,
  invitation: Invitation | undefined,
): Promise<Found | undefined> {
  if (invitation === undefined) return undefined;
  const { slug, config } = institution;
  const user = await users.summary(slug, invitation.userId);
  const profile = institution.profiles.get(invitation.profile);
  if (user === undefined || profile === undefined || attachableProfile(config, invitation.profile) === undefined)
    return undefined;
  const isAdmitted = refusalOf(user, profile.config, dayIn(config.timeZone, clock.now())) === undefined;
  return isAdmitted ? { invitation, user, profile } : undefined;
}

function showInvitation(
  visit: Visit,
  { user, profile }: Found,
  fields: Readonly<Record<string, string>>,
  address: string,
): void {
  const { preferredFirst, first } = user.name;
  const view = {
    action: invitePath(visit),
    fields,
    profileLabel: visit.text(profile.config.label),
    firstName: preferredFirst ?? first,
  };
  visit.send(200, renderInvite(visit.frame(address), view, visit.translate));
}

/** To the provider. The attachment belongs to this browser and to the user as she stands now. */
async function goOn(deps: LoginDeps, visit: Visit, { invitation, user, profile }: Found): Promise<void> {
  const { random, attemptSeconds } = deps.attachments;
  const browser = visit.bindBrowser();
  const underWay = {
    type: 'invited',
    institution: visit.institution.slug,
    browser,
    userId: user.id,
    epoch: user.sessionEpoch,
    profile: invitation.profile,
    invitation: invitation.id,
  } as const;
  const attachment = await beginUnderWay({ ...deps, random }, underWay, attemptSeconds);
  await sendTo(deps, visit, profile, {
    browser,
    attachment,
    forceAuthn: canProveAnew(profile),
    returnTo: invitePath(visit),
  });
}

function askCode(visit: Visit, typed: string, problem?: NonNullable<InviteAskView['problem']>): void {
  const action = invitePath(visit);
  const status = problem === undefined ? 200 : problem === 'wrong' ? 422 : errorCatalogue[problem].status;
  visit.send(status, renderInviteAsk(visit.frame(action), { action, typed, problem }, visit.translate));
}

function over(): VestibuleError {
  return new VestibuleError('VST_LINK_OVER', 'The invitation was used, replaced, taken back, or is past its time');
}
