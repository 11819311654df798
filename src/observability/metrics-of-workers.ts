// The figures of several workers as one text: the supervisor asks each of them and puts the answers together. A worker
// that does not answer in time is left out, and how many answered is one of the figures.
import cluster, { type Worker } from 'node:cluster';
import { AggregatorRegistry, Gauge, Registry } from 'prom-client';

const question = 'vestibule:figures?';
const answer = 'vestibule:figures';
const waitMs = 3_000;

type Figures = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** In a worker: answers the supervisor. */
export function answerSupervisor(registry: Registry): void {
  process.on('message', (message) => {
    const id = idOf(message, question);
    if (id === undefined) return;
    registry.getMetricsAsJSON().then(
      (figures) => process.send?.({ type: answer, id, figures }),
      () => process.send?.({ type: answer, id, figures: [] }),
    );
  });
}

/** In the supervisor. */
export function createWorkerFigures(): () => Promise<string> {
  let lastId = 0;
  const waiting = new Map<number, (figures: Figures) => void>();
  cluster.on('message', (_worker, message: unknown) => {
    const id = idOf(message, answer);
    if (id !== undefined) waiting.get(id)?.((message as { readonly figures: Figures }).figures);
  });

  function ask(worker: Worker): Promise<Figures | undefined> {
    const id = ++lastId;
    const { promise, resolve } = Promise.withResolvers<Figures | undefined>();
    waiting.set(id, resolve);
    const timer = setTimeout(() => resolve(undefined), waitMs);
    worker.send({ type: question, id }, (error) => {
      if (error !== null) resolve(undefined);
    });
    return promise.finally(() => {
      clearTimeout(timer);
      waiting.delete(id);
    });
  }

  return async () => {
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker?.isConnected() === true);
    const answers = await Promise.all(workers.flatMap((worker) => (worker === undefined ? [] : [ask(worker)])));
    const told = answers.filter((figures) => figures !== undefined && figures.length > 0);
    const own = new Registry();
    new Gauge({
      name: 'vestibule_workers_counted',
      help: 'Workers whose figures are in this text.',
      registers: [own],
    }).set(told.length);
    const all = AggregatorRegistry.aggregate([
      ...told.filter((figures) => figures !== undefined),
      await own.getMetricsAsJSON(),
    ]);
    return all.metrics();
  };
}

function idOf(message: unknown, type: string): number | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message) || message.type !== type)
    return undefined;
  return 'id' in message && typeof message.id === 'number' ? message.id : undefined;
}
