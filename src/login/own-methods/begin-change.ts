// A signed-in person wants to attach or detach a way to sign in. Nothing is done for her session alone: first she proves
// again who she is, by a way that leads to her, in this browser, for this very change.
import type { Request, Response } from 'express';
import { attachableProfile } from '../../directory/invitations/attachable.ts';
import { VestibuleError } from '../../domain/errors.ts';
import { refusalOf } from '../../resolution/decide.ts';
import { renderProve } from '../../web/pages/own-methods.ts';
import type { Visit } from '../../web/visit.ts';
import { isHerSession } from '../attachment/arrive.ts';
import { methodsPath, showNotAttached } from '../attachment/pages.ts';
import { canProveAnew, sendTo } from '../attachment/send-to.ts';
import { beginUnderWay, type Goal, handleOf, readUnderWay, type UnderWay } from '../attachment/under-way.ts';
import type { LoginDeps } from '../deps.ts';
import { limitAttempts } from '../floods.ts';
import { formField } from '../form-fields.ts';
import { waysKnown } from './known.ts';
import { type SignedIn, signedIn } from './show-methods.ts';
import { isDetachable, type Way, waysOf } from './ways.ts';

const idMax = 100;

export async function beginAttach(deps: LoginDeps, req: Request, res: Response, visit: Visit): Promise<void> {
  const profile = formField(req, 'profile', idMax);
  const who = await signedIn(deps, res, visit);
  if (who === undefined) return;
  const attachable = attachableProfile(visit.institution.config, profile);
  const isOffered = attachable !== undefined && visit.institution.profiles.has(profile);
  if (!isOffered || refusalOf(who.record.user, attachable.config, who.known.today) !== undefined)
    throw new VestibuleError('VST_PROFILE_UNKNOWN', 'Nothing is attached of this profile.');
  return toProve(deps, res, visit, who, { type: 'attach', profile });
}

export async function beginDetach(deps: LoginDeps, req: Request, res: Response, visit: Visit): Promise<void> {
  const identifier = formField(req, 'identifier', idMax);
  const who = await signedIn(deps, res, visit);
  if (who === undefined) return;
  const { record, known } = who;
  const way = waysOf(record, known).find(({ by }) => by.type === 'identifier' && by.identifier.id === identifier);
  const isHers = way?.by.type === 'identifier' && isDetachable(way.by.identifier, visit.institution);
  if (way === undefined || !isHers) return showNotAttached(visit, 'over', { againHref: methodsPath(visit) });
  return toProve(deps, res, visit, who, { type: 'detach', profile: way.profile.config.id, identifier });
}

async function toProve(
  deps: LoginDeps,
  res: Response,
  visit: Visit,
  { found: { session, user } }: SignedIn,
  goal: Goal,
): Promise<void> {
  await limitAttempts(deps, visit);
  const { random, attemptSeconds } = deps.attachments;
  const underWay: UnderWay = {
    type: 'prove',
    institution: visit.institution.slug,
    browser: visit.bindBrowser(),
    userId: user.id,
    epoch: user.sessionEpoch,
    session: session.id,
    goal,
  };
  const handle = await beginUnderWay({ ...deps, random }, underWay, attemptSeconds);
  res.redirect(303, `${methodsPath(visit)}/prove?a=${handle}`);
}

export async function showProve(deps: LoginDeps, visit: Visit, req: Request): Promise<void> {
  const handle = handleOf(req);
  const { underWay, ways } = await provable(deps, visit, handle);
  const base = methodsPath(visit);
  const { goal } = underWay;
  const profile = visit.institution.config.loginProfiles.find(({ id }) => id === goal.profile);
  const view = {
    goal: goal.type,
    profileLabel: profile === undefined ? goal.profile : visit.text(profile.label),
    action: `${base}/prove`,
    fields: { a: handle },
    ways: ways.map((one) => ({ profile: one.config.id, label: visit.text(one.config.label) })),
    keepHref: base,
  };
  visit.send(200, renderProve(visit.frame(`${base}/prove?a=${handle}`), view, visit.translate));
}

/** To the way that she chose, where she has to prove anew who she is. */
export async function submitProve(deps: LoginDeps, visit: Visit, req: Request): Promise<void> {
  const handle = formField(req, 'a', 64);
  const chosen = formField(req, 'with', idMax);
  const { underWay, ways } = await provable(deps, visit, handle);
  const profile = ways.find(({ config }) => config.id === chosen);
  if (profile === undefined) throw new VestibuleError('VST_PROFILE_UNKNOWN', 'That is no way of hers.');
  const { browser } = underWay;
  await sendTo(deps, visit, profile, { browser, attachment: handle, forceAuthn: true, returnTo: methodsPath(visit) });
}

async function provable(deps: LoginDeps, visit: Visit, handle: unknown) {
  const underWay = await readUnderWay(deps, visit, handle);
  if (underWay.type !== 'prove' || !(await isHerSession(visit, underWay)))
    throw new VestibuleError('VST_ATTEMPT_EXPIRED', 'The session that it was begun in is over.');
  const { slug, config } = visit.institution;
  const record = await deps.attachments.directory(config).changes.record(slug, underWay.userId);
  if (record === undefined) throw new VestibuleError('VST_ATTEMPT_EXPIRED', 'The user is no more.');
  const able = waysOf(record, await waysKnown(deps, visit, record)).filter(({ profile }) => canProveAnew(profile));
  const others = able.filter((way) => !isGoal(way, underWay.goal));
  // What is to go proves little: another way shows that she can do without it.
  const offered = others.length > 0 ? others : able;
  return { underWay, ways: [...new Set(offered.map(({ profile }) => profile))] };
}

function isGoal({ by }: Way, goal: Goal): boolean {
  return goal.type === 'detach' && by.type === 'identifier' && by.identifier.id === goal.identifier;
}
