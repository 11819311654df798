// Keeps what is known of upstreams fresh, and tells the operator once a day what will end soon.
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { UpkeepReport } from '../domain/strategy.ts';
import type { Log } from '../observability/log.ts';
import type { Job } from './schedule.ts';

export interface KeptUpstream {
  readonly institution: string;
  readonly profile: string;
  upkeep(): Promise<UpkeepReport>;
}

const daySeconds = 86_400;
/** Upstreams asked at the same time: one that hangs holds up few. */
const lanes = 4;

/** @param upstreams those of the profiles in force when the job runs */
export function upkeepJob(
  upstreams: () => readonly KeptUpstream[],
  { ephemeral, log }: { readonly ephemeral: Ephemeral; readonly log: Log },
): Job {
  const tell = async ({ institution, profile }: KeptUpstream, message: string): Promise<void> => {
    // Numbers of days change from day to day; the same matter is told once in one.
    const matter = message.replaceAll(/\d+ days?/g, '').slice(0, 300);
    if (await ephemeral.claim('upkeep-told', `${institution}:${profile}:${matter}`.slice(0, 400), '1', daySeconds)) {
      log.warn('upstream needs attention', { institution, profile, message });
    }
  };
  const keep = async (upstream: KeptUpstream): Promise<number> => {
    try {
      const { renewed, warnings } = await upstream.upkeep();
      for (const warning of warnings) await tell(upstream, warning);
      return renewed;
    } catch (error) {
      await tell(upstream, error instanceof Error ? error.message : String(error));
      return 0;
    }
  };
  return {
    name: 'keep upstreams fresh',
    pattern: '* * * * *',
    quiet: true,
    async run() {
      const waiting = upstreams().values();
      const counts = await Promise.all(Array.from({ length: lanes }, () => sumOf(waiting, keep)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}

/** Several of these share one iterator, so each upstream is kept by one of them. */
async function sumOf(
  waiting: Iterator<KeptUpstream> & Iterable<KeptUpstream>,
  keep: (one: KeptUpstream) => Promise<number>,
): Promise<number> {
  let sum = 0;
  for (const one of waiting) sum += await keep(one);
  return sum;
}
