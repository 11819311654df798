// A verified answer to our own request can still be too old a proof. Then the person is asked to sign in again: the
// attempt goes on, and the reason is `expired`.

import { type Fault, fault } from '../../src/saml/fault.ts';
import { instantOf } from '../../src/saml/instant.ts';
import type { AuthenticationFacts } from './facts.ts';

export interface FreshnessRule {
  readonly now: number;
  readonly skewMs: number;
  readonly maxAgeSeconds: number | undefined;
  /** When a request that demanded a new proof (ForceAuthn) was made, epoch milliseconds. */
  readonly provenSince: number | undefined;
}

export function findStaleness(authentication: AuthenticationFacts | undefined, rule: FreshnessRule): Fault | undefined {
  const provenAt = instantOf(authentication?.instant ?? '') ?? 0;
  const sessionEnd = authentication?.sessionNotOnOrAfter;
  if (sessionEnd !== undefined && (instantOf(sessionEnd) ?? 0) <= rule.now - rule.skewMs) {
    return fault('session-end', `the session at the identity provider ended at ${sessionEnd}`, 'expired');
  }
  if (rule.maxAgeSeconds !== undefined && provenAt + rule.maxAgeSeconds * 1000 + rule.skewMs < rule.now) {
    return fault('authentication-age', `signed in longer ago than ${rule.maxAgeSeconds} seconds`, 'expired');
  }
  if (rule.provenSince !== undefined && provenAt + rule.skewMs < rule.provenSince) {
    return fault('force-authn', 'a new proof was demanded and an old sign-in was answered', 'expired');
  }
  return undefined;
}
