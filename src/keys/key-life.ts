// When a signing key signs and how long it is published, told from all keys of its institution, use and algorithm.
import type { StoredKey } from '../domain/ports/key-store.ts';

/** Newest last: by the time it signs from, then by its making. */
function bySuccession(a: StoredKey, b: StoredKey): number {
  return a.signsFrom - b.signsFrom || a.createdAt - b.createdAt || (a.kid < b.kid ? -1 : Number(a.kid > b.kid));
}

export function newest(keys: readonly StoredKey[]): StoredKey | undefined {
  return [...keys].sort(bySuccession).at(-1);
}

/**
 * When it is published no more: as it was set, or some time after its successor began to sign. Told from the successor
 * and not written, so that a rotation is one write, and none is ever half done.
 */
export function retirement(key: StoredKey, all: readonly StoredKey[], overlapMs: number): number | undefined {
  if (key.retiresAt !== undefined) return key.retiresAt;
  const later = all.filter((other) => other.algorithm === key.algorithm && bySuccession(other, key) > 0);
  const successor = later.filter(({ retiresAt }) => retiresAt === undefined).sort(bySuccession)[0];
  return successor === undefined ? undefined : successor.signsFrom + overlapMs;
}

export function isLive(key: StoredKey, all: readonly StoredKey[], now: number, overlapMs: number): boolean {
  const retiresAt = retirement(key, all, overlapMs);
  return retiresAt === undefined || retiresAt > now;
}

/** The key of one algorithm that signs now. When the clock went back behind every key, the one that signed first. */
export function signing(keys: readonly StoredKey[], now: number, overlapMs: number): StoredKey | undefined {
  return keys.filter((key) => isLive(key, keys, now, overlapMs)).sort(byStanding(now))[0];
}

/** The key that signs first, then those before it, newest first, then those that wait for their turn. */
export function byStanding(now: number): (a: StoredKey, b: StoredKey) => number {
  const waits = (key: StoredKey) => key.signsFrom > now;
  return (a, b) => {
    if (waits(a) !== waits(b)) return waits(a) ? 1 : -1;
    return waits(a) ? bySuccession(a, b) : bySuccession(b, a);
  };
}
