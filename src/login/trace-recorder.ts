// Every attempt leaves a trace under a short code. A flood of failures from one source is counted, not stored.
import type { Clock } from '../domain/ports/clock.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { Journal } from '../domain/ports/journal.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Trace } from '../domain/resolution.ts';
import type { Log } from '../observability/log.ts';
import { newTraceCode } from '../resolution/trace-code.ts';

const failuresPerMinute = 20;

export type TraceRecorder = (
  trace: Omit<Trace, 'code' | 'at'>,
  options: { readonly source: string },
) => Promise<string>;

export interface TraceRecorderDeps {
  readonly journal: Journal;
  readonly ephemeral: Ephemeral;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** @returns a function that gives the trace's code, or an empty text when it was counted and not stored */
export function createTraceRecorder({ journal, ephemeral, clock, random, log }: TraceRecorderDeps): TraceRecorder {
  return async (trace, { source }) => {
    if (trace.outcome !== 'matched') {
      const { count } = await ephemeral.count('trace-failures', `${trace.institution}:${source}`, 1, 60);
      if (count > failuresPerMinute) return '';
    }
    const code = newTraceCode(random);
    await journal.writeTrace({ ...trace, code, at: clock.now() });
    const { institution, profile, relyingParty, door, outcome } = trace;
    log.info('sign-in', { institution, profile, relyingParty, door, outcome, trace: code });
    return code;
  };
}
