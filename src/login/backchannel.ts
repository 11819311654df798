// An upstream says by itself that its session is over: ours that stand on it end. The answer is the same whether any did,
// so that nobody learns from it who is signed in.
import type { Request, Response } from 'express';
import { VestibuleError } from '../domain/errors.ts';
import type { ProfileRuntime } from '../institutions.ts';
import type { Visit } from '../web/visit.ts';
import type { LoginDeps } from './deps.ts';
import { endByUpstream } from './end-by-upstream.ts';
import { limitLogouts } from './floods.ts';
import { withinTime } from './within-time.ts';

/** At the address for it. */
export async function backchannel(
  deps: LoginDeps,
  req: Request,
  res: Response,
  visit: Visit,
  profile: ProfileRuntime,
): Promise<void> {
  if (profile.built.backchannel === undefined) {
    throw new VestibuleError('VST_NOT_FOUND', 'Upstreams of this kind of profile say nothing by themselves.');
  }
  if (!(await takeLogout(deps, req, res, visit, profile))) {
    throw new VestibuleError('VST_REQUEST_MALFORMED', 'This is no message of an upstream.');
  }
}

/** @returns false, and nothing answered, when the request is no such message: it may be a browser's */
export async function takeLogout(
  deps: LoginDeps,
  req: Request,
  res: Response,
  visit: Visit,
  profile: ProfileRuntime,
): Promise<boolean> {
  if (profile.built.backchannel === undefined) return false;
  const isGood = await limitLogouts(deps, visit);
  const over = await withinTime(profile, profile.built.backchannel(req));
  if (over === undefined) return false;
  const ended = await endByUpstream(deps, visit.institution.slug, profile.config.id, over, 'backchannel');
  if (ended > 0) await isGood();
  res.status(200).set('cache-control', 'no-store').end();
  return true;
}
