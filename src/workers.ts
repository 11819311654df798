// One process per core: a supervisor that only forks, restarts what dies and passes on the order to stop. All state is
// in the stores, so any worker takes any request.
import cluster, { type Worker } from 'node:cluster';
import type { Clock } from './domain/ports/clock.ts';
import type { Log } from './observability/log.ts';

/** A worker that dies sooner than this after its start is started again only after a pause. */
const shortLifeMs = 10_000;
const pauseMs = 2_000;

/**
 * Runs the same command in `count` workers until told to stop.
 *
 * @returns resolves with the exit code: 0 after an ordered stop, 1 when the first workers could not start
 */
export function superviseWorkers(count: number, { clock, log }: { clock: Clock; log: Log }): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const startedAt = new Map<number, number>();
  let stopping = false;
  let everListened = false;

  const fork = (): void => {
    const worker = cluster.fork();
    startedAt.set(worker.id, clock.now());
  };
  const onExit = (worker: Worker): void => {
    const lived = clock.now() - (startedAt.get(worker.id) ?? 0);
    startedAt.delete(worker.id);
    if (stopping || !everListened) {
      stopping = true;
      for (const other of Object.values(cluster.workers ?? {})) other?.process.kill('SIGTERM');
      if (startedAt.size === 0) resolve(everListened ? 0 : 1);
      return;
    }
    log.error('worker ended', { message: `worker ${worker.id} ended unasked; another one starts` });
    if (lived >= shortLifeMs) fork();
    else setTimeout(() => (stopping ? undefined : fork()), pauseMs);
  };
  const stop = (): void => {
    stopping = true;
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM');
  };

  cluster.on('exit', onExit);
  cluster.on('listening', () => {
    everListened = true;
  });
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  for (let index = 0; index < count; index++) fork();
  return promise;
}

export const isWorker = cluster.isWorker;
