// A hash taken over from another system may take longer to verify than our own. So that the time of a wrong answer does not
// tell who has one, all wrong answers come as late as those of the dearest kind that this process has met.
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../domain/ports/clock.ts';

export interface AnswerTime {
  /** Does the work and remembers how long its kind takes; of no kind, only the first. */
  timed<Result>(kind: string | undefined, work: () => Promise<Result>): Promise<Result>;
  /** Resolves when a wrong answer may be given whose work began at `since` (epoch milliseconds). */
  levelled(since: number): Promise<void>;
}

/** How much of the newest time goes into the mean of its kind. */
const weight = 0.2;
/** Times scatter: most of the dearest kind shall be below the level, not half of them. */
const margin = 1.25;
const levelMaxMs = 2500;
/** A kind that was not met for so long has no users any more: each is hashed anew when she signs in. */
const rememberedMs = 86_400_000;

export function createAnswerTime(clock: Clock, wait: (ms: number) => Promise<unknown> = pause): AnswerTime {
  const kinds = new Map<string, { readonly meanMs: number; readonly metAt: number }>();
  // The clock may jump, either way.
  const since = (startMs: number) => Math.min(levelMaxMs, Math.max(0, clock.now() - startMs));

  function levelMs(): number {
    const standing = [...kinds.values()].filter(({ metAt }) => clock.now() - metAt < rememberedMs);
    return Math.min(levelMaxMs, margin * Math.max(0, ...standing.map(({ meanMs }) => meanMs)));
  }

  return {
    async timed(kind, work) {
      const start = clock.now();
      const result = await work();
      if (kind === undefined) return result;
      const took = since(start);
      const before = kinds.get(kind)?.meanMs ?? took;
      kinds.set(kind, { meanMs: before + weight * (took - before), metAt: clock.now() });
      return result;
    },
    async levelled(start) {
      const leftMs = levelMs() - since(start);
      if (leftMs > 0) await wait(leftMs);
    },
  };
}
