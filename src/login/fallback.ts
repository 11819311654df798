// External first, then internal, by policy: whether and why the internal password is asked for after an upstream.
import { type FallbackPolicy, policyAllows } from '../directory/internal-password.ts';
import type { InternalPasswordCause } from '../domain/ports/internal-password-check.ts';
import type { TraceStep } from '../domain/resolution.ts';
import type { StrategyFailure } from '../domain/strategy.ts';

/** What one upstream's end is to the policy. An end that it does not know (two entries, say) is none of its three. */
export function causeOf(end: StrategyFailure): InternalPasswordCause {
  if (end.type === 'unreachable') return 'unreachable';
  // Nothing was typed, so nothing was asked: nobody said no.
  if (end.type === 'prompt') return 'none';
  if (end.reason === 'credentials') return 'refused';
  return end.reason === 'unknown' ? 'unknown' : 'none';
}

/** Strictest first: where one upstream said no, that another has no such account does not open the way. */
const strictness: readonly InternalPasswordCause[] = ['none', 'refused', 'unreachable', 'unknown'];

/**
 * Why the internal password is asked for after all upstreams of a chain have ended without an assertion.
 *
 * @param ends of every upstream that was asked; none where the person chose the library password
 * @param offered why that was offered to her: as fallback after another profile, if the policy allows that, or `chosen`
 */
export function internalPasswordCause(
  ends: readonly StrategyFailure[],
  offered: InternalPasswordCause,
  policy: FallbackPolicy,
): InternalPasswordCause {
  if (ends.length === 0) return policyAllows(policy, offered) ? offered : 'chosen';
  const causes = new Set(ends.map((end) => causeOf(end)));
  return strictness.find((cause) => causes.has(cause)) ?? 'none';
}

export function fallbackStep(cause: InternalPasswordCause, policy: FallbackPolicy): TraceStep {
  const groups = policy.userGroups === undefined ? '' : `, of groups ${policy.userGroups.join(', ')}`;
  const allowed = policyAllows(policy, cause);
  const detail = allowed ? `internal users, and external ones${groups}` : 'internal users only';
  return { type: 'fallback', because: cause, allowed, detail };
}
