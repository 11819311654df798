// The port `Ephemeral` in memory: each method is one step of the event loop, so racing calls of several "nodes" that
// share one fake behave as on a real engine.
import { VestibuleError } from '../../src/domain/errors.ts';
import type { Clock } from '../../src/domain/ports/clock.ts';
import type { Ephemeral } from '../../src/domain/ports/ephemeral.ts';
import { checkCount, checkRecord, isPossibleName, ttlMs } from '../../src/ephemeral/limits.ts';

interface Kept {
  readonly value: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

export interface FakeEphemeral extends Ephemeral {
  /** Everything that stands, as `space/key` and value, for tests that look for plain secrets. */
  entries(): readonly (readonly [string, string])[];
}

export function fakeEphemeral(clock: Clock): FakeEphemeral {
  const kept = new Map<string, Kept>();
  const counters = new Map<string, { count: number; endsAt: number }>();
  let isClosed = false;
  const at = (space: string, key: string): string => {
    if (isClosed) throw new VestibuleError('VST_EPHEMERAL_UNAVAILABLE', 'The fake is closed');
    return `${space}/${key}`;
  };
  const standing = (space: string, key: string): string | undefined => {
    const name = at(space, key);
    const record = kept.get(name);
    if (record === undefined || !isPossibleName(space, key)) return undefined;
    if (record.until > clock.now()) return record.value;
    kept.delete(name);
    return undefined;
  };
  const write = (space: string, key: string, value: string, ttlSeconds: number): void => {
    checkRecord(space, key, value);
    const left = ttlSeconds > 0 ? ttlMs(ttlSeconds) : 0;
    kept.set(at(space, key), { value, until: clock.now() + left });
  };
  return {
    async put(space, key, value, ttlSeconds) {
      write(space, key, value, ttlSeconds);
    },
    async claim(space, key, value, ttlSeconds) {
      if (standing(space, key) !== undefined) return false;
      write(space, key, value, ttlSeconds);
      return true;
    },
    async get(space, key) {
      return standing(space, key);
    },
    async take(space, key) {
      const value = standing(space, key);
      kept.delete(at(space, key));
      return value;
    },
    async swap(space, key, expected, next, ttlSeconds) {
      checkRecord(space, key, next);
      if (standing(space, key) !== expected) return false;
      write(space, key, next, ttlSeconds);
      return true;
    },
    async touch(space, key, ttlSeconds) {
      const value = standing(space, key);
      if (value === undefined) return false;
      write(space, key, value, ttlSeconds);
      return true;
    },
    async delete(space, key) {
      kept.delete(at(space, key));
      counters.delete(at(space, key));
    },
    async count(space, key, by, windowSeconds) {
      checkRecord(space, key, '');
      checkCount(by);
      const name = at(space, key);
      const now = clock.now();
      const found = counters.get(name);
      const isOver = found === undefined || found.endsAt <= now;
      if (isOver && by === 0) return { count: 0, endsInMs: 0 };
      const counter = isOver ? { count: 0, endsAt: now + ttlMs(windowSeconds) } : found;
      counter.count += by;
      counters.set(name, counter);
      return { count: counter.count, endsInMs: counter.endsAt - now };
    },
    async close() {
      isClosed = true;
    },
    entries() {
      return [...kept].map(([name, record]) => [name, record.value] as const);
    },
  };
}
