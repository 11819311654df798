// The members of a federation, from its aggregate: what this node has read and verified before. Nobody who signs in waits
// for a server, and no message makes us ask one.
import type { Aggregate } from '../../../src/domain/ports/aggregates.ts';
import type { EntityFacts } from './entity.ts';
import type { HeldEntity } from './held.ts';
import type { EntitySource, Found, Renewal } from './source.ts';

export class AggregateMetadata implements EntitySource {
  readonly aggregate: Aggregate;
  private readonly location: string;

  constructor(aggregate: Aggregate, location: string) {
    this.aggregate = aggregate;
    this.location = location;
  }

  async find(entityId: string): Promise<Found> {
    const held = await this.inForce(entityId);
    if (held !== undefined) return held;
    if ((await this.aggregate.status()) !== undefined) return { type: 'absent' };
    const fault = await this.aggregate.fault();
    return {
      type: 'failed',
      detail: `${this.location} ${fault === undefined ? 'has not been read yet' : `could not be read: ${fault}`}`,
    };
  }

  async inForce(entityId: string): Promise<HeldEntity | undefined> {
    const [status, text] = await Promise.all([this.aggregate.status(), this.aggregate.entity(entityId)]);
    if (status === undefined || text === undefined) return undefined;
    const facts = JSON.parse(text) as EntityFacts;
    const { readAt: firstSeenAt, checkedAt, validUntil } = status;
    // It ends with the aggregate, or sooner where it says so of itself; when it is read anew is the aggregate's matter.
    const endsAt = Math.min(validUntil, facts.validUntil ?? validUntil);
    return { facts, validators: {}, firstSeenAt, checkedAt, refreshAfter: endsAt, endsAt };
  }

  /** What is wrong with the aggregate is told once, and not of each member. */
  async lastFault(): Promise<string | undefined> {
    return undefined;
  }

  async renew(): Promise<Renewal> {
    return { type: 'recent' };
  }
}
