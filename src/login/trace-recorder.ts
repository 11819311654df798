// Every attempt leaves a trace under a short code, and its decision in the audit, together. A flood of failures from one
// source is counted, not stored.
import type { Clock } from '../domain/ports/clock.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { AuditEntry, Journal } from '../domain/ports/journal.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Trace } from '../domain/resolution.ts';
import type { Log } from '../observability/log.ts';
import { newTraceCode } from '../resolution/trace-code.ts';

const failuresPerMinute = 20;

/** Whom a decision is about, as far as it is known. */
export interface DecidedAbout {
  readonly userId?: string | undefined;
  /** Her primary identifier, in clear for those who may read the audit. */
  readonly user?: string | undefined;
  /** The type of the identifier that matched. */
  readonly identifierType?: string | undefined;
  /** She proved who she is. */
  readonly proved?: boolean | undefined;
  readonly trial?: boolean | undefined;
  /** The trace is of a sign-out that was refused. */
  readonly isSignOut?: boolean | undefined;
}

export type TraceRecorder = (
  trace: Omit<Trace, 'code' | 'at'>,
  options: { readonly source: string; readonly about?: DecidedAbout | undefined },
) => Promise<string>;

export interface TraceRecorderDeps {
  readonly journal: Pick<Journal, 'writeTrace'>;
  readonly ephemeral: Pick<Ephemeral, 'count'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** @returns a function that gives the trace's code, or an empty text when it was counted and not stored */
export function createTraceRecorder({ journal, ephemeral, clock, random, log }: TraceRecorderDeps): TraceRecorder {
  return async (told, { source, about = {} }) => {
    if (told.outcome !== 'matched') {
      const { count } = await ephemeral.count('trace-failures', `${told.institution}:${source}`, 1, 60);
      if (count > failuresPerMinute) return '';
    }
    const code = newTraceCode(random);
    const trace: Trace = { ...told, code, at: clock.now() };
    await journal.writeTrace(trace, decisionOf(trace, about));
    const { institution, profile, relyingParty, door, outcome } = trace;
    log.info(about.isSignOut === true ? 'sign-out' : 'sign-in', {
      institution,
      profile,
      relyingParty,
      door,
      outcome,
      trace: code,
    });
    return code;
  };
}

function decisionOf(
  trace: Trace,
  { userId, user, identifierType, proved = false, trial, isSignOut }: DecidedAbout,
): AuditEntry {
  const { at, institution, profile, relyingParty, door, outcome, code } = trace;
  const isIn = outcome === 'matched';
  const refused = isSignOut === true ? 'sign-out-refused' : 'sign-in-refused';
  const action = trial === true ? 'sign-in-tried' : isIn ? 'sign-in' : refused;
  const facts = { outcome: isIn ? undefined : outcome, profile, door, identifierType, user, ...fallbackOf(trace) };
  return {
    at,
    institution,
    action,
    actor: (isIn || proved ? userId : undefined) ?? 'nobody',
    via: door,
    userId,
    relyingParty,
    trace: code,
    detail: Object.fromEntries(
      Object.entries(facts).flatMap(([name, fact]) => (fact === undefined ? [] : [[name, fact]])),
    ),
  };
}

/** Whether the library password stood in for an upstream, and why. */
function fallbackOf({ steps }: Trace): { readonly fallback?: string; readonly fallbackAllowed?: boolean } {
  for (const step of steps.toReversed())
    if (step.type === 'fallback') return { fallback: step.because, fallbackAllowed: step.allowed };
  return {};
}
