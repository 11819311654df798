// What went wrong, in the three kinds that the fallback policy tells apart. A CAS server sends nobody back whom it
// refused, so no end here says that a password was wrong.
import type { StrategyFailure, StrategyRefusal } from '../../src/domain/strategy.ts';

/** CAS 3.0 section 2.5.3; any other code means that our registration or our request is wrong. */
const codes: Readonly<Record<string, StrategyRefusal | 'away'>> = {
  // Used, too old, or (where it was asked to be) not from a new sign-in.
  INVALID_TICKET: 'expired',
  INTERNAL_ERROR: 'away',
};

export function refused(reason: StrategyRefusal, detail: string): StrategyFailure {
  return { type: 'refused', reason, detail };
}

/** The browser brought it, and may have made it up. */
export function hearsay(reason: StrategyRefusal, detail: string): StrategyFailure {
  return { type: 'refused', reason, detail, hearsay: true };
}

export function failureOfCode(code: string): StrategyFailure {
  const meaning = Object.hasOwn(codes, code) ? codes[code] : undefined;
  const detail = `the CAS server answered ${/^[\w-]{1,60}$/.test(code) ? code : 'an unknown code'}`;
  return meaning === 'away' ? { type: 'unreachable', detail } : refused(meaning ?? 'invalid', detail);
}
