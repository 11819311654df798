// Kept connections to an upstream: opening one costs a handshake and a login, and many servers allow few at a time.
// What is not alike (bound as the service account, or for the binds of people) has a pool of its own.
import { VestibuleError } from '../../src/domain/errors.ts';
import type { Clock } from '../../src/domain/ports/clock.ts';

export interface Pooled {
  isOpen(): boolean;
  close(): void;
}

export interface Lease<Connection extends Pooled> {
  readonly connection: Connection;
  /** It lay idle before: that it fails says nothing about the server. */
  readonly kept: boolean;
}

export interface PoolOptions<Connection extends Pooled, Wish> {
  /** Opens a connection as it is wished for, within so many milliseconds. */
  readonly open: (wish: Wish, timeoutMs: number) => Promise<Connection>;
  /** Whether a kept connection is one that is wished for; otherwise it is closed. */
  readonly fits: (connection: Connection, wish: Wish) => boolean;
  readonly size: number;
  /** An idle connection older than this is not trusted: firewalls forget it without a word. */
  readonly idleMsMax: number;
  readonly clock: Clock;
}

export class ConnectionPool<Connection extends Pooled, Wish> {
  readonly #options: PoolOptions<Connection, Wish>;
  readonly #idle: { readonly connection: Connection; readonly since: number }[] = [];
  readonly #waiting: (() => void)[] = [];
  #leased = 0;
  #closed = false;

  constructor(options: PoolOptions<Connection, Wish>) {
    this.#options = options;
  }

  /**
   * Waits for its turn where all are in use. Rejects as `open` does.
   *
   * @param until epoch milliseconds; a turn that comes later opens nothing: nobody waits for its answer any more
   */
  async lease(wish: Wish, until: number): Promise<Lease<Connection>> {
    const { size, clock, open } = this.#options;
    if (this.#leased >= size) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#leased++;
    const left = until - clock.now();
    if (left <= 0) {
      this.#next();
      throw new VestibuleError('VST_UPSTREAM_UNREACHABLE', 'every connection stayed in use');
    }
    const kept = this.#takeIdle(wish);
    if (kept !== undefined) return { connection: kept, kept: true };
    try {
      return { connection: await open(wish, left), kept: false };
    } catch (error) {
      this.#next();
      throw error;
    }
  }

  /** Every lease comes back exactly once. A connection that failed is closed, never kept. */
  giveBack({ connection }: Lease<Connection>, usable: boolean): void {
    if (usable && !this.#closed && connection.isOpen()) {
      this.#idle.push({ connection, since: this.#options.clock.now() });
    } else connection.close();
    this.#next();
  }

  close(): void {
    this.#closed = true;
    for (const { connection } of this.#idle.splice(0)) connection.close();
  }

  /** The youngest first, so that the rest may grow old and be closed. */
  #takeIdle(wish: Wish): Connection | undefined {
    const { clock, idleMsMax, fits } = this.#options;
    const oldest = clock.now() - idleMsMax;
    for (let kept = this.#idle.pop(); kept !== undefined; kept = this.#idle.pop()) {
      const { connection, since } = kept;
      if (connection.isOpen() && since >= oldest && fits(connection, wish)) return connection;
      connection.close();
    }
    return undefined;
  }

  #next(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#leased--;
    else next();
  }
}
