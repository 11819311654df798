import type { LoginAttempt } from '../../domain/login.ts';
import type { ProfileRuntime } from '../../institutions.ts';
import type { Visit } from '../../web/visit.ts';

function path(visit: Visit, { config }: ProfileRuntime, page: string, attempt: Pick<LoginAttempt, 'id'>): string {
  const base = `/${visit.institution.slug}/login/${config.id}/${page}`;
  return `${base}?attempt=${encodeURIComponent(attempt.id)}`;
}

/** Where the address is asked for. */
export const emailPath = (visit: Visit, profile: ProfileRuntime, attempt: Pick<LoginAttempt, 'id'>) =>
  path(visit, profile, 'email', attempt);

/** The window where she began: where the code is typed. */
export const codePath = (visit: Visit, profile: ProfileRuntime, attempt: Pick<LoginAttempt, 'id'>) =>
  path(visit, profile, 'code', attempt);
