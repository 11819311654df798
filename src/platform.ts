// The machine: its clock, its randomness, its threads. Together with app.ts, which hands them in, the only place that
// reads the first two.
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Clock } from './domain/ports/clock.ts';
import type { Random } from './domain/ports/random.ts';

export const systemClock: Clock = { now: () => Date.now() };

/** Begins to measure; gives the seconds since, finer than the clock and whatever is done to that. */
export function systemStopwatch(): () => number {
  const begun = performance.now();
  return () => (performance.now() - begun) / 1000;
}

/** @param bytes the source of randomness; only tests give another than the machine's */
export function createRandom(bytes: (count: number) => Uint8Array = randomBytes): Random {
  let lastMs = 0;
  let counter = 0;
  return {
    bytes,
    token: (count = 32) => Buffer.from(bytes(count)).toString('base64url'),
    /**
     * UUIDv7 (RFC 9562 §5.7), growing with every call in this process also inside one millisecond and when the time
     * goes back: `rand_a` and the high bits of `rand_b` are a counter of 26 bits (§6.2, method 1) that starts anywhere
     * in the lower half and, when it is full, borrows the next millisecond.
     */
    uuid(epochMs) {
      const random = Buffer.from(bytes(16));
      if (epochMs > lastMs) {
        lastMs = epochMs;
        counter = random.readUInt32BE(0) & 0x1ff_ffff;
      } else if (++counter > 0x3ff_ffff) {
        lastMs++;
        counter = random.readUInt32BE(0) & 0x1ff_ffff;
      }
      random.writeUIntBE(lastMs, 0, 6);
      random.writeUInt16BE(0x7000 | (counter >>> 14), 6);
      random.writeUInt16BE(0x8000 | (counter & 0x3fff), 8);
      const hex = random.toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    },
  };
}

export const systemRandom: Random = createRandom();

/**
 * How many passwords may be hashed at once: fewer than libuv's pool has threads, because DNS and files wait in the same
 * pool, and not more than there are cores.
 */
export function hashingThreads(
  poolSize: string | undefined = process.env['UV_THREADPOOL_SIZE'],
  cores: number = availableParallelism(),
): number {
  const pool = Number.parseInt(poolSize ?? '', 10);
  return Math.max(1, Math.min((pool > 0 ? pool : 4) - 1, cores));
}
