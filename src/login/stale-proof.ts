// An application may want the person to prove anew who she is, or to have done so lately. Upstreams are asked for that, and
// some of them answer with an old sign-in all the same: here, for every kind, it is looked at.
import type { Request, Response } from 'express';
import type { Assertion } from '../domain/assertion.ts';
import type { LoginAttempt } from '../domain/login.ts';
import type { ProfileRuntime } from '../institutions.ts';
import type { Visit } from '../web/visit.ts';
import type { LoginDeps } from './deps.ts';
import { showFailure } from './failure.ts';
import { profilePath } from './paths.ts';
import { refuseSilently } from './silent-end.ts';

/** For an upstream that has no setting of its own: clocks differ. */
const skewSeconds = 60;

export type Staleness = 'older-than-request' | 'older-than-max-age';

/** @param now epoch milliseconds @returns undefined for a proof that is fresh enough */
export function stalenessOf(
  { authenticatedAt }: Pick<Assertion, 'authenticatedAt'>,
  { request, startedAt }: Pick<LoginAttempt, 'request' | 'startedAt'>,
  skewMs: number,
  now: number,
): Staleness | undefined {
  if (request.forceAuthn && authenticatedAt + skewMs < startedAt) return 'older-than-request';
  const { maxAgeSeconds } = request;
  const isOld = maxAgeSeconds !== undefined && authenticatedAt + maxAgeSeconds * 1000 + skewMs < now;
  return isOld ? 'older-than-max-age' : undefined;
}

/**
 * An old proof signs nobody in. Where a new one was not demanded yet, the person is sent there once more, and it is.
 *
 * @returns whether this was the end of it
 */
export async function refuseStale(
  deps: LoginDeps,
  req: Request,
  res: Response,
  visit: Visit,
  attempt: LoginAttempt,
  profile: ProfileRuntime,
  assertion: Assertion,
): Promise<boolean> {
  const stale = stalenessOf(assertion, attempt, skewOf(profile) * 1000, deps.clock.now());
  if (stale === undefined) return false;
  const { request } = attempt;
  const provenAt = new Date(assertion.authenticatedAt).toISOString();
  const trace = await deps.recordTrace(
    {
      institution: visit.institution.slug,
      profile: profile.config.id,
      relyingParty: request.relyingParty,
      door: request.returnTo.door,
      outcome: 'VST_PROOF_TOO_OLD',
      steps: [
        { type: 'asserted', profile: profile.config.id, issuer: assertion.issuer },
        { type: 'checked', check: 'fresh proof', passed: false, detail: `${stale}: signed in there at ${provenAt}` },
      ],
    },
    { source: visit.source.key, about: { trial: request.trial } },
  );
  if (request.passive) await refuseSilently(deps, req, res, request);
  else if (request.forceAuthn) await showFailure(deps, visit, attempt, 'VST_PROOF_TOO_OLD', trace);
  else await askAnew(deps, res, attempt, profile);
  return true;
}

async function askAnew(deps: LoginDeps, res: Response, ended: LoginAttempt, profile: ProfileRuntime): Promise<void> {
  const next = deps.attempts.create({ ...ended.request, forceAuthn: true }, ended.browser);
  await deps.attempts.save(next);
  res.set('cache-control', 'no-store').redirect(303, profilePath(next, profile.config.id));
}

function skewOf({ config }: ProfileRuntime): number {
  return 'clockSkewSeconds' in config ? config.clockSkewSeconds : skewSeconds;
}
