// Step 2 of a login: a fitting session answers at once; else an attempt begins, at one profile or at the chooser.
import type { Request, Response } from 'express';
import { VestibuleError } from '../domain/errors.ts';
import type { LoginRequest } from '../domain/login.ts';
import type { FoundSession } from '../session/sessions.ts';
import type { Visit } from '../web/visit.ts';
import { refuseForApplication } from './application-refusal.ts';
import type { LoginDeps } from './deps.ts';
import { limitAttempts } from './floods.ts';
import { chooserPath } from './paths.ts';
import { startProfile } from './start-profile.ts';

export async function begin(deps: LoginDeps, req: Request, res: Response, request: LoginRequest): Promise<void> {
  const visit = deps.visits.of(req, res);
  const door = deps.doors[request.returnTo.door];
  const found = await visit.session();
  if (found !== undefined && fits(found, request, deps.clock.now())) {
    const answer = await door.respond(req, res, { request, ...found });
    if (answer.type === 'refused') await refuseForApplication(deps, visit, request, answer.code, found.session);
    return;
  }
  if (request.passive) return door.refuse(req, res, request, 'login-required');
  await limitAttempts(deps, visit);

  const attempt = deps.attempts.create(request, visit.bindBrowser());
  const profile = onlyProfile(visit, request);
  if (profile?.flow === 'redirect') return startProfile(deps, req, res, visit, attempt, profile);
  await deps.attempts.save(attempt);
  res.redirect(303, chooserPath(attempt, profile?.config.id));
}

/** Whether a standing session satisfies what the application asks. */
function fits({ session }: FoundSession, request: LoginRequest, now: number): boolean {
  if (request.forceAuthn) return false;
  if (request.profile !== undefined && request.profile !== session.profile) return false;
  return request.maxAgeSeconds === undefined || now - session.authenticatedAt <= request.maxAgeSeconds * 1000;
}

function onlyProfile({ institution }: Visit, request: LoginRequest) {
  if (request.profile !== undefined) {
    const asked = institution.profiles.get(request.profile);
    if (asked === undefined) throw new VestibuleError('VST_PROFILE_UNKNOWN', 'No such profile is enabled here.');
    return asked;
  }
  const [first, ...others] = institution.profiles.values();
  return others.length === 0 ? first : undefined;
}
