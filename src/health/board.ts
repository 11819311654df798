// What is known of every upstream, shared by all nodes in `ephemeral`. A process looks there at most every few seconds for
// each profile: a flood of sign-ins asks no more of the store than one.
import type { Clock } from '../domain/ports/clock.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { ProbedProfile, UpstreamHealth, UpstreamState } from '../domain/ports/upstream-health.ts';
import type { HealthRecord } from './record.ts';

const space = 'upstream-health';
/** So long it is kept, for the time of the last success. */
const keptSeconds = 7 * 86_400;
/** A probe older than this says nothing of now: three were missed. */
export const staleMs = 16 * 60_000;
const memoMs = 5_000;

interface Seen {
  readonly readAt: number;
  readonly settings: string;
  readonly state: Promise<UpstreamState | undefined>;
  /** What was found last; of a read under way, what was found before. */
  last: UpstreamState | undefined;
}

export interface HealthBoard extends UpstreamHealth {
  /** What stands, however old; undefined under other settings. Rejects as `ephemeral` does. */
  record(of: ProbedProfile): Promise<HealthRecord | undefined>;
  write(of: ProbedProfile, record: HealthRecord): Promise<void>;
}

export function createHealthBoard({ ephemeral, clock }: { ephemeral: Ephemeral; clock: Clock }): HealthBoard {
  const memo = new Map<string, Seen>();

  async function record(of: ProbedProfile): Promise<HealthRecord | undefined> {
    const text = await ephemeral.get(space, keyOf(of));
    if (text === undefined) return undefined;
    const found = JSON.parse(text) as HealthRecord;
    return found.settings === of.settings ? found : undefined;
  }

  async function fresh(of: ProbedProfile): Promise<UpstreamState | undefined> {
    const found = await record(of).catch(() => undefined);
    return found !== undefined && Math.abs(clock.now() - found.checkedAt) <= staleMs ? found : undefined;
  }

  function state(of: ProbedProfile): Promise<UpstreamState | undefined> {
    const now = clock.now();
    const kept = memo.get(keyOf(of));
    if (kept !== undefined && kept.settings === of.settings && Math.abs(now - kept.readAt) < memoMs) return kept.state;
    const seen: Seen = { readAt: now, settings: of.settings, state: fresh(of), last: kept?.last };
    memo.set(keyOf(of), seen);
    return seen.state.then((found) => {
      seen.last = found;
      return found;
    });
  }

  return {
    record,
    state,
    peek(of) {
      void state(of);
      const seen = memo.get(keyOf(of));
      return seen?.settings === of.settings ? seen.last : undefined;
    },
    async write(of, next) {
      await ephemeral.put(space, keyOf(of), JSON.stringify(next), keptSeconds);
      memo.delete(keyOf(of));
    },
  };
}

function keyOf({ institution, profile }: ProbedProfile): string {
  return `${institution}:${profile}`;
}
