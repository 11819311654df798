import type { UpstreamCheck } from '../strategy.ts';

/** What our own probes last found of one upstream. Nothing that a person or a browser does changes it. */
export interface UpstreamState {
  /** Epoch milliseconds, of the last probe. */
  readonly checkedAt: number;
  /** Probes in a row with a check that failed; 0 when all is well. */
  readonly failures: number;
  /** When the first of them was. */
  readonly failingSince?: number | undefined;
  /** When all was well last. */
  readonly lastSuccess?: number | undefined;
  readonly checks: readonly UpstreamCheck[];
}

/** One login profile. `settings` changes with its configuration: what was found under other settings says nothing. */
export interface ProbedProfile {
  readonly institution: string;
  readonly profile: string;
  readonly settings: string;
}

/** The same on every node. */
export interface UpstreamHealth {
  /** What was found lately; undefined when nothing was. Never rejects: not to know is no reason to stop anybody. */
  state(of: ProbedProfile): Promise<UpstreamState | undefined>;
  /** The same as far as this process happens to know it already, a few seconds late: for hints that nobody waits for. */
  peek(of: ProbedProfile): UpstreamState | undefined;
}

/** Two probes in a row failed: no hiccup any more. */
export function isFailing(state: UpstreamState | undefined): boolean {
  return state !== undefined && state.failures >= 2;
}

/** It fails because the upstream does not answer at all. */
export function isAway(state: UpstreamState | undefined): state is UpstreamState {
  return (
    state !== undefined && isFailing(state) && state.checks.some(({ ok, unreachable }) => !ok && unreachable === true)
  );
}
