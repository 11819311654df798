// What is single use: the request id (it leads to the attempt) and the assertion id. Both live in `ephemeral`, so that
// a second node sees what the first one took.

import { VestibuleError } from '../../src/domain/errors.ts';
import type { Ephemeral } from '../../src/domain/ports/ephemeral.ts';
import { type Fault, fault } from '../../src/saml/fault.ts';

/** Longer than any attempt may last, so that a late answer is told from a foreign one by its attempt being over. */
export const requestTtlSeconds = 2 * 3600;
const requests = 'saml-request';
const answered = 'saml-request-answered';
const assertions = 'saml-assertion';

export interface WaitingRequest {
  readonly type: 'request';
  readonly attemptId: string;
  /** The identity provider it was sent to: no other one answers it. */
  readonly entityId: string;
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly forceAuthn: boolean;
}

/** The single-use records of one login profile: another profile's request ids are not found here. */
export interface ReplayGuard {
  remember(requestId: string, request: Omit<WaitingRequest, 'type'>): Promise<void>;
  /** Which identity provider a request was sent to, without taking it: an answer that proves nothing spends nothing. */
  findProvider(requestId: string): Promise<string | Fault>;
  /** Of any number of answers to one request, one gets it. */
  takeRequest(requestId: string): Promise<WaitingRequest | Fault>;
  /** @param until epoch milliseconds after which the assertion's own times refuse it */
  claimAssertion(assertionId: string, until: number, now: number): Promise<Fault | undefined>;
}

export function replayGuard(ephemeral: Ephemeral, institution: string, profile: string): ReplayGuard {
  const key = (id: string) => `${institution}:${profile}:${id}`;
  const notWaiting = async (requestId: string): Promise<Fault> =>
    (await ephemeral.get(answered, key(requestId))) === undefined
      ? fault('in-response-to', 'no request with this id is waiting for an answer to this login profile')
      : fault('in-response-to', 'this request was answered before', 'replayed');
  return {
    async remember(requestId, request) {
      await ephemeral.put(requests, key(requestId), JSON.stringify(request), requestTtlSeconds);
    },
    async findProvider(requestId) {
      const record = await ephemeral.get(requests, key(requestId));
      return record === undefined ? notWaiting(requestId) : parseRequest(record).entityId;
    },
    async takeRequest(requestId) {
      const record = await ephemeral.take(requests, key(requestId));
      if (record !== undefined) {
        await ephemeral.put(answered, key(requestId), '1', requestTtlSeconds);
        return parseRequest(record);
      }
      return notWaiting(requestId);
    },
    async claimAssertion(assertionId, until, now) {
      const ttlSeconds = Math.max(60, Math.ceil((until - now) / 1000));
      return (await ephemeral.claim(assertions, key(assertionId), '1', ttlSeconds))
        ? undefined
        : fault('replay', 'this assertion was used before', 'replayed');
    },
  };
}

function parseRequest(record: string): WaitingRequest {
  const { attemptId, entityId, madeAt, forceAuthn } = JSON.parse(record) as Record<string, unknown>;
  const isWhole =
    typeof attemptId === 'string' &&
    typeof entityId === 'string' &&
    typeof madeAt === 'number' &&
    typeof forceAuthn === 'boolean';
  if (!isWhole) {
    throw new VestibuleError('VST_INTERNAL', 'A stored SAML request has not the form it was stored in.');
  }
  return { type: 'request', attemptId, entityId, madeAt, forceAuthn };
}
