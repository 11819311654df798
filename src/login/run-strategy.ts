// The one place that runs a Passport strategy. Passport's actions are glued on at run time and untyped; here every way
// a strategy can end becomes one `StrategyOutcome`, and what is none of them becomes an exception.
import type { Request, Response } from 'express';
import passport, { type Strategy } from 'passport';
import type { Assertion } from '../domain/assertion.ts';
import { VestibuleError } from '../domain/errors.ts';
import type { StrategyFailure, StrategyLogin, StrategyOutcome, StrategyRequest } from '../domain/strategy.ts';
import { captureResponse } from './captured-response.ts';

export interface StrategyRun {
  /** The upstream must have answered by then, or it counts as unreachable. */
  readonly deadlineMs: number;
  /** Told when it begins; what it gives is told how it ended. For figures. */
  readonly measure?: (() => (outcome: string) => void) | undefined;
  /** Told which of several upstreams the person chose. */
  readonly onChosen?: ((upstream: string) => void) | undefined;
}

/** What the caller says of the attempt; what the strategy calls are the runner's own, but for `chose`. */
export type SignInFacts = Omit<StrategyLogin, 'post' | 'choose' | 'chose' | 'begunByUpstream' | 'foundAttempt'>;

/**
 * Runs a strategy once. The first thing it says counts; what it says after that, or after the deadline, is dropped.
 * Nothing is written to the browser: `req.res` is replaced by a response that only remembers.
 *
 * @returns how it ended; a deadline and a network fault are `unreachable`
 * @throws VestibuleError as the strategy raised it, or VST_INTERNAL for a strategy that broke: an unknown error, an
 *   answer of its own, a pass without an answer, a success that is no assertion
 */
export async function runStrategy(
  strategy: Strategy,
  req: Request,
  facts: SignInFacts,
  run: StrategyRun,
): Promise<StrategyOutcome> {
  const { promise, resolve, reject } = Promise.withResolvers<StrategyOutcome>();
  const ended = run.measure?.();
  const timer = setTimeout(
    () => resolve({ type: 'unreachable', detail: `no answer within ${run.deadlineMs} ms` }),
    run.deadlineMs,
  );
  const fail = (error: unknown): void => {
    const outcome = outcomeOfError(error);
    if (outcome instanceof VestibuleError) reject(outcome);
    else resolve(outcome);
  };
  let { attemptId } = facts;
  let begunByUpstream: true | undefined;
  const signIn: StrategyLogin = {
    ...facts,
    post: (url, fields) => resolve({ type: 'post', url, fields: { ...fields } }),
    choose: (choices, more) => resolve({ type: 'choose', ...more, choices: [...choices] }),
    chose: (upstream) => run.onChosen?.(upstream),
    begunByUpstream: () => {
      begunByUpstream = true;
    },
    foundAttempt: (id) => {
      attemptId = id;
    },
  };
  const response = captureResponse((answer) =>
    answer.redirect === undefined
      ? fail(broken('wrote an answer itself'))
      : resolve({ type: 'redirect', url: answer.redirect }),
  );
  const request = derive(req, signIn, response);
  const decided = (error: unknown, user?: unknown, info?: unknown): void => {
    if (error !== null && error !== undefined) fail(error);
    else if (isAssertion(user))
      resolve({ type: 'asserted', assertion: user, attemptId, ...(begunByUpstream && { begunByUpstream }) });
    else if (user === false)
      resolve(attemptId === facts.attemptId ? readFailure(info) : { ...readFailure(info), attemptId });
    else fail(broken('succeeded without an assertion'));
  };
  const passed = (error?: unknown): void => fail(error ?? broken('passed without an answer'));
  try {
    const authenticate = passport.authenticate(ownInstance(strategy, fail), { session: false }, decided);
    authenticate(request, response, passed);
  } catch (error) {
    fail(error);
  }
  try {
    const outcome = await promise;
    ended?.(outcome.type);
    return outcome;
  } catch (error) {
    ended?.('error');
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Passport glues its actions on the very instance it is given, so two logins that share one would end in each other's
 * place. Each run gets an object of its own in front of the instance. A rejection of `authenticate` is caught as well.
 */
function ownInstance(strategy: Strategy, fail: (error: unknown) => void): Strategy {
  const own = Object.create(strategy) as Strategy;
  const authenticate: (...given: Parameters<Strategy['authenticate']>) => unknown = strategy.authenticate.bind(
    own as never,
  );
  own.authenticate = (request, options) => {
    const result = authenticate(request, options);
    if (result instanceof Promise) result.catch(fail);
  };
  return own;
}

function derive(req: Request, signIn: StrategyLogin, res: Response): StrategyRequest {
  const derived = Object.create(req) as StrategyRequest;
  return Object.defineProperties(derived, { signIn: { value: signIn }, res: { value: res } });
}

function isAssertion(user: unknown): user is Assertion {
  if (typeof user !== 'object' || user === null) return false;
  const { profile, issuer, subject, attributes, authenticatedAt } = user as Partial<Assertion>;
  return (
    [profile, issuer, subject].every((text) => typeof text === 'string' && text !== '') &&
    typeof attributes === 'object' &&
    typeof authenticatedAt === 'number'
  );
}

/** Our strategies fail with a `StrategyFailure`. Anything else says only that it failed, which no fallback may rest on. */
function readFailure(info: unknown): StrategyFailure {
  const type: unknown = typeof info === 'object' && info !== null && 'type' in info ? info.type : undefined;
  if (type === 'refused' || type === 'unreachable' || type === 'prompt') return info as StrategyFailure;
  const detail = typeof info === 'string' ? info : 'the strategy failed without a reason';
  return { type: 'refused', reason: 'invalid', detail };
}

const networkFaults: readonly string[] = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
];

function outcomeOfError(error: unknown): StrategyFailure | VestibuleError {
  if (error instanceof VestibuleError) {
    return error.code === 'VST_UPSTREAM_UNREACHABLE' ? { type: 'unreachable', detail: error.message } : error;
  }
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && networkFaults.includes(code)) return { type: 'unreachable', detail: code };
  return broken('raised an error', error);
}

function broken(what: string, cause?: unknown): VestibuleError {
  return new VestibuleError('VST_INTERNAL', `A login strategy ${what}`, {}, { cause });
}

/** A request for doors without a browser (SIP2, PAIA, REST): what a form strategy reads and nothing else. */
export function syntheticRequest(typed: { readonly username: string; readonly password: string }): Request {
  const request = { method: 'POST', url: '/', headers: {}, query: {}, params: {}, body: { ...typed } };
  return request as unknown as Request;
}
