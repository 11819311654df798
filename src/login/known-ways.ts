// What choosing is done with: the profiles of an institution, and what this browser remembers.
import { VestibuleError } from '../domain/errors.ts';
import type { LoginAttempt } from '../domain/login.ts';
import type { ProfileRuntime } from '../institutions.ts';
import type { Visit } from '../web/visit.ts';
import { type Known, listedWays, usableWays, type Way } from './choosing.ts';

export function knownWays(visit: Visit): Pick<Known, 'ways' | 'last'> {
  return { ways: [...visit.institution.profiles.values()].map(({ config }) => config), last: visit.lastMethod() };
}

/** @throws VestibuleError VST_PROFILE_UNKNOWN */
export function profileOf(visit: Visit, id: string): ProfileRuntime {
  const profile = visit.institution.profiles.get(id);
  if (profile === undefined) throw new VestibuleError('VST_PROFILE_UNKNOWN', 'No such profile is enabled here.');
  return profile;
}

/** Whether the application that began the attempt takes people who come in by this profile. */
export function isTaken(visit: Visit, attempt: LoginAttempt, profile: ProfileRuntime): boolean {
  return takenProfiles(visit, attempt).includes(profile);
}

/** By which people may come in to the application that began the attempt, hidden ones too. */
export function takenProfiles(visit: Visit, { request }: Pick<LoginAttempt, 'request'>): readonly ProfileRuntime[] {
  return runtimesOf(visit, usableWays(request, knownWays(visit).ways));
}

/** What the sign-in page shows of them. */
export function listedProfiles(visit: Visit, { request }: Pick<LoginAttempt, 'request'>): readonly ProfileRuntime[] {
  return runtimesOf(visit, listedWays(request, knownWays(visit).ways));
}

function runtimesOf({ institution }: Visit, ways: readonly Way[]): readonly ProfileRuntime[] {
  return ways.flatMap(({ id }) => institution.profiles.get(id) ?? []);
}
