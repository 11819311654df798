// What went wrong at the upstream, in the three kinds that the fallback policy tells apart.
import type { StrategyFailure, StrategyRefusal } from '../../src/domain/strategy.ts';
import { type OpenIdClient, OtherIssuer } from './discover.ts';
import { UpstreamAway } from './upstream-fetch.ts';

/** OAuth 2.0 section 4.1.2.1 and OpenID Connect Core section 3.1.2.6; any other error means that our request is wrong. */
const authorizationErrors: Readonly<Record<string, StrategyRefusal | 'away'>> = {
  access_denied: 'cancelled',
  login_required: 'credentials',
  interaction_required: 'credentials',
  consent_required: 'credentials',
  account_selection_required: 'credentials',
  server_error: 'away',
  temporarily_unavailable: 'away',
};

export function refused(reason: StrategyRefusal, detail: string): StrategyFailure {
  return { type: 'refused', reason, detail };
}

/** It says nothing of her account at this upstream, so no fallback rests on it. */
export function hearsay(reason: StrategyRefusal, detail: string): StrategyFailure {
  return { type: 'refused', reason, detail, hearsay: true };
}

/** @returns undefined for what is no answer of an upstream but a fault of ours */
export function failureOf(client: OpenIdClient, error: unknown): StrategyFailure | undefined {
  const chain = causes(error);
  const away = chain.find((cause) => cause instanceof UpstreamAway);
  if (away !== undefined) return { type: 'unreachable', detail: away.message };
  if (error instanceof OtherIssuer) return refused('invalid', error.message);
  if (error instanceof client.AuthorizationResponseError) return ofAuthorization(error.error);
  if (error instanceof client.ResponseBodyError) return ofBackChannel(error.error);
  if (error instanceof client.WWWAuthenticateChallengeError)
    return refused('invalid', 'the upstream refused our credentials');
  if (error instanceof client.ClientError) {
    if (error.code === 'OAUTH_TIMEOUT' || error.code === 'OAUTH_ABORT') {
      return { type: 'unreachable', detail: 'the upstream did not answer in time' };
    }
    const reason = error.code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED' ? 'expired' : 'invalid';
    return refused(reason, [...new Set(chain.map((cause) => cause.message))].join(': '));
  }
  return undefined;
}

/** An error in the address of the return: openid-client has compared its `state`, and the browser knows that too. */
function ofAuthorization(code: string): StrategyFailure {
  const meaning = Object.hasOwn(authorizationErrors, code) ? authorizationErrors[code] : undefined;
  const detail = `the upstream answered ${plainCode(code)}`;
  return meaning === 'away'
    ? { type: 'unreachable', detail, hearsay: true }
    : { type: 'refused', reason: meaning ?? 'invalid', detail, hearsay: true };
}

/** The token endpoint, or the one that takes pushed requests. */
function ofBackChannel(code: string): StrategyFailure {
  if (code === 'temporarily_unavailable') return { type: 'unreachable', detail: `the upstream answered ${code}` };
  return refused('invalid', `the upstream answered our own request with ${plainCode(code)}`);
}

/** Error codes come from outside: letters, digits and _ only, and short. */
function plainCode(code: string): string {
  return /^[\w-]{1,60}$/.test(code) ? code : 'an unknown error';
}

function causes(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let cause = error; cause instanceof Error && chain.length < 5; cause = cause.cause) chain.push(cause);
  return chain;
}
