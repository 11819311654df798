// What every node does every few seconds, round after round: the work itself sees to it that one node is enough.
import type { Log } from '../observability/log.ts';

export interface Often {
  readonly name: string;
  readonly everyMs: number;
  run(): Promise<void>;
}

/** @returns a function that stops it, after the round that is under way */
export function often(work: Often, log: Log): () => Promise<void> {
  const { name, everyMs } = work;
  let round: Promise<void> | undefined;
  const timer = setInterval(() => {
    // A round that takes longer than the time between is not joined by another.
    round ??= work
      .run()
      .catch((error: unknown) =>
        log.error('job failed', { message: `${name}: ${error instanceof Error ? error.message : String(error)}` }),
      )
      .finally(() => {
        round = undefined;
      });
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await round;
  };
}
