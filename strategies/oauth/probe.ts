// Whether the addresses of a provider answer, whatever they say to somebody who brings nothing.
import type { UpstreamCheck } from '../../src/domain/strategy.ts';
import { failureOf } from './ended.ts';
import type { Endpoints } from './options.ts';
import { upstreamAsker } from './upstream.ts';

/** The authorization page is for browsers; the other two are what we ask ourselves at every sign-in. */
const asked = ['token', 'userinfo'] as const satisfies readonly (keyof Endpoints)[];

export function probeEndpoints(
  endpoints: Endpoints,
  fetch: typeof globalThis.fetch,
  timeoutMs: number,
): Promise<readonly UpstreamCheck[]> {
  const ask = upstreamAsker(fetch, AbortSignal.timeout(timeoutMs));
  return Promise.all(
    asked.map(async (name): Promise<UpstreamCheck> => {
      const url = endpoints[name];
      try {
        const { status } = await ask({ url });
        return { name, ok: true, detail: `${new URL(url).host} answers (${status})` };
      } catch (error) {
        const failure = failureOf(error);
        if (failure === undefined || !('detail' in failure)) throw error;
        const remedy = 'See whether a firewall or a proxy is in between; otherwise wait';
        return { name, ok: false, unreachable: true, detail: `${failure.detail}. ${remedy}` };
      }
    }),
  );
}
