// How a conversation with an OAuth 2.0 upstream ends without an assertion, also through the callbacks of a library.
import type { StrategyFailure, StrategyRefusal } from '../../src/domain/strategy.ts';

/** Thrown where the way back to Passport is long; what it carries is handed to `fail`. */
export class Ended extends Error {
  readonly failure: StrategyFailure;

  constructor(failure: StrategyFailure, options?: { cause?: unknown }) {
    super(failure.type === 'prompt' ? failure.type : failure.detail, options);
    this.failure = failure;
  }
}

export function refused(reason: StrategyRefusal, detail: string): StrategyFailure {
  return { type: 'refused', reason, detail };
}

/** Told to the person, and no fallback rests on it. */
export function hearsay(reason: StrategyRefusal, detail: string): StrategyFailure {
  return { type: 'refused', reason, detail, hearsay: true };
}

export function invalid(detail: string): Ended {
  return new Ended(refused('invalid', detail));
}

export function away(detail: string, cause?: unknown): Ended {
  return new Ended({ type: 'unreachable', detail }, { cause });
}

/** @returns undefined for what is no end of a conversation but a fault of ours */
export function failureOf(error: unknown): StrategyFailure | undefined {
  return error instanceof Ended ? error.failure : undefined;
}

/** Words of an upstream for the trace: letters, digits and _ only, and short. */
export function plainWord(word: unknown): string {
  return typeof word === 'string' && /^[\w-]{1,60}$/.test(word) ? word : 'an unknown error';
}
