// An upstream that said no, said something wrong, or said nothing: traced, and told to the person.
import { type ErrorCode, VestibuleError } from '../domain/errors.ts';
import type { LoginAttempt } from '../domain/login.ts';
import type { StrategyOutcome, StrategyRefusal } from '../domain/strategy.ts';
import type { ProfileRuntime } from '../institutions.ts';
import type { Visit } from '../web/visit.ts';
import type { LoginDeps } from './deps.ts';
import { showFailure } from './failure.ts';

const codes: Readonly<Record<StrategyRefusal, ErrorCode>> = {
  credentials: 'VST_UPSTREAM_REFUSED',
  unknown: 'VST_UPSTREAM_REFUSED',
  locked: 'VST_UPSTREAM_REFUSED',
  cancelled: 'VST_UPSTREAM_CANCELLED',
  expired: 'VST_ATTEMPT_EXPIRED',
  replayed: 'VST_UPSTREAM_REPLAYED',
  invalid: 'VST_UPSTREAM_MESSAGE_INVALID',
};

export async function showUpstreamFailure(
  deps: LoginDeps,
  visit: Visit,
  attempt: LoginAttempt | undefined,
  profile: ProfileRuntime,
  outcome: StrategyOutcome,
): Promise<void> {
  if (outcome.type !== 'refused' && outcome.type !== 'unreachable') {
    throw new VestibuleError('VST_INTERNAL', `The upstream's answer came as "${outcome.type}".`);
  }
  const code = codeOfFailure(outcome, attempt);
  const said = outcome.type === 'unreachable' ? 'unreachable' : outcome.reason;
  const trace = await deps.recordTrace(
    {
      institution: visit.institution.slug,
      profile: profile.config.id,
      relyingParty: attempt?.request.relyingParty,
      door: attempt?.request.returnTo.door ?? 'self',
      outcome: code,
      steps: [{ type: 'upstream', outcome: said, detail: outcome.detail }],
    },
    { source: visit.source.key },
  );
  await showFailure(deps, visit, attempt, code, trace, causeOf(outcome));
}

/** An upstream that answers a demand for a new proof with something too old has not heard the demand. */
export function codeOfFailure(
  outcome: Extract<StrategyOutcome, { type: 'refused' | 'unreachable' }>,
  attempt: LoginAttempt | undefined,
): ErrorCode {
  if (outcome.type === 'unreachable') return 'VST_UPSTREAM_UNREACHABLE';
  const isStale = outcome.reason === 'expired' && attempt?.request.forceAuthn === true;
  return isStale ? 'VST_PROOF_TOO_OLD' : codes[outcome.reason];
}

/** Which of the three ends that may fall back on the internal password this was. */
function causeOf(outcome: StrategyOutcome): LoginAttempt['failedWith'] {
  if ((outcome.type !== 'refused' && outcome.type !== 'unreachable') || outcome.hearsay) return undefined;
  if (outcome.type === 'unreachable') return 'unreachable';
  if (outcome.reason === 'unknown') return 'unknown';
  return outcome.reason === 'credentials' ? 'refused' : undefined;
}
