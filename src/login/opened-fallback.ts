// A redirect profile whose upstream does not answer opens `whenUnreachable` only where the institution names it: whoever
// sits at the form says by herself which way she would have taken. What a browser says counts for nothing; our own call to
// the upstream that failed, and our own probes, do.
import type { LoginAttempt } from '../domain/login.ts';
import type { InternalPasswordCause } from '../domain/ports/internal-password-check.ts';
import { isAway, type UpstreamHealth, type UpstreamState } from '../domain/ports/upstream-health.ts';
import type { TraceStep } from '../domain/resolution.ts';
import type { Institution } from '../institutions.ts';

/** Why the library password is asked for at a form, by what happened in this attempt before. */
export function causeInAttempt(
  { config }: Institution,
  { failedWith, failedProfile }: LoginAttempt,
): InternalPasswordCause {
  if (failedWith === undefined) return 'chosen';
  if (failedWith !== 'unreachable') return failedWith;
  const isNamed = failedProfile !== undefined && config.fallback.unreachableProfiles.includes(failedProfile);
  return isNamed ? 'unreachable' : 'chosen';
}

/**
 * The same, where one of the named profiles is known not to answer: nobody has to run into it first.
 *
 * @param steps is added to
 */
export async function openedByProbes(
  health: UpstreamHealth,
  { slug, config, profiles }: Institution,
  cause: InternalPasswordCause,
  steps: TraceStep[],
): Promise<InternalPasswordCause> {
  if (cause !== 'chosen' || !config.fallback.whenUnreachable) return cause;
  for (const id of config.fallback.unreachableProfiles) {
    const profile = profiles.get(id);
    if (profile === undefined) continue;
    const state = await health.state({ institution: slug, profile: id, settings: profile.fingerprint });
    if (!isAway(state)) continue;
    steps.push({ type: 'upstream', outcome: 'unreachable', detail: `${id}: ${awaySince(state)}` });
    return 'unreachable';
  }
  return cause;
}

export function awaySince({ failingSince, checkedAt }: UpstreamState): string {
  return `our probes find it away since ${new Date(failingSince ?? checkedAt).toISOString()}`;
}
