// Where the metadata of identity providers comes from: what is held, and if need be the server. A server that fails
// changes nothing; what is held counts until its own end.
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../../src/domain/ports/clock.ts';
import type { Outbound } from '../../../src/domain/ports/outbound.ts';
import { trustedDocument } from '../../../src/saml/document.ts';
import type { Fault } from '../../../src/saml/fault.ts';
import { fetchMetadata } from '../../../src/saml/fetch-metadata.ts';
import { timesOf } from '../../../src/saml/times.ts';
import { type EntityFacts, readEntity } from './entity.ts';
import type { HeldEntities, HeldEntity } from './held.ts';
import { weakening } from './weakening.ts';

export interface SourceSettings {
  /** The address of one entity's metadata. */
  readonly urlOf: (entityId: string) => string;
  /** PEM; undefined: nobody has to sign. */
  readonly signers: readonly string[] | undefined;
  /** A federation's server knows who belongs to it: an entity that it does not know is believed no more. */
  readonly isFederation: boolean;
  readonly refreshMinutes: number;
  readonly timeoutMs: number;
}

export type Renewal =
  | { readonly type: 'renewed' | 'unchanged'; readonly held: HeldEntity }
  /** Somebody asked within the last minute. */
  | { readonly type: 'recent' }
  | { readonly type: 'absent' }
  | { readonly type: 'failed'; readonly detail: string };

export type Found = HeldEntity | Exclude<Renewal, { readonly held: HeldEntity } | { readonly type: 'recent' }>;

/** Where the metadata of one identity provider after another is found. */
export interface EntitySource {
  /** What is held; a server is waited for only where nothing is. */
  find(entityId: string): Promise<Found>;
  /** What is held, and nothing else: never a call. */
  inForce(entityId: string): Promise<HeldEntity | undefined>;
  lastFault(entityId: string): Promise<string | undefined>;
  renew(entityId: string): Promise<Renewal>;
}

/** How often, and how long apart, a node looks for what another one is fetching. */
const looks = { count: 16, everyMs: 250 } as const;

export class MetadataSource implements EntitySource {
  private readonly settings: SourceSettings;
  private readonly held: HeldEntities;
  private readonly outbound: Outbound;
  private readonly clock: Clock;
  /** Calls under way on this node: who needs the same document waits for it. */
  private readonly underWay = new Map<string, Promise<Renewal>>();

  constructor(settings: SourceSettings, held: HeldEntities, outbound: Outbound, clock: Clock) {
    this.settings = settings;
    this.held = held;
    this.outbound = outbound;
    this.clock = clock;
  }

  /** What is held, read anew beside if it is time; the server is waited for only where nothing is held. */
  async find(entityId: string): Promise<Found> {
    const held = await this.inForce(entityId);
    if (held === undefined) return this.fetchFirst(entityId);
    if (held.refreshAfter <= this.clock.now()) {
      this.renew(entityId).catch(() => {
        // What is held counts. The next one tries again, and upkeep tells the operator.
      });
    }
    return held;
  }

  /** What is held, and nothing else: never a call. */
  inForce(entityId: string): Promise<HeldEntity | undefined> {
    return this.held.get(entityId, this.clock.now());
  }

  lastFault(entityId: string): Promise<string | undefined> {
    return this.held.fault(entityId);
  }

  /** Asks the server, at most once a minute over all nodes. */
  renew(entityId: string): Promise<Renewal> {
    const standing = this.underWay.get(entityId);
    if (standing !== undefined) return standing;
    const renewal = this.ask(entityId).finally(() => this.underWay.delete(entityId));
    this.underWay.set(entityId, renewal);
    return renewal;
  }

  private async fetchFirst(entityId: string): Promise<Found> {
    const renewal = await this.renew(entityId);
    if ('held' in renewal) return renewal.held;
    if (renewal.type !== 'recent') return renewal;
    for (let look = 0; look < looks.count; look++) {
      const held = await this.inForce(entityId);
      if (held !== undefined) return held;
      const detail = await this.held.fault(entityId);
      if (detail !== undefined) return detail === absentDetail ? { type: 'absent' } : { type: 'failed', detail };
      await wait(looks.everyMs);
    }
    return { type: 'failed', detail: 'another node has been asking for it' };
  }

  private async ask(entityId: string): Promise<Renewal> {
    if (!(await this.held.mayAsk(entityId))) return { type: 'recent' };
    // Who waits on another node is told by this call, not by the one before.
    await this.held.setFault(entityId, undefined);
    const renewal = await this.fetch(entityId);
    await this.held.setFault(entityId, faultOf(renewal));
    return renewal;
  }

  private async fetch(entityId: string): Promise<Renewal> {
    const { urlOf, timeoutMs, refreshMinutes, isFederation } = this.settings;
    const held = await this.inForce(entityId);
    const fetched = await fetchMetadata(this.outbound, urlOf(entityId), held?.validators ?? {}, timeoutMs);
    const now = this.clock.now();
    if (fetched.type === 'failed') return fetched;
    if (fetched.type === 'absent') {
      if (!isFederation) return { type: 'failed', detail: 'there is no document at its address' };
      await this.held.drop(entityId);
      return { type: 'absent' };
    }
    if (fetched.type === 'unchanged') {
      if (held === undefined)
        return { type: 'failed', detail: 'the server says that nothing changed, and nothing is held' };
      const kept = { ...held, checkedAt: now, ...timesOf(held.facts, refreshMinutes, now) };
      await this.held.put(kept, now);
      return { type: 'unchanged', held: kept };
    }
    const facts = await this.read(fetched.bytes, entityId, held);
    if ('detail' in facts) return { type: 'failed', detail: facts.detail };
    const times = timesOf(facts, refreshMinutes, now);
    const isSame = held !== undefined && held.facts.validUntil === facts.validUntil;
    const firstSeenAt = isSame ? held.firstSeenAt : now;
    const next: HeldEntity = { facts, validators: fetched.validators, firstSeenAt, checkedAt: now, ...times };
    await this.held.put(next, now);
    return { type: 'renewed', held: next };
  }

  private async read(
    bytes: Uint8Array,
    entityId: string,
    held: HeldEntity | undefined,
  ): Promise<EntityFacts | Fault | { readonly detail: string }> {
    const document = trustedDocument(bytes, this.settings.signers);
    if (document.type === 'fault') return document;
    const facts = readEntity(document, entityId, this.clock.now());
    if ('detail' in facts) return facts;
    if (this.settings.isFederation && facts.validUntil === undefined) {
      return { detail: 'it has no validUntil: once signed it could be played back for ever' };
    }
    const weaker = held === undefined ? undefined : weakening(held.facts, facts);
    return weaker === undefined ? facts : { detail: `weaker than the metadata in force: ${weaker}` };
  }
}

const absentDetail = 'the federation knows no such entity';

function faultOf(renewal: Renewal): string | undefined {
  if (renewal.type === 'failed') return renewal.detail;
  return renewal.type === 'absent' ? absentDetail : undefined;
}
