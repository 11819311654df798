// The aggregates that login profiles use. Every node reads them for itself into its data directory; what is held is a file
// that its processes share. Nothing is read anew before `start`: a command only looks.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Aggregate, AggregateSource, Aggregates } from '../domain/ports/aggregates.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Download } from '../domain/ports/outbound.ts';
import type { Log } from '../observability/log.ts';
import { AggregateReader } from './reader.ts';
import { type Refreshed, type RefreshFiles, refreshAggregate } from './refresh.ts';
import { readState } from './state.ts';

export interface AggregatesOptions {
  /** The data directory. */
  readonly directory: string;
  readonly outbound: Download;
  readonly clock: Clock;
  readonly languages: readonly string[];
  readonly log: Log;
}

export interface AggregateRoom extends Aggregates {
  /** Reads what is due from now on, at once and every half minute. */
  start(): void;
  /** Reads what is due now. */
  refreshDue(): Promise<readonly Refreshed[]>;
  close(): Promise<void>;
}

interface Held {
  readonly source: AggregateSource;
  readonly files: RefreshFiles;
  readonly reader: AggregateReader;
  users: number;
}

const roundMs = 30_000;

export function createAggregates({ log, ...options }: AggregatesOptions): AggregateRoom {
  const held = new Map<string, Held>();
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<readonly Refreshed[]> | undefined;

  const inForce = async ({ reader }: Held) => {
    const facts = await reader.facts();
    return facts !== undefined && facts.validUntil > options.clock.now() ? facts : undefined;
  };

  const refresh = async (one: Held): Promise<Refreshed> => {
    const { source, files, reader } = one;
    const heldUntil = (await inForce(one))?.validUntil;
    const refreshed = await refreshAggregate(source, files, heldUntil, options, stopping.signal);
    if (refreshed.type === 'renewed') {
      reader.forget();
      log.info('aggregate read', { url: source.location, count: refreshed.count });
    }
    if (refreshed.type === 'failed')
      log.warn('aggregate not read', { url: source.location, message: refreshed.detail });
    return refreshed;
  };

  /** One after the other: each may take its whole share of memory. */
  const refreshAll = async (): Promise<readonly Refreshed[]> => {
    const done: Refreshed[] = [];
    for (const one of held.values().toArray()) {
      if (stopping.signal.aborted) break;
      done.push(
        await refresh(one).catch((error: unknown): Refreshed => ({ type: 'failed', detail: messageOf(error) })),
      );
    }
    return done;
  };

  const refreshDue = (): Promise<readonly Refreshed[]> => {
    underWay ??= refreshAll().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };

  const open = (source: AggregateSource): Aggregate => {
    const key = createHash('sha256')
      .update(JSON.stringify([source.location, ...source.signers]))
      .digest('hex')
      .slice(0, 32);
    const one = held.get(key) ?? { source, files: filesOf(options.directory, key), reader: readerOf(key), users: 0 };
    one.users++;
    held.set(key, one);
    if (timer !== undefined) void refreshDue();
    return aggregateOf(one, inForce, () => {
      if (--one.users > 0) return;
      held.delete(key);
      one.reader.close();
    });
  };
  const readerOf = (key: string) => new AggregateReader(filesOf(options.directory, key).written, options.clock);

  return {
    open,
    refreshDue,
    start() {
      timer ??= setInterval(() => void refreshDue(), roundMs).unref();
      void refreshDue();
    },
    async close() {
      clearInterval(timer);
      stopping.abort();
      await underWay;
      for (const { reader } of held.values()) reader.close();
    },
  };
}

function aggregateOf(
  one: Held,
  inForce: (one: Held) => ReturnType<AggregateReader['facts']>,
  release: () => void,
): Aggregate {
  const { reader, files } = one;
  let isOpen = true;
  return {
    entity: async (entityId) => ((await inForce(one)) === undefined ? undefined : reader.entity(entityId)),
    page: async ({ language, query, offset, limit }) =>
      (await inForce(one)) === undefined ? { entries: [], total: 0 } : reader.page(language, query, offset, limit),
    async status() {
      const facts = await inForce(one);
      if (facts === undefined) return undefined;
      const { checkedAt, readAt } = await readState(files.state);
      return { ...facts, checkedAt, readAt };
    },
    fault: async () => (await readState(files.state)).fault,
    close: async () => {
      if (isOpen) release();
      isOpen = false;
    },
  };
}

function filesOf(dataDirectory: string, key: string): RefreshFiles {
  const directory = join(dataDirectory, 'aggregates');
  const file = (ending: string) => join(directory, `${key}.${ending}`);
  return {
    directory,
    written: file('sqlite'),
    state: file('json'),
    lock: file('lock'),
    download: file('xml'),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
