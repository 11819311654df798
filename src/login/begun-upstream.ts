// A sign-in that was begun at the upstream, where a profile takes such. Nobody here asked for it, so nothing tells whether
// the browser belongs to the person it speaks of: somebody could have it post his own sign-in, and watch what is done under
// his name. So it signs nobody in by itself: a page says who would be signed in, and a press on its button does it.
import type { Request, Response } from 'express';
import type { Assertion } from '../domain/assertion.ts';
import { VestibuleError } from '../domain/errors.ts';
import type { LoginAttempt } from '../domain/login.ts';
import { displayName } from '../domain/user.ts';
import type { ProfileRuntime } from '../institutions.ts';
import { renderBegunUpstream } from '../web/pages/begun-upstream.ts';
import type { Visit } from '../web/visit.ts';
import { checkProfile } from './check-profile.ts';
import type { LoginDeps } from './deps.ts';
import { dispatch } from './dispatch.ts';
import { selfRequest } from './paths.ts';

/** After the post from another site, which carries no cookie: on to a page of ours, which gets it. */
export async function keepArrival(
  deps: LoginDeps,
  req: Request,
  res: Response,
  visit: Visit,
  profile: ProfileRuntime,
  assertion: Assertion,
): Promise<void> {
  const { slug } = visit.institution;
  const id = await deps.attempts.saveArrival({
    institution: slug,
    profile: profile.config.id,
    fingerprint: profile.fingerprint,
    assertion,
    target: targetOf(req.body, slug),
  });
  res.set('cache-control', 'no-store').redirect(303, `${arrivalPath(visit, profile)}?id=${id}`);
}

export async function showArrival(deps: LoginDeps, visit: Visit, req: Request, profile: ProfileRuntime): Promise<void> {
  const id = idOf(req.query['id']);
  const arrival = await deps.attempts.showArrival(id, visit.institution.slug, visit.bindBrowser());
  checkProfile(attemptOf(deps, arrival, ''), profile);
  // Nothing is written: who she is, and whether she may come in, is decided when she presses the button.
  const { resolution } = await deps.resolve(visit.institution, profile, arrival.assertion, true);
  const standing = await visit.session();
  const name = resolution.type === 'matched' ? displayName(resolution.user.name) : undefined;
  const view = {
    profileLabel: visit.text(profile.config.label),
    action: arrivalPath(visit, profile),
    fields: { id },
    displayName: name,
    standing: standing === undefined ? undefined : displayName(standing.user.name),
    leaveHref: standing === undefined ? `/${visit.institution.slug}/login` : `/${visit.institution.slug}/me`,
  };
  const frame = visit.frame(`${arrivalPath(visit, profile)}?id=${encodeURIComponent(id)}`);
  visit.send(200, renderBegunUpstream(frame, view, visit.translate));
}

export async function takeArrival(
  deps: LoginDeps,
  req: Request,
  res: Response,
  visit: Visit,
  profile: ProfileRuntime,
): Promise<void> {
  const browser = visit.browser();
  const id = idOf((req.body as Record<string, unknown> | undefined)?.['id']);
  const arrival = await deps.attempts.takeArrival(id, visit.institution.slug, browser);
  const attempt = attemptOf(deps, arrival, browser ?? '');
  checkProfile(attempt, profile);
  await dispatch(deps, req, res, visit, attempt, profile, arrival.assertion);
}

type Kept = Awaited<ReturnType<LoginDeps['attempts']['showArrival']>>;

/** She came by herself, and to her own page. */
function attemptOf(
  { attempts }: LoginDeps,
  { institution, profile, fingerprint, target }: Kept,
  browser: string,
): LoginAttempt {
  const request = { ...selfRequest(institution, profile), returnTo: { door: 'self', handle: target } } as const;
  return { ...attempts.create(request, browser), profile, profileFingerprint: fingerprint };
}

/** RelayState names a page of hers with us, or it is not followed: any other address would be somebody else's wish. */
function targetOf(body: unknown, slug: string): string {
  const relayState = (body as Record<string, unknown> | undefined)?.['RelayState'];
  const own = `/${slug}/me`;
  return typeof relayState === 'string' && new RegExp(`^${own}(?:/[a-z0-9-]{1,40}){0,3}$`).test(relayState)
    ? relayState
    : own;
}

function arrivalPath(visit: Visit, { config }: ProfileRuntime): string {
  return `/${visit.institution.slug}/login/${config.id}/arrival`;
}

function idOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new VestibuleError('VST_REQUEST_MALFORMED', 'A parameter is missing or repeated.');
}
