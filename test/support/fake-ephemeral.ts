// The port `Ephemeral` in memory: each method is one step of the event loop, so racing calls of several "nodes" that
// share one fake behave as on a real engine.
import type { Clock } from '../../src/domain/ports/clock.ts';
import type { Ephemeral } from '../../src/domain/ports/ephemeral.ts';

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
  const at = (space: string, key: string) => `${space}/${key}`;
  const standing = (name: string): string | undefined => {
    const record = kept.get(name);
    if (record === undefined) return undefined;
    if (record.until > clock.now()) return record.value;
    kept.delete(name);
    return undefined;
  };
  const write = (name: string, value: string, ttlSeconds: number): void => {
    kept.set(name, { value, until: clock.now() + ttlSeconds * 1000 });
  };
  return {
    async put(space, key, value, ttlSeconds) {
      write(at(space, key), value, ttlSeconds);
    },
    async claim(space, key, value, ttlSeconds) {
      if (standing(at(space, key)) !== undefined) return false;
      write(at(space, key), value, ttlSeconds);
      return true;
    },
    async get(space, key) {
      return standing(at(space, key));
    },
    async take(space, key) {
      const value = standing(at(space, key));
      kept.delete(at(space, key));
      return value;
    },
    async swap(space, key, expected, next, ttlSeconds) {
      if (standing(at(space, key)) !== expected) return false;
      write(at(space, key), next, ttlSeconds);
      return true;
    },
    async touch(space, key, ttlSeconds) {
      const value = standing(at(space, key));
      if (value === undefined) return false;
      write(at(space, key), value, ttlSeconds);
      return true;
    },
    async delete(space, key) {
      kept.delete(at(space, key));
      counters.delete(at(space, key));
    },
    async count(space, key, by, windowSeconds) {
      const name = at(space, key);
      const now = clock.now();
      let counter = counters.get(name);
      if (counter === undefined || counter.endsAt <= now) counter = { count: 0, endsAt: now + windowSeconds * 1000 };
      counter.count += by;
      if (counter.count > 0) counters.set(name, counter);
      return { count: counter.count, endsInMs: counter.endsAt - now };
    },
    async close() {
      kept.clear();
      counters.clear();
    },
    entries() {
      return [...kept].map(([name, record]) => [name, record.value] as const);
    },
  };
}
