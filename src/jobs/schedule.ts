// What has to be done now and then, on whichever node comes first: a job is claimed in `ephemeral` for each round.
import { Cron } from 'croner';
import type { Clock } from '../domain/ports/clock.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { Log } from '../observability/log.ts';

export interface Job {
  readonly name: string;
  /** Cron pattern, UTC. */
  readonly pattern: string;
  /** Runs so often that only what it dealt with is worth a line in the log. */
  readonly quiet?: true;
  /** @returns how many things it dealt with, for the log */
  run(): Promise<number>;
}

/** Starts the jobs. @returns a function that stops them */
export function schedule(jobs: readonly Job[], deps: { ephemeral: Ephemeral; clock: Clock; log: Log }): () => void {
  const crons = jobs.map(
    (job) => new Cron(job.pattern, { timezone: 'UTC', protect: true, unref: true }, () => runOnce(job, deps)),
  );
  return () => {
    for (const cron of crons) cron.stop();
  };
}

async function runOnce(
  job: Job,
  { ephemeral, clock, log }: { ephemeral: Ephemeral; clock: Clock; log: Log },
): Promise<void> {
  try {
    const minute = Math.floor(clock.now() / 60_000);
    if (!(await ephemeral.claim('job', `${job.name}:${minute}`, '1', 600))) return;
    const count = await job.run();
    if (count > 0 || job.quiet !== true) log.info('job done', { message: job.name, count });
  } catch (error) {
    log.error('job failed', { message: `${job.name}: ${error instanceof Error ? error.message : String(error)}` });
  }
}
