// Between an assertion and who it is: the record of an external user is refreshed from what her upstream says, or made, where
// the profile says so. Whatever comes of it, it is resolution alone that says whom it signs in.
import type { Directory } from '../../directory/deps.ts';
import { makeOnLogin } from '../../directory/management/make-on-login.ts';
import { type Refreshed, refreshOnLogin } from '../../directory/management/refresh-on-login.ts';
import type { Refused } from '../../directory/management/said-of-user.ts';
import type { Assertion } from '../../domain/assertion.ts';
import { dayIn } from '../../domain/day.ts';
import type { Clock } from '../../domain/ports/clock.ts';
import type { Resolution, Resolved, TraceStep } from '../../domain/resolution.ts';
import type { Institution, ProfileRuntime } from '../../institutions.ts';
import type { Log } from '../../observability/log.ts';
import { type ProfileUpdates, readSaid } from './read-said.ts';
import { toMake } from './to-make.ts';

/** @param isTrial only says what would be written */
export type Arrive = (
  institution: Institution,
  profile: ProfileRuntime,
  assertion: Assertion,
  isTrial?: boolean,
) => Promise<Resolved>;

export interface ArrivalDeps {
  resolve(institution: Institution, profile: ProfileRuntime, assertion: Assertion): Promise<Resolved>;
  directory(institution: Institution): Directory;
  readonly clock: Clock;
  readonly log: Log;
}

interface Arrival {
  readonly institution: Institution;
  readonly profile: ProfileRuntime;
  readonly assertion: Assertion;
  readonly updates: ProfileUpdates;
  readonly isTrial: boolean;
}

export function createArrival(deps: ArrivalDeps): Arrive {
  return async (institution, profile, assertion, isTrial = false) => {
    const resolved = await deps.resolve(institution, profile, assertion);
    const { updates } = profile.config;
    // The library's own password says nothing of anybody, under whichever profile's rule it counts.
    if (updates === undefined || assertion.issuer === 'internal') return resolved;
    const arrival = { institution, profile, assertion, updates, isTrial };
    const { resolution, steps } = resolved;
    if (resolution.type !== 'matched' && (resolution.type !== 'unmatched' || updates.create === undefined)) {
      return resolved;
    }
    try {
      return resolution.type === 'matched'
        ? await refresh(deps, arrival, resolution, steps)
        : await make(deps, arrival, resolution, steps);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      deps.log.warn('record not written at sign-in', {
        institution: institution.slug,
        profile: profile.config.id,
        message,
      });
      const act = resolution.type === 'matched' ? 'update' : 'create';
      return { resolution, steps: [...steps, { type: 'record', act, outcome: 'failed', detail: message }] };
    }
  };
}

async function refresh(
  deps: ArrivalDeps,
  arrival: Arrival,
  resolution: Extract<Resolution, { type: 'matched' }>,
  before: readonly TraceStep[],
): Promise<Resolved> {
  const { institution, profile, assertion, isTrial } = arrival;
  const { said, steps } = read(deps, arrival);
  const { id: profileId, match } = profile.config;
  const request = { userId: resolution.user.id, profile: profileId, to: match.to, said, isTrial };
  const refreshed: Refreshed =
    resolution.user.accountType === 'external'
      ? await refreshOnLogin(deps.directory(institution), request)
      : { type: 'not-hers', why: 'the library manages this user' };
  const all = [...before, ...steps, ...stepsOf(refreshed)];
  if (refreshed.type !== 'changed') return { resolution, steps: all };
  // What was read of her is not what stands there any more; she may even be of a group that is not taken here.
  const again = await deps.resolve(institution, profile, assertion);
  const further = again.resolution.type === 'matched' ? [] : again.steps;
  return { resolution: again.resolution, steps: [...all, ...further] };
}

async function make(
  deps: ArrivalDeps,
  arrival: Arrival,
  resolution: Extract<Resolution, { type: 'unmatched' }>,
  before: readonly TraceStep[],
): Promise<Resolved> {
  const { institution, profile, assertion, updates, isTrial } = arrival;
  const { said, steps } = read(deps, arrival);
  const step = (outcome: 'done' | 'would' | 'refused', detail: string): TraceStep => ({
    type: 'record',
    act: 'create',
    outcome,
    detail,
  });
  const all = [...before, ...steps];
  if (updates.create === undefined) return { resolution, steps: all };
  const ready = toMake(institution, profile, updates.create, { assertion, said, tried: resolution.tried });
  if (ready.type === 'refused') return { resolution, steps: [...all, step('refused', ready.why)] };
  const { recordType } = ready.request;
  if (isTrial)
    return { resolution, steps: [...all, step('would', `an external ${recordType} user of ${said.system}`)] };
  const made = await makeOnLogin(deps.directory(institution), ready.request);
  const told =
    made.type === 'made'
      ? [step('done', `external ${recordType} user ${made.primaryIdentifier}`), ...refusedSteps(made.refused)]
      : [step('refused', 'somebody has the value or the primary identifier by now, or it is held back')];
  const again = await deps.resolve(institution, profile, assertion);
  return { resolution: again.resolution, steps: [...all, ...told, ...again.steps] };
}

function read(
  { clock }: ArrivalDeps,
  { institution, profile, assertion, updates }: Arrival,
): ReturnType<typeof readSaid> {
  const { timeZone } = institution.config;
  const today = dayIn(timeZone, clock.now());
  return readSaid(updates, profile.config.verifiesEmail === true, assertion, { timeZone, today });
}

function stepsOf(refreshed: Refreshed): readonly TraceStep[] {
  const step = (outcome: 'done' | 'would' | 'nothing', detail?: string): TraceStep => ({
    type: 'record',
    act: 'update',
    outcome,
    ...(detail === undefined ? {} : { detail }),
  });
  if (refreshed.type === 'not-hers') return [step('nothing', refreshed.why)];
  const { type, changed, refused } = refreshed;
  const outcome = type === 'same' ? 'nothing' : type === 'changed' ? 'done' : 'would';
  return [step(outcome, type === 'same' ? undefined : changed.join(', ')), ...refusedSteps(refused)];
}

function refusedSteps(refused: readonly Refused[]): readonly TraceStep[] {
  return refused.map(({ what, why }) => ({
    type: 'record',
    act: 'update',
    outcome: 'refused',
    detail: `${what}: ${why}`,
  }));
}
