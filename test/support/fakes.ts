// Time and chance that a test decides.
import type { Clock } from '../../src/domain/ports/clock.ts';
import type { Random } from '../../src/domain/ports/random.ts';

export interface FakeClock extends Clock {
  /** Moves the clock by so many milliseconds; a negative number moves it back. */
  advance(ms: number): void;
  /** Sets the clock to an epoch millisecond. */
  set(epochMs: number): void;
}

/** A clock that stands still until it is moved. Starts on 2026-03-02 09:00 UTC, a Monday. */
export function fakeClock(startMs: number = Date.UTC(2026, 2, 2, 9)): FakeClock {
  let now = startMs;
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    set: (epochMs) => {
      now = epochMs;
    },
  };
}

/** The same bytes for the same seed, in every run. Of no use as a secret. */
export function seededRandom(seed = 1): Random {
  const next = mulberry32(seed);
  const bytes = (count: number) => Uint8Array.from({ length: count }, () => Math.floor(next() * 256));
  return {
    bytes,
    token: (count = 32) => Buffer.from(bytes(count)).toString('base64url'),
    uuid: (epochMs) => uuid7(epochMs, bytes(10)),
  };
}

/** RFC 9562 section 5.7: 48 bits of milliseconds, version 7, variant 10. */
function uuid7(epochMs: number, tail: Uint8Array): string {
  const time = epochMs.toString(16).padStart(12, '0').slice(-12);
  const hex = Buffer.from(tail).toString('hex');
  const variant = (8 + ((tail[2] ?? 0) & 3)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(3, 6)}-${hex.slice(6, 18)}`;
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
