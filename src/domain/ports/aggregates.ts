// A federation's whole metadata in one signed document, held entity by entity. Whoever asks reads what was verified before:
// nothing here waits for a server.

/** Where an aggregate comes from, and whom it is believed from: with other signers nothing that was held counts. */
export interface AggregateSource {
  /** An https address, or `file:///…`. */
  readonly location: string;
  /** PEM of those who may sign it. */
  readonly signers: readonly string[];
  readonly refreshMinutes: number;
}

export interface AggregateStatus {
  /** Epoch milliseconds: when the server last said that this is what it publishes. */
  readonly checkedAt: number;
  /** Epoch milliseconds: when this one was first read. */
  readonly readAt: number;
  readonly validUntil: number;
  /** Identity providers in it. */
  readonly count: number;
  /** What was left out of it, for the operator; the first few. */
  readonly ignored: readonly string[];
  readonly ignoredCount: number;
}

/** One identity provider in a list, under the name it has in the language that was asked for. */
export interface AggregateEntry {
  readonly entityId: string;
  readonly name: string;
  readonly hasLogo: boolean;
}

export interface AggregatePage {
  /** By name. */
  readonly entries: readonly AggregateEntry[];
  /** How many the search found. */
  readonly total: number;
}

export interface Aggregate {
  /** What is known of one identity provider, as the reader of the format wrote it (JSON). */
  entity(entityId: string): Promise<string | undefined>;
  /** Those that may be shown to people. @param query any words, in any order; empty: all */
  page(wanted: {
    readonly language: string;
    readonly query: string;
    readonly offset: number;
    readonly limit: number;
  }): Promise<AggregatePage>;
  /** Undefined while nothing is held, or what was held has ended. */
  status(): Promise<AggregateStatus | undefined>;
  /** What went wrong when it was read last; undefined when it went well. */
  fault(): Promise<string | undefined>;
  /** No longer read anew from here. */
  close(): Promise<void>;
}

export interface Aggregates {
  open(source: AggregateSource): Aggregate;
}
