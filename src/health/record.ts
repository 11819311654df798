// What is kept of one upstream between probes, and how a probe changes it.
import type { UpstreamState } from '../domain/ports/upstream-health.ts';
import type { UpstreamCheck } from '../domain/strategy.ts';

export interface HealthRecord extends UpstreamState {
  /** The profile's settings when it was probed. */
  readonly settings: string;
}

/** @param before what stood, under the same settings */
export function afterProbe(
  before: HealthRecord | undefined,
  {
    settings,
    checks,
    now,
  }: { readonly settings: string; readonly checks: readonly UpstreamCheck[]; readonly now: number },
): HealthRecord {
  const kept = { settings, checkedAt: now, checks: checks.map(bounded) };
  if (checks.every(({ ok }) => ok)) return { ...kept, failures: 0, lastSuccess: now };
  return {
    ...kept,
    failures: (before?.failures ?? 0) + 1,
    failingSince: before?.failingSince ?? now,
    lastSuccess: before?.lastSuccess,
  };
}

/** What an upstream said may be long; what is kept and shown of it is not. */
const detailMax = 500;

function bounded({ name, ok, detail, unreachable, endsAt }: UpstreamCheck): UpstreamCheck {
  return { name: name.slice(0, 200), ok, detail: detail.slice(0, detailMax), unreachable, endsAt };
}

/** The failed checks as one sentence each. */
export function faultsOf({ checks }: Pick<UpstreamState, 'checks'>): string {
  return checks.flatMap(({ name, ok, detail }) => (ok ? [] : [`${name}: ${detail}`])).join('; ');
}
