// What a result code of a bind means for the person (RFC 4511 appendix A.2), with Active Directory's sub-codes.
import type { StrategyFailure } from '../../src/domain/strategy.ts';

/** `data NNN` in the diagnostic message of Active Directory. */
const activeDirectoryReasons: Readonly<Record<string, string>> = {
  '525': 'no such account',
  '52e': 'wrong password',
  '530': 'not permitted at this time',
  '531': 'not permitted from here',
  '532': 'password expired',
  '533': 'account disabled',
  '701': 'account expired',
  '773': 'password must be changed',
  '775': 'account locked',
};

const noSuchObject = 32;
const invalidDn = 34;
/** Constraint violation, inappropriate authentication, invalid credentials, insufficient rights, unwilling. */
const refusals: readonly number[] = [19, 48, 49, 50, 53];

/** How a bind that the server answered with another code than success ended. */
export function bindFailure(code: number, text: string): StrategyFailure {
  const data = /\bdata ([0-9a-f]{3,4})\b/i.exec(text)?.[1]?.toLowerCase();
  const reason = data === undefined ? undefined : activeDirectoryReasons[data];
  const detail = `bind: result ${code}${data === undefined ? '' : `, data ${data}`}${reason === undefined ? '' : ` (${reason})`}`;
  if (code === noSuchObject || code === invalidDn || data === '525')
    return { type: 'refused', reason: 'unknown', detail };
  if (refusals.includes(code)) return { type: 'refused', reason: 'credentials', detail };
  return { type: 'unreachable', detail };
}

const sizeLimitExceeded = 4;
const referral = 10;

/** How a search that the server answered with another code than success ended. */
export function searchFailure(code: number): StrategyFailure {
  if (code === sizeLimitExceeded) {
    return { type: 'refused', reason: 'invalid', detail: 'search: more entries than the size limit' };
  }
  if (code === referral)
    return { type: 'refused', reason: 'invalid', detail: 'search: a referral, which is not followed' };
  return { type: 'unreachable', detail: `search: result ${code}` };
}
