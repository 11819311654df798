/** What metadata says of its own time. */
export interface StatedTimes {
  /** Epoch milliseconds. */
  readonly validUntil: number | undefined;
  readonly cacheMs: number | undefined;
}

const minuteMs = 60_000;
/** How long metadata without any time of its own is believed when it cannot be read anew. */
const unlimitedMs = 14 * 24 * 60 * minuteMs;

/** When metadata read at `now` is read again, and when it ends. validUntil ends it; without one cacheDuration does. */
export function timesOf(
  { validUntil, cacheMs }: StatedTimes,
  refreshMinutes: number,
  now: number,
): { readonly refreshAfter: number; readonly endsAt: number } {
  const endsAt = validUntil ?? now + Math.max(cacheMs ?? unlimitedMs, 2 * minuteMs);
  const wait = Math.min(refreshMinutes * minuteMs, cacheMs ?? Number.POSITIVE_INFINITY, (endsAt - now) / 2);
  return { endsAt, refreshAfter: now + Math.max(wait, minuteMs) };
}
