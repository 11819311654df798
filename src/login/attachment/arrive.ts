// Where an attempt that belongs to an attachment comes back to. It signs nobody in: whatever session there is stays.
import type { Response } from 'express';
import type { Assertion } from '../../domain/assertion.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { LoginAttempt } from '../../domain/login.ts';
import type { Resolved } from '../../domain/resolution.ts';
import type { ProfileRuntime } from '../../institutions.ts';
import { codeOf } from '../../resolution/outcome-code.ts';
import type { Visit } from '../../web/visit.ts';
import type { LoginDeps } from '../deps.ts';
import type { KnownPerson } from '../sign-in.ts';
import { attachIdentity } from './attach.ts';
import { methodsPath, showNotAttached } from './pages.ts';
import { type AttachmentDecision, attachmentCode, recordAttachment } from './record.ts';
import { beginUnderWay, proofSeconds, takeUnderWay, type UnderWay } from './under-way.ts';

/** An upstream vouched for somebody. */
export async function arriveWith(
  deps: LoginDeps,
  res: Response,
  visit: Visit,
  attempt: LoginAttempt,
  profile: ProfileRuntime,
  assertion: Assertion,
): Promise<void> {
  const underWay = await underWayOf(deps, visit, attempt, profile);
  if (underWay === undefined) return;
  switch (underWay.type) {
    case 'invited':
      return attachIdentity(deps, visit, profile, assertion, await invitedBy(deps, visit, underWay));
    case 'proved': {
      if (!(await isHerSession(visit, underWay)) || !isFresh(deps, underWay))
        return showNotAttached(visit, 'over', { againHref: methodsPath(visit) });
      const { userId, epoch } = underWay;
      return attachIdentity(deps, visit, profile, assertion, { userId, epoch });
    }
    case 'prove': {
      const resolved = await deps.resolve(visit.institution, profile, assertion, true);
      if (resolved.resolution.type === 'matched') await tellProof(deps, visit, profile, resolved);
      return proved(deps, res, visit, profile, underWay, resolved);
    }
  }
}

/** A password was typed for it, and was right. */
export async function arriveByForm(
  deps: LoginDeps,
  res: Response,
  visit: Visit,
  attempt: LoginAttempt,
  profile: ProfileRuntime,
  { user, identifier, assertion }: KnownPerson,
): Promise<void> {
  const underWay = await underWayOf(deps, visit, attempt, profile);
  if (underWay === undefined) return;
  // A password that has to be changed first may be known to whoever gave it out.
  if (underWay.type !== 'prove' || assertion.mustChangePassword === true)
    return showNotAttached(visit, 'over', { againHref: methodsPath(visit) });
  return proved(deps, res, visit, profile, underWay, { resolution: { type: 'matched', user, identifier }, steps: [] });
}

/** As of a trial: she proved who she is, and was signed in by it nowhere. */
async function tellProof(deps: LoginDeps, visit: Visit, { config }: ProfileRuntime, { resolution, steps }: Resolved) {
  const user = resolution.type === 'matched' ? resolution.user : undefined;
  const told = { institution: visit.institution.slug, profile: config.id, relyingParty: undefined, door: 'self' };
  const about = { userId: user?.id, user: user?.primaryIdentifier, proved: true, trial: true };
  await deps.recordTrace({ ...told, outcome: 'matched', steps }, { source: visit.source.key, about });
}

/** Taken whatever comes of it. Undefined: it was said that it is over, or that another profile was to be asked. */
async function underWayOf(
  deps: LoginDeps,
  visit: Visit,
  { request }: LoginAttempt,
  { config }: ProfileRuntime,
): Promise<UnderWay | undefined> {
  const againHref = request.returnTo.handle;
  const underWay = await takeUnderWay(deps, visit, request.attachment).catch((error: unknown) => {
    if (error instanceof VestibuleError && error.code.startsWith('VST_ATTEMPT_')) return undefined;
    throw error;
  });
  const isMeant = underWay !== undefined && request.profile === config.id && isFor(underWay, config.id);
  if (isMeant) return underWay;
  showNotAttached(visit, 'over', { againHref });
  return undefined;
}

/** The identity proved is one of the profile that it was begun for; a fresh proof may come by any way of hers. */
function isFor(underWay: UnderWay, profile: string): boolean {
  switch (underWay.type) {
    case 'invited':
      return underWay.profile === profile;
    case 'proved':
      return underWay.goal.type === 'attach' && underWay.goal.profile === profile;
    case 'prove':
      return true;
  }
}

async function invitedBy(
  { attachments }: LoginDeps,
  visit: Visit,
  { userId, epoch, invitation: id }: Extract<UnderWay, { type: 'invited' }>,
) {
  const invitation = await attachments.invitations.find(visit.institution.slug, id);
  return { userId, epoch, invitation: { id, by: invitation?.by ?? 'nobody' } };
}

/** She proved again who she is, if it is she: from now on, for a few minutes, what she came for may be done. */
async function proved(
  deps: LoginDeps,
  res: Response,
  visit: Visit,
  profile: ProfileRuntime,
  underWay: Extract<UnderWay, { type: 'prove' }>,
  { resolution, steps }: Resolved,
): Promise<void> {
  const { userId, goal } = underWay;
  const isHer =
    resolution.type === 'matched' && resolution.user.id === userId && resolution.user.sessionEpoch === underWay.epoch;
  if (!isHer || !(await isHerSession(visit, underWay))) {
    const code = attachmentCode(deps);
    const outcome = resolution.type === 'matched' ? 'VST_ATTEMPT_EXPIRED' : codeOf(resolution);
    const decision: AttachmentDecision = {
      action: 'attachment-refused',
      outcome,
      profile: profile.config.id,
      steps: [
        ...steps,
        { type: 'checked', check: 'the person who is signed in', passed: isHer, detail: `proof for ${goal.type}` },
        { type: 'decided', outcome: 'nothing is changed' },
      ],
      userId,
      by: 'herself',
    };
    await recordAttachment(deps, visit, code, decision);
    const reason = isHer ? 'over' : 'other';
    return showNotAttached(visit, reason, { reference: code, againHref: methodsPath(visit) });
  }
  const proof = { profile: profile.config.id, identifier: resolution.identifier.id };
  const next: UnderWay = { ...underWay, type: 'proved', provedAt: deps.clock.now(), proof };
  const handle = await beginUnderWay({ ...deps, random: deps.attachments.random }, next, proofSeconds);
  res.set('cache-control', 'no-store').redirect(303, `${methodsPath(visit)}/go?a=${handle}`);
}

export function isFresh({ clock }: Pick<LoginDeps, 'clock'>, { provedAt }: { readonly provedAt: number }): boolean {
  return clock.now() - provedAt <= proofSeconds * 1000;
}

/** The session that it was begun in still stands, in this browser. */
export async function isHerSession(
  visit: Visit,
  { session, userId, epoch }: Pick<Extract<UnderWay, { type: 'prove' }>, 'session' | 'userId' | 'epoch'>,
): Promise<boolean> {
  const found = await visit.session();
  return found?.session.id === session && found.user.id === userId && found.user.sessionEpoch === epoch;
}
