// Step 7 for a session that stands: the door's answer, or why this application does not take the person.
import type { Request, Response } from 'express';
import type { LoginRequest } from '../domain/login.ts';
import type { FoundSession } from '../session/sessions.ts';
import type { Visit } from '../web/visit.ts';
import { refuseForApplication } from './application-refusal.ts';
import type { LoginDeps } from './deps.ts';

export async function answerWith(
  deps: LoginDeps,
  req: Request,
  res: Response,
  visit: Visit,
  request: LoginRequest,
  found: FoundSession,
): Promise<void> {
  const door = deps.doors[request.returnTo.door];
  const answer = await door.respond(req, res, { request, ...found });
  if (answer.type !== 'refused') return;
  if (request.passive) return door.refuse(req, res, request, 'login-required');
  await refuseForApplication(deps, visit, request, answer.code, found.session);
}
