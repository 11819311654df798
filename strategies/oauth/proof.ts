// What ties the return to the departure: a `state` that names the attempt, and PKCE (RFC 7636, S256). Both are kept in the
// attempt, which is bound to this browser and this profile and taken once.
import { createHash } from 'node:crypto';
import type { Random } from '../../src/domain/ports/random.ts';
import type { StrategyFailure, StrategyLogin, StrategyRequest } from '../../src/domain/strategy.ts';
import { hearsay, plainWord, refused } from './ended.ts';

export interface Proof {
  readonly state: string;
  readonly codeChallenge: string;
}

/** A code that the browser brought with the right `state`, and the secret that redeems it. */
export interface Grant {
  readonly type: 'granted';
  readonly code: string;
  readonly codeVerifier: string;
}

/** Longest query of a return that is read, in characters. */
const maxQuery = 8192;

/** What of a return means something; each may stand once. `error_code` is Facebook's. */
const answerParameters = ['code', 'state', 'iss', 'error', 'error_code', 'error_description', 'error_reason'];

/** OAuth 2.0 section 4.1.2.1 and OpenID Connect Core section 3.1.2.6; any other error means that our request is wrong. */
const errorMeanings = {
  access_denied: 'cancelled',
  login_required: 'credentials',
  interaction_required: 'credentials',
  consent_required: 'credentials',
  account_selection_required: 'credentials',
} as const;

/** Makes them, and keeps in the attempt what the return is compared with. */
export function makeProof(signIn: StrategyLogin, attemptId: string, profile: string, random: Random): Proof {
  const codeVerifier = random.token();
  // The attempt stands in front of the first dot: the callback finds it by the state alone.
  const state = `${attemptId}.${random.token()}`;
  Object.assign(signIn.state, { state, codeVerifier, profile });
  return { state, codeChallenge: createHash('sha256').update(codeVerifier).digest('base64url') };
}

/** @param issuer what `iss` must be where it comes (RFC 9207); undefined for an upstream that does not speak of it */
export function readReturn(
  request: StrategyRequest,
  profile: string,
  issuer: string | undefined,
): Grant | StrategyFailure {
  const kept = request.signIn.state;
  if (kept.state === undefined || kept.codeVerifier === undefined || kept.profile !== profile) {
    return refused('invalid', 'the answer belongs to no request of ours');
  }
  const query = queryOf(request);
  if (query.length > maxQuery) return refused('invalid', 'the answer is too long');
  const answer = new URLSearchParams(query);
  const repeated = answerParameters.find((name) => answer.getAll(name).length > 1);
  if (repeated !== undefined) return refused('invalid', `the answer repeats ${repeated}`);
  if (answer.get('state') !== kept.state) return refused('invalid', 'the answer has another state than the request');
  const said = answer.get('iss');
  if (issuer !== undefined && said !== null && said !== issuer) {
    return refused('invalid', 'the answer is of another issuer (iss)');
  }
  const error = answer.get('error') ?? answer.get('error_code');
  const code = answer.get('code');
  if (error !== null) return code === null ? errorFailure(error) : refused('invalid', 'the answer has code and error');
  if (code === null || code === '') return refused('invalid', 'the answer has neither code nor error');
  return { type: 'granted', code, codeVerifier: kept.codeVerifier };
}

/** An error in the address of the return: its `state` was compared, and the browser knows that too. */
function errorFailure(error: string): StrategyFailure {
  const detail = `the upstream answered ${plainWord(error)}`;
  if (error === 'server_error' || error === 'temporarily_unavailable') {
    return { type: 'unreachable', detail, hearsay: true };
  }
  const isKnown = (name: string): name is keyof typeof errorMeanings => Object.hasOwn(errorMeanings, name);
  return hearsay(isKnown(error) ? errorMeanings[error] : 'invalid', detail);
}

function queryOf(request: StrategyRequest): string {
  const start = request.originalUrl.indexOf('?');
  return start === -1 ? '' : request.originalUrl.slice(start);
}
