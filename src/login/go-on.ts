// After a form of ours the answer to the application is a navigation of its own, not a redirect of the form's.
import type { Request, Response } from 'express';
import { VestibuleError } from '../domain/errors.ts';
import type { LoginRequest } from '../domain/login.ts';
import type { Session } from '../domain/session.ts';
import type { UserSummary } from '../domain/user.ts';
import { renderGoOn } from '../web/pages/go-on.ts';
import type { Visit } from '../web/visit.ts';
import { answerWith } from './answer-with.ts';
import type { LoginDeps } from './deps.ts';

export async function goOn(
  deps: LoginDeps,
  req: Request,
  res: Response,
  visit: Visit,
  answer: { readonly request: LoginRequest; readonly session: Session; readonly user: UserSummary },
): Promise<void> {
  const { slug } = visit.institution;
  const { request, session } = answer;
  if (request.returnTo.door === 'self') return void (await deps.doors.self.respond(req, res, answer));
  const id = await deps.attempts.saveContinuation({ request, sessionId: session.id });
  const [origin] = request.formActionOrigins;
  const href = `/${slug}/login/continue?id=${id}`;
  const host = origin === undefined ? visit.text(visit.institution.config.name) : new URL(origin).host;
  visit.send(200, renderGoOn(visit.frame(`/${slug}/me`), { href, host }, visit.translate));
}

/** Tells the door who came in: once, and only to the browser whose session it is. */
export async function continueLogin(deps: LoginDeps, req: Request, res: Response, visit: Visit): Promise<void> {
  const { id } = req.query;
  if (typeof id !== 'string') throw new VestibuleError('VST_REQUEST_MALFORMED', 'The id is missing or repeated.');
  const found = await visit.session();
  const { request, sessionId } = await deps.attempts.takeContinuation(id);
  if (found?.session.id !== sessionId || request.institution !== visit.institution.slug) {
    throw new VestibuleError('VST_ATTEMPT_OTHER_BROWSER', 'The sign-in was done in another browser.');
  }
  await answerWith(deps, req, res, visit, request, found);
}
