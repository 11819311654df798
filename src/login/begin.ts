// Step 2 of a login: a fitting session answers at once; else an attempt begins, at one profile or at the chooser.
import type { Request, Response } from 'express';
import { VestibuleError } from '../domain/errors.ts';
import type { LoginRequest } from '../domain/login.ts';
import { answers } from '../domain/session-fit.ts';
import { answerWith } from './answer-with.ts';
import { type Choice, choose } from './choosing.ts';
import type { LoginDeps } from './deps.ts';
import { limitAttempts } from './floods.ts';
import { knownWays, profileOf } from './known-ways.ts';
import { chooserPath } from './paths.ts';
import { beginSilently } from './silent.ts';
import { startProfile } from './start-profile.ts';

export async function begin(deps: LoginDeps, req: Request, res: Response, request: LoginRequest): Promise<void> {
  const visit = deps.visits.of(req, res);
  visit.suggestLanguages(request.languages ?? []);
  const found = await visit.session();
  if (found !== undefined && answers(found.session, request, deps.clock.now())) {
    return answerWith(deps, req, res, visit, request, found);
  }
  if (request.passive) return beginSilently(deps, req, res, visit, request);
  await limitAttempts(deps, visit);

  const choice = choose(request, { ...knownWays(visit), wantsList: req.query['choose'] === '1' });
  if (choice.type === 'context-not-met') {
    return deps.doors[request.returnTo.door].refuse(req, res, request, 'context-not-met');
  }
  const attempt = deps.attempts.create(request, visit.bindBrowser());
  const profile = chosen(choice);
  const runtime = profile === undefined ? undefined : profileOf(visit, profile);
  if (runtime?.flow === 'redirect') return startProfile(deps, req, res, visit, attempt, runtime);
  await deps.attempts.save(attempt);
  res.redirect(303, chooserPath(attempt, runtime?.config.id));
}

function chosen(choice: Exclude<Choice, { type: 'context-not-met' }>): string | undefined {
  if (choice.type === 'unknown') throw new VestibuleError('VST_PROFILE_UNKNOWN', 'No such profile is enabled here.');
  return choice.type === 'profile' ? choice.id : undefined;
}
