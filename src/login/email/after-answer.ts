// What depends on whether anybody has an address is done after the answer, a moment later, off the request: neither the
// answer nor the next one tells by its time.
import { VestibuleError } from '../../domain/errors.ts';
import type { Random } from '../../domain/ports/random.ts';
import type { Log } from '../../observability/log.ts';

/** A job waits this long at least, and up to as much again, by chance. */
const waitMs = 100;
/** More may not wait: one more request is told to try again, whoever it is for. */
const mostWaiting = 500;

export interface AfterAnswer {
  /** @throws VestibuleError VST_BUSY before anything is done */
  later(work: () => Promise<void>): void;
  /** When all that was put off is done: at the end of the process. */
  settled(): Promise<void>;
}

export function createAfterAnswer({ random, log }: { readonly random: Random; readonly log: Log }): AfterAnswer {
  const waiting = new Set<Promise<void>>();
  return {
    later(work) {
      if (waiting.size >= mostWaiting) throw new VestibuleError('VST_BUSY', 'Too many mails are being asked for.');
      const ms = waitMs + ((random.bytes(1)[0] ?? 0) * waitMs) / 255;
      const job: Promise<void> = new Promise((resolve) => {
        setTimeout(resolve, ms);
      })
        .then(work)
        .catch((error: unknown) =>
          log.error('mail not sent', { message: error instanceof Error ? error.message : String(error) }),
        )
        .finally(() => waiting.delete(job));
      waiting.add(job);
    },
    settled: async () => void (await Promise.all(waiting)),
  };
}
