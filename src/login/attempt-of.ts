import type { Request } from 'express';
import { VestibuleError } from '../domain/errors.ts';
import type { LoginAttempt } from '../domain/login.ts';
import type { Visit } from '../web/visit.ts';
import type { LoginDeps } from './deps.ts';

/** The attempt that `?attempt=` names, if this browser began it here. It is not spent. */
export async function attemptOf(deps: LoginDeps, visit: Visit, req: Request): Promise<LoginAttempt> {
  const { attempt: id } = req.query;
  if (typeof id !== 'string') throw new VestibuleError('VST_REQUEST_MALFORMED', 'The attempt is missing or repeated.');
  return deps.attempts.read(id, visit.institution.slug, visit.browser());
}
