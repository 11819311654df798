import type { Request } from 'express';
import { VestibuleError } from '../domain/errors.ts';
import type { LoginAttempt } from '../domain/login.ts';
import type { Visit } from '../web/visit.ts';
import type { LoginDeps } from './deps.ts';

/**
 * The attempt that a request belongs to whose profile is not what it was, taken: it cannot go on, but where it came from
 * is known. Undefined when it names none, or none of this browser.
 */
export async function endedAttempt(deps: LoginDeps, visit: Visit, req: Request): Promise<LoginAttempt | undefined> {
  try {
    const attempt = await deps.attempts.read(await nameOf(deps, req), visit.institution.slug, visit.browser());
    await deps.attempts.take(attempt);
    return attempt;
  } catch (error) {
    if (error instanceof VestibuleError && error.code.startsWith('VST_ATTEMPT_')) return undefined;
    throw error;
  }
}

/** By its own id, by the `state` of an upstream's answer, or by the hop after one. */
async function nameOf({ attempts }: LoginDeps, { query }: Request): Promise<string> {
  const { attempt, state, hop } = query;
  if (typeof attempt === 'string') return attempt;
  if (typeof state === 'string') return state.split('.')[0] ?? '';
  return typeof hop === 'string' ? (await attempts.readHop(hop)).attemptId : '';
}
