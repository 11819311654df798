/**
 * Short-lived and single-use records: attempts, hops, codes, tickets, sessions, counters. Every method is one atomic
 * step on one key, whichever node calls it. `space` names the kind of record and `key` the record; values are text.
 * Expired records are never returned. A key that cannot stand (empty, over 512 bytes, with a NUL) is not found.
 *
 * A store that was restarted or failed over may have lost the last takings. `take` and `swap` then refuse records written
 * before; `get` and `touch` go on. So what may happen once is taken or swapped itself, not marked by a claim beside it.
 *
 * @throws VestibuleError VST_EPHEMERAL_UNAVAILABLE when the store cannot answer; nothing was then promised.
 *   VST_REQUEST_MALFORMED, VST_REQUEST_TOO_LARGE for a key that cannot stand or a value over 1 MiB, when writing
 */
export interface Ephemeral {
  /** Writes, replacing what was there. */
  put(space: string, key: string, value: string, ttlSeconds: number): Promise<void>;
  /** Writes only where nothing stands. True when this call wrote: of any number of racing calls, one. */
  claim(space: string, key: string, value: string, ttlSeconds: number): Promise<boolean>;
  get(space: string, key: string): Promise<string | undefined>;
  /** Reads and deletes in one step: of any number of racing calls, one gets the value. */
  take(space: string, key: string): Promise<string | undefined>;
  /** Replaces `expected` by `next`, only if `expected` still stands. */
  swap(space: string, key: string, expected: string, next: string, ttlSeconds: number): Promise<boolean>;
  /** Sets the time to live anew, if the record stands. */
  touch(space: string, key: string, ttlSeconds: number): Promise<boolean>;
  /** A counter too. */
  delete(space: string, key: string): Promise<void>;
  /**
   * Adds to a counter whose window starts with its first count and is not prolonged by later ones.
   *
   * @param by may be 0 to read, which starts no window
   * @returns the count after adding, and the milliseconds until the window ends (0 when none is open)
   */
  count(space: string, key: string, by: number, windowSeconds: number): Promise<{ count: number; endsInMs: number }>;
  close(): Promise<void>;
}
