/**
 * What is counted of a running installation. Labels are names of the configuration and fixed words, never anything of a
 * person or of a request. Absent where the installation counts nothing.
 */
export interface Metrics {
  /** Begins to measure. @returns a function that gives the seconds since */
  stopwatch(): () => number;
  /** One decision about a sign-in. `outcome`: `matched` or an error code. */
  decided(of: { institution: string; profile: string; door: string; outcome: string }): void;
  /** One password check, by whichever door. `outcome`: `accepted` or an error code. */
  passwordChecked(of: { institution: string; door: string; outcome: string }, seconds: number): void;
  /** One assertion looked up. */
  resolved(of: { institution: string }, seconds: number): void;
  /** One step of a strategy: it may have asked its upstream or not. */
  upstreamAsked(of: { institution: string; profile: string; outcome: string }, seconds: number): void;
  sessionBegun(of: { institution: string }): void;
  sessionEnded(): void;
  /** `outcome` as in the delivery log. */
  letterEnded(of: { institution: string; outcome: string }): void;
  answered(of: { route: string; method: string; status: string }, seconds: number): void;
}
