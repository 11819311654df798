// Metadata in force, kept in `ephemeral`: every node reads what any node fetched, and nothing outlives its own end.
import { createHash } from 'node:crypto';
import type { Ephemeral } from '../../../src/domain/ports/ephemeral.ts';
import type { Validators } from '../../../src/saml/fetch-metadata.ts';
import type { EntityFacts } from './entity.ts';

export interface HeldEntity {
  readonly facts: EntityFacts;
  readonly validators: Validators;
  /** When this validUntil was first seen, epoch milliseconds. */
  readonly firstSeenAt: number;
  /** When the server last said that this is what it publishes, epoch milliseconds. */
  readonly checkedAt: number;
  readonly refreshAfter: number;
  /** From then on nothing of it is believed. */
  readonly endsAt: number;
}

/** Metadata from one address under one trust: with other signers configured, nothing fetched before counts. */
export interface HeldEntities {
  get(entityId: string, now: number): Promise<HeldEntity | undefined>;
  put(held: HeldEntity, now: number): Promise<void>;
  drop(entityId: string): Promise<void>;
  /** True for one caller a minute, on whichever node. */
  mayAsk(entityId: string): Promise<boolean>;
  /** What went wrong last; told until a call goes well. */
  fault(entityId: string): Promise<string | undefined>;
  setFault(entityId: string, detail: string | undefined): Promise<void>;
}

const entities = 'saml-metadata';
const asked = 'saml-metadata-asked';
const faults = 'saml-metadata-fault';
const askSeconds = 60;
const faultSeconds = 86_400;

/** @param trust the address and the signers */
export function heldEntities(ephemeral: Ephemeral, trust: readonly string[]): HeldEntities {
  const key = (entityId: string) =>
    createHash('sha256')
      .update(JSON.stringify([...trust, entityId]))
      .digest('base64url');
  return {
    async get(entityId, now) {
      const record = await ephemeral.get(entities, key(entityId));
      const held = record === undefined ? undefined : (JSON.parse(record) as HeldEntity);
      return held === undefined || held.endsAt <= now ? undefined : held;
    },
    async put(held, now) {
      const ttlSeconds = Math.max(1, Math.ceil((held.endsAt - now) / 1000));
      await ephemeral.put(entities, key(held.facts.entityId), JSON.stringify(held), ttlSeconds);
    },
    drop: (entityId) => ephemeral.delete(entities, key(entityId)),
    mayAsk: (entityId) => ephemeral.claim(asked, key(entityId), '1', askSeconds),
    fault: (entityId) => ephemeral.get(faults, key(entityId)),
    setFault: (entityId, detail) =>
      detail === undefined
        ? ephemeral.delete(faults, key(entityId))
        : ephemeral.put(faults, key(entityId), detail, faultSeconds),
  };
}
