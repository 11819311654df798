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
  let exitCode = 0;
  let everListened = false;

  const fork = (): void => {
    const worker = cluster.fork();
    startedAt.set(worker.id, clock.now());
    log.info('worker started', { message: `worker ${worker.id} is process ${worker.process.pid}` });
  };
  const signalAll = (signal: NodeJS.Signals): void => {
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill(signal);
  };
  const stop = (code: number): void => {
    if (!stopping) exitCode = code;
    stopping = true;
    signalAll('SIGTERM');
    if (startedAt.size === 0) resolve(exitCode);
  };
  const onExit = (worker: Worker): void => {
    const lived = clock.now() - (startedAt.get(worker.id) ?? 0);
    startedAt.delete(worker.id);
    if (stopping || !everListened) return stop(1);
    log.error('worker ended', { message: `worker ${worker.id} ended unasked; another one starts` });
    if (lived >= shortLifeMs) fork();
    else setTimeout(() => (stopping ? undefined : fork()), pauseMs);
  };

  // Workers take connections from the one queue of the operating system. Handed out by the supervisor, a connection that
  // was on its way to a worker that just died would neither be answered nor closed.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  cluster.on('exit', onExit);
  cluster.on('listening', () => {
    everListened = true;
  });
  process.once('SIGTERM', () => stop(0));
  process.once('SIGINT', () => stop(0));
  process.on('SIGHUP', () => signalAll('SIGHUP'));
  for (let index = 0; index < count; index++) fork();
  return promise;
}

export const isWorker = cluster.isWorker;

/** Runs what a worker does. The line to the supervisor would keep the process alive after it: then it is let go. */
export async function asWorker(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } finally {
    process.channel?.unref();
  }
}
