// What is single use about logout messages: our requests, which wait for one answer, and the ids of theirs, which count
// once. On any node.
import { createHash } from 'node:crypto';
import { VestibuleError } from '../../../src/domain/errors.ts';
import type { Ephemeral } from '../../../src/domain/ports/ephemeral.ts';
import { type Fault, fault } from '../../../src/saml/fault.ts';

/** As long as a person may stay away at her identity provider. */
const requestSeconds = 3600;
const requests = 'saml-logout-request';
const seen = 'saml-logout-message';

export interface WaitingLogout {
  readonly type: 'waiting';
  readonly state: string;
  /** No other identity provider answers it. */
  readonly entityId: string;
}

export interface LogoutRecords {
  remember(requestId: string, request: Omit<WaitingLogout, 'type'>): Promise<void>;
  /** Without taking it: an answer that proves nothing spends nothing. */
  find(requestId: string): Promise<WaitingLogout | Fault>;
  take(requestId: string): Promise<WaitingLogout | Fault>;
  /** Of any number of messages with one id, one goes on. */
  claim(entityId: string, messageId: string, seconds: number): Promise<Fault | undefined>;
}

export function logoutRecords(ephemeral: Ephemeral, institution: string, profile: string): LogoutRecords {
  const key = (...parts: readonly string[]) => [institution, profile, ...parts].join(':');
  const found = (record: string | undefined) =>
    record === undefined
      ? fault('in-response-to', 'no logout request with this id is waiting for an answer to this login profile')
      : parse(record);
  return {
    remember: (requestId, request) => ephemeral.put(requests, key(requestId), JSON.stringify(request), requestSeconds),
    find: async (requestId) => found(await ephemeral.get(requests, key(requestId))),
    take: async (requestId) => found(await ephemeral.take(requests, key(requestId))),
    async claim(entityId, messageId, seconds) {
      // A key has a bound: the id and the entity id, of up to 1024 characters, do not fit as they are.
      const id = createHash('sha256')
        .update(JSON.stringify([entityId, messageId]))
        .digest('base64url');
      return (await ephemeral.claim(seen, key(id), '1', seconds))
        ? undefined
        : fault('replay', 'this message was brought before', 'replayed');
    },
  };
}

function parse(record: string): WaitingLogout {
  const { state, entityId } = JSON.parse(record) as Readonly<Record<string, unknown>>;
  if (typeof state === 'string' && typeof entityId === 'string') return { type: 'waiting', state, entityId };
  throw new VestibuleError('VST_INTERNAL', 'A stored logout request has not the form it was stored in.');
}
