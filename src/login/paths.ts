import type { LoginAttempt, LoginRequest } from '../domain/login.ts';

/** The sign-in page of an attempt, with one profile's form open if it is named. */
export function chooserPath(attempt: LoginAttempt, profile?: string): string {
  const base = `/${attempt.request.institution}/login`;
  const path = profile === undefined ? base : `${base}/${profile}`;
  return `${path}?attempt=${encodeURIComponent(attempt.id)}`;
}

export function profilePath(attempt: LoginAttempt, profile: string): string {
  return chooserPath(attempt, profile);
}

/** Leaves the attempt and tells the application so. */
export function cancelPath(attempt: LoginAttempt): string {
  return `/${attempt.request.institution}/login/cancel?attempt=${encodeURIComponent(attempt.id)}`;
}

/** What a person asks for who comes by herself: her own page. */
export function selfRequest(institution: string, profile?: string): LoginRequest {
  return {
    institution,
    returnTo: { door: 'self', handle: `/${institution}/me` },
    formActionOrigins: [],
    forceAuthn: false,
    passive: false,
    profile,
  };
}

/** A trial of one profile, from its page for administrators. */
export function trialRequest(institution: string, profile: string): LoginRequest {
  return { ...selfRequest(institution, profile), forceAuthn: true, trial: true };
}
