/** The one clock. `src/platform.ts` is the only file that reads the machine's. */
export interface Clock {
  /** Epoch milliseconds. May jump back: compare with stored times, never assume that it only grows. */
  now(): number;
}
