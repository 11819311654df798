// One probe of one upstream: all its checks, within a time of their own, ending in a list whatever happens.
import { VestibuleError } from '../domain/errors.ts';
import type { ProbedProfile } from '../domain/ports/upstream-health.ts';
import type { UpstreamCheck } from '../domain/strategy.ts';

export interface ProbedUpstream extends ProbedProfile {
  check(): Promise<readonly UpstreamCheck[]>;
}

/** Longer than what any strategy gives its own calls. */
export const probeMs = 30_000;

export interface Prober {
  probe(upstream: ProbedUpstream): Promise<readonly UpstreamCheck[]>;
}

/** @param limitMs what one probe may take; only tests give another */
export function createProber(limitMs: number = probeMs): Prober {
  /** Those that were given up and have not ended yet: they are not begun again on top. */
  const hanging = new Set<string>();
  return {
    async probe(upstream) {
      const key = `${upstream.institution}:${upstream.profile}:${upstream.settings}`;
      if (hanging.has(key)) return [silent('the probe before has not ended yet')];
      hanging.add(key);
      const ended = checksOf(upstream).finally(() => hanging.delete(key));
      return within(ended, limitMs);
    },
  };
}

async function checksOf(upstream: ProbedUpstream): Promise<readonly UpstreamCheck[]> {
  try {
    const checks = await upstream.check();
    return checks.length > 0 ? checks : [{ name: 'probe', ok: false, detail: 'it checked nothing' }];
  } catch (error) {
    if (error instanceof VestibuleError && error.code === 'VST_UPSTREAM_UNREACHABLE') return [silent(error.message)];
    return [{ name: 'probe', ok: false, detail: error instanceof Error ? error.message : String(error) }];
  }
}

async function within(ended: Promise<readonly UpstreamCheck[]>, limitMs: number): Promise<readonly UpstreamCheck[]> {
  const { promise, resolve } = Promise.withResolvers<readonly UpstreamCheck[]>();
  const timer = setTimeout(() => resolve([silent(`no answer within ${limitMs / 1000} s`)]), limitMs);
  try {
    return await Promise.race([ended, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function silent(detail: string): UpstreamCheck {
  return { name: 'probe', ok: false, unreachable: true, detail };
}
