// Silent sign-in: the application asks who is there, and the person is to see nothing of it. One upstream may be asked, in
// passing; every end but a sign-in is told to the application as `login-required`, and no page is shown.
import type { Request, Response } from 'express';
import { VestibuleError } from '../domain/errors.ts';
import type { LoginRequest } from '../domain/login.ts';
import type { Visit } from '../web/visit.ts';
import { silentWay } from './choosing.ts';
import type { LoginDeps } from './deps.ts';
import { limitAttempts } from './floods.ts';
import { knownWays } from './known-ways.ts';
import { refuseSilently } from './silent-end.ts';
import { startProfile } from './start-profile.ts';

export async function beginSilently(
  deps: LoginDeps,
  req: Request,
  res: Response,
  visit: Visit,
  request: LoginRequest,
): Promise<void> {
  const profile = visit.institution.profiles.get(silentWay(request, knownWays(visit)) ?? '');
  // Of a form nothing can be had without showing it; and a new proof is never given unasked.
  if (profile?.flow !== 'redirect' || request.forceAuthn || !(await mayBegin(deps, visit))) {
    return refuseSilently(deps, req, res, request);
  }
  const attempt = deps.attempts.create(request, visit.bindBrowser());
  await startProfile(deps, req, res, visit, attempt, profile);
}

async function mayBegin(deps: LoginDeps, visit: Visit): Promise<boolean> {
  try {
    await limitAttempts(deps, visit);
    return true;
  } catch (error) {
    if (error instanceof VestibuleError && error.code === 'VST_TOO_MANY_REQUESTS') return false;
    throw error;
  }
}
