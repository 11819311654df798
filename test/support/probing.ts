// Rounds of probes as the nodes of an installation make them, at the time a test wants.
import type { Clock } from '../../src/domain/ports/clock.ts';
import { healthJob } from '../../src/health/job.ts';
import { createProber } from '../../src/health/probe.ts';
import { probedUpstreams } from '../../src/health/upstreams.ts';
import type { RunningVestibule } from './vestibule.ts';

export interface MovingClock extends Clock {
  advance(ms: number): void;
}

/** The machine's clock, and ahead of it by what a test says. */
export function movingClock(): MovingClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance: (ms) => {
      ahead += ms;
    },
  };
}

/** So many rounds, six minutes apart: in each, every upstream is due. */
export async function probeRounds({ app, parts }: RunningVestibule, clock: MovingClock, rounds = 2): Promise<void> {
  const job = healthJob(() => probedUpstreams(app.institutions.all()), {
    ...parts,
    board: app.health,
    prober: createProber(5_000),
  });
  for (let round = 0; round < rounds; round++) {
    clock.advance(6 * 60_000);
    await job.run();
  }
  clock.advance(6_000);
}
