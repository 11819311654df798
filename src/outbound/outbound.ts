// The only way out by HTTP: https, private addresses refused unless listed, DNS resolved once, no redirects, bounded in
// size and time. Built on node:https, because the fetch of Node takes neither a resolver nor an agent.
import type { Download, Outbound } from '../domain/ports/outbound.ts';
import { type AddressRules, createAddressRules } from './address-rules.ts';
import { type Exchange, exchange } from './exchange.ts';
import { permittedAddresses, type Resolver, refuse, systemResolver } from './pinned-lookup.ts';

/** What a library's `fetch` may take; a `signal` of its own may make it shorter. */
const fetchLimits = { timeoutMs: 15_000, maxBytes: 2_097_152 };

interface Limits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/**
 * @param options `allow` as in `createAddressRules`; `ca` PEM certificates to trust instead of the system's
 * @returns every refusal and failure of a call is VST_UPSTREAM_UNREACHABLE; its detail `rule` names which: `scheme`,
 *   `credentials`, an address rule (`loopback`, `private`, `metadata` …), `dns`, `network`, `timeout`, `redirect`,
 *   `status`, `encoding`, `too-large`
 */
export function createOutbound(options: {
  readonly allow: readonly string[];
  readonly resolve?: Resolver;
  readonly ca?: string;
}): Outbound & Download {
  const rules = createAddressRules(options.allow);
  const resolve = options.resolve ?? systemResolver;
  // A request that nobody holds is collected, and with it the signal that would end the call in the caller's time.
  const underWay = new Set<Request>();

  async function call(request: Request, limits: Limits, take?: Exchange['take']): Promise<Response> {
    underWay.add(request);
    try {
      return await answered(request, limits, take);
    } finally {
      underWay.delete(request);
    }
  }

  async function answered(request: Request, limits: Limits, take: Exchange['take']): Promise<Response> {
    const url = new URL(request.url);
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(limits.timeoutMs)]);
    const addresses = await orAborted(signal, url, permittedAddresses(url.hostname, resolve, refusalFor(url, rules)));
    const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer());
    const headers = new Headers(request.headers);
    const { maxBytes } = limits;
    return exchange({ url, addresses, method: request.method, headers, body, maxBytes, signal, ca: options.ca, take });
  }

  return {
    fetch: async (input, init) => call(requestOf(input, init), fetchLimits),
    async get(url, { headers, ...limits }) {
      const response = await call(requestOf(url, headers === undefined ? {} : { headers }), limits);
      return { status: response.status, body: await response.text() };
    },
    async download(url, { headers = {}, signal, take, ...limits }) {
      const init = signal === undefined ? { headers } : { headers, signal };
      const response = await call(requestOf(url, init), limits, take);
      return { status: response.status, headers: response.headers };
    },
  };
}

function requestOf(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): Request {
  const written = input instanceof Request ? input.url : String(input);
  if (!URL.canParse(written)) refuse('an unreadable URL', 'scheme');
  const url = new URL(written);
  if (url.username !== '' || url.password !== '') refuse(url.host, 'credentials');
  return new Request(input instanceof Request ? input : url, init);
}

/** Plain http stays on this machine, and there only where the operator wants it. */
function refusalFor(url: URL, rules: AddressRules): (address: string) => string | undefined {
  if (url.protocol === 'https:') return (address) => rules.refusal(address);
  if (url.protocol !== 'http:') refuse(url.host, 'scheme');
  return (address) => (rules.isListedLoopback(address) ? undefined : 'scheme');
}

/** A resolver cannot be told to stop; its answer is then no longer waited for. */
async function orAborted<T>(signal: AbortSignal, url: URL, answer: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    return await Promise.race([answer, promise]);
  } catch (error) {
    if (signal.aborted) refuse(url.host, 'timeout', error);
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
