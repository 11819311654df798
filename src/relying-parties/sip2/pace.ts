// How fast a terminal may ask: more is made to wait, not refused. Counted in each process.
import type { Clock } from '../../domain/ports/clock.ts';

/** A terminal may save up the messages of so long a silence. */
const burstMs = 1000;
/** More than this nobody waits: the clock has jumped. */
const waitMaxMs = 10_000;

export class Pace {
  readonly #clock: Clock;
  /** Until when what each terminal asked is paid for. As many entries as there are terminals. */
  readonly #paid = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts one message. @returns how many milliseconds it has to wait */
  delay(terminal: string, perSecond: number): number {
    const now = this.#clock.now();
    const standing = this.#paid.get(terminal) ?? 0;
    const since = standing > now + burstMs + waitMaxMs ? now : Math.max(standing, now);
    const paid = since + 1000 / perSecond;
    this.#paid.set(terminal, paid);
    return Math.max(0, Math.min(waitMaxMs, paid - now - burstMs));
  }
}
