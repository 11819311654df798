// What a browser brings from the upstream to `/{slug}/login/{profile}/logout`: the answer to a sign-out of ours, or the
// upstream's own wish to end sessions. Whatever it is, and be it forged, the person sees a page that says how things stand.
import type { Request, Response } from 'express';
import { type ErrorCode, VestibuleError } from '../../domain/errors.ts';
import type { LogoutMessage } from '../../domain/strategy.ts';
import type { ProfileRuntime } from '../../institutions.ts';
import type { Visit } from '../../web/visit.ts';
import { endByUpstream } from '../end-by-upstream.ts';
import { limitMessages } from '../floods.ts';
import { withinTime } from '../within-time.ts';
import type { SignOutDeps } from './deps.ts';
import { sendThere } from './go-upstream.ts';
import { showSignedOut } from './page.ts';
import { auditUpstream } from './told.ts';
import { readSignOut, readSignOutHop, type SignOutHop, saveSignOutHop, saveTold, takeSignOut } from './under-way.ts';
import { goToDone } from './under-way-page.ts';

export async function fromUpstream(deps: SignOutDeps, visit: Visit, req: Request, res: Response): Promise<void> {
  const id = String(req.params['profile']);
  const profile = visit.institution.profiles.get(id);
  // Removed or switched off while she was away.
  if (profile === undefined) return showSignedOut(visit, { status: 404, upstream: { state: 'unknown' } });
  const { logoutMessage } = profile.built;
  if (logoutMessage === undefined) {
    throw new VestibuleError('VST_NOT_FOUND', 'Upstreams of this kind of profile send nobody here.');
  }
  if (req.method === 'GET' && req.query['hop'] !== undefined) {
    return finish(deps, visit, res, profile, await readSignOutHop(deps, req.query['hop']));
  }
  const isGood = await limitMessages(deps, visit);
  const message = await readMessage(deps, visit, profile, logoutMessage, req);
  if (message === undefined) return;
  await isGood();
  if (message.type === 'request') return endAndAnswer(deps, visit, res, profile, message);
  const { state, ended } = message;
  const hop = state === undefined ? undefined : { profile: id, state, ended };
  if (hop === undefined || req.method === 'GET') return finish(deps, visit, res, profile, hop);
  // A form of another site comes without our cookies; the next request has them.
  const path = new URL(profile.urls.logout).pathname;
  res.set('cache-control', 'no-store').redirect(303, `${path}?hop=${await saveSignOutHop(deps, hop)}`);
}

/** The answer, in the browser that began. One that belongs to no sign-out of hers says nothing about it. */
async function finish(
  deps: SignOutDeps,
  visit: Visit,
  res: Response,
  profile: ProfileRuntime,
  hop: SignOutHop | undefined,
): Promise<void> {
  const underWay =
    hop?.profile === profile.config.id
      ? await readSignOut(deps, hop.state, visit.institution.slug, visit.browser())
      : undefined;
  const isHers = hop !== undefined && underWay?.profile === hop.profile && (await takeSignOut(deps, hop.state));
  if (!isHers) return showSignedOut(visit, { status: 400, upstream: { state: 'unknown' } });
  await auditUpstream(deps, visit, underWay, hop.ended);
  const { institution, browser, asked, applications } = underWay;
  const told = { institution, browser, profile: hop.profile, asked, applications, ended: hop.ended };
  await saveTold(deps, hop.state, told);
  goToDone(visit, res, hop.state);
}

/** The upstream asks: its sessions here end, and the browser goes back to it with what became of that. */
async function endAndAnswer(
  deps: SignOutDeps,
  visit: Visit,
  res: Response,
  profile: ProfileRuntime,
  { over, answer }: Extract<LogoutMessage, { type: 'request' }>,
): Promise<void> {
  await endByUpstream(deps, visit.institution.slug, profile.config.id, over, 'front-channel');
  // This very browser may hold a session of that upstream under another name: then not everything is over.
  const left = (await visit.session())?.session;
  const isLeft = left?.profile === profile.config.id && (over.issuer === undefined || left.issuer === over.issuer);
  sendThere(visit, res, await answer({ ended: !isLeft }), `/${visit.institution.slug}/login`);
}

const refusals: readonly ErrorCode[] = [
  'VST_UPSTREAM_MESSAGE_INVALID',
  'VST_UPSTREAM_REPLAYED',
  'VST_UPSTREAM_UNREACHABLE',
];

/** @returns undefined when it was refused, traced, and the person told */
async function readMessage(
  deps: SignOutDeps,
  visit: Visit,
  profile: ProfileRuntime,
  read: (request: Request) => Promise<LogoutMessage>,
  req: Request,
): Promise<LogoutMessage | undefined> {
  try {
    return await withinTime(profile, read(req));
  } catch (error) {
    if (!(error instanceof VestibuleError) || !refusals.includes(error.code)) throw error;
    const reference = await deps.recordTrace(
      {
        institution: visit.institution.slug,
        profile: profile.config.id,
        relyingParty: undefined,
        door: 'self',
        outcome: error.code,
        steps: [{ type: 'upstream', outcome: 'a logout message that was refused', detail: error.message }],
      },
      { source: visit.source.key, about: { isSignOut: true } },
    );
    await showSignedOut(visit, { status: error.status, upstream: { state: 'unknown' }, reference });
    return undefined;
  }
}
