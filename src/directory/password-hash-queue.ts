import { VestibuleError } from '../domain/errors.ts';

/** First come, first served; at most `inFlight` run at once and `waiting` wait. */
export interface HashingQueue {
  /** @throws VestibuleError VST_BUSY when too many wait already */
  run<T>(job: () => Promise<T>): Promise<T>;
  load(): { readonly running: number; readonly waiting: number };
}

export function createHashingQueue(limits: { readonly inFlight: number; readonly waiting: number }): HashingQueue {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function place(): Promise<void> {
    if (running < limits.inFlight) {
      running++;
      return;
    }
    if (waiting.length >= limits.waiting) {
      throw new VestibuleError('VST_BUSY', 'Too many passwords wait to be checked', { waiting: waiting.length });
    }
    await new Promise<void>((proceed) => waiting.push(proceed));
  }

  return {
    load: () => ({ running, waiting: waiting.length }),
    async run(job) {
      await place();
      try {
        return await job();
      } finally {
        // The place is handed on, not given back, so that nobody who comes now overtakes those who wait.
        const next = waiting.shift();
        if (next === undefined) running--;
        else next();
      }
    },
  };
}
