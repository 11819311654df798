// Kept connections: opening one costs a TLS handshake and a login, and many servers allow few at a time.
import { VestibuleError } from '../../src/domain/errors.ts';
import type { Clock } from '../../src/domain/ports/clock.ts';
import type { SipConnection } from './connection.ts';

/** An idle connection older than this is not trusted: firewalls forget it without a word. */
const idleMsMax = 60_000;

export interface Lease {
  readonly connection: SipConnection;
  /** It lay idle before: that it fails says nothing about the server. */
  readonly kept: boolean;
}

export class ConnectionPool {
  readonly #open: (timeoutMs: number) => Promise<SipConnection>;
  readonly #size: number;
  readonly #clock: Clock;
  readonly #idle: { readonly connection: SipConnection; readonly since: number }[] = [];
  readonly #waiting: (() => void)[] = [];
  #leased = 0;
  #closed = false;

  constructor(options: {
    readonly open: (timeoutMs: number) => Promise<SipConnection>;
    readonly size: number;
    readonly clock: Clock;
  }) {
    this.#open = options.open;
    this.#size = options.size;
    this.#clock = options.clock;
  }

  /**
   * Waits for its turn where all are in use. Rejects as `open` does.
   *
   * @param until epoch milliseconds; a turn that comes later opens nothing: nobody waits for its answer any more
   */
  async lease(until: number): Promise<Lease> {
    if (this.#leased >= this.#size) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#leased++;
    const left = until - this.#clock.now();
    if (left <= 0) {
      this.#next();
      throw new VestibuleError('VST_UPSTREAM_UNREACHABLE', 'every connection stayed in use');
    }
    const kept = this.#takeIdle();
    if (kept !== undefined) return { connection: kept, kept: true };
    try {
      return { connection: await this.#open(left), kept: false };
    } catch (error) {
      this.#next();
      throw error;
    }
  }

  /** Every lease comes back exactly once. A connection that failed is closed, never kept. */
  giveBack({ connection }: Lease, usable: boolean): void {
    if (usable && !this.#closed && connection.isOpen()) {
      this.#idle.push({ connection, since: this.#clock.now() });
    } else connection.close();
    this.#next();
  }

  close(): void {
    this.#closed = true;
    for (const { connection } of this.#idle.splice(0)) connection.close();
  }

  /** The youngest first, so that the rest may grow old and be closed. */
  #takeIdle(): SipConnection | undefined {
    const oldest = this.#clock.now() - idleMsMax;
    for (let kept = this.#idle.pop(); kept !== undefined; kept = this.#idle.pop()) {
      if (kept.connection.isOpen() && kept.since >= oldest) return kept.connection;
      kept.connection.close();
    }
    return undefined;
  }

  #next(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#leased--;
    else next();
  }
}
