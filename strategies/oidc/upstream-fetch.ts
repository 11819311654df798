// The one way this strategy speaks HTTP: through `outbound`, with a bound on what is read, and with the last good copy
// of public documents (discovery, JWKS) at hand for when the upstream is away.
import type { CustomFetch } from 'openid-client';
import { isLoopbackUrl } from '../../config/fields.ts';
import type { Clock } from '../../src/domain/ports/clock.ts';

/** The upstream could not be asked: no connection, no answer in time, or an answer that says it is out of order. */
export class UpstreamAway extends Error {}

/** Largest answer read, in bytes. */
const maxAnswerBytes = 512 * 1024;

/** A copy older than this is not trusted any more: a day of an unreachable JWKS. */
const copyMs = 24 * 3_600_000;

/** A copy younger than this is as good as new: made-up key ids make nobody ask the upstream again and again. */
const freshMs = 10_000;

/** How many documents are kept: discovery and JWKS, with room for a change of address. */
const copiesMax = 8;

interface Copy {
  readonly at: number;
  readonly body: ArrayBuffer;
  readonly headers: Record<string, string>;
}

/** @param loopbackHttp plain http is allowed, to addresses of this machine */
export function upstreamFetch(fetch: typeof globalThis.fetch, clock: Clock, loopbackHttp: boolean): CustomFetch {
  const copies = new Map<string, Copy>();
  const asking = new Map<string, Promise<Answer>>();

  /** Of a crowd that wants the same public document at once, one goes and asks. */
  function askOnce(url: string, request: Parameters<CustomFetch>[1]): Promise<Answer> {
    const underWay = asking.get(url);
    if (underWay !== undefined) return underWay;
    const answer = ask(fetch, url, request).finally(() => asking.delete(url));
    asking.set(url, answer);
    return answer;
  }

  return async (url, request) => {
    if (!new URL(url).protocol.startsWith('https') && !(loopbackHttp && isLoopbackUrl(url))) {
      throw new Error('an endpoint of the upstream has no https address');
    }
    const isPublic = request.method === 'GET' && !Object.hasOwn(request.headers, 'authorization');
    if (!isPublic) return responseOf(await ask(fetch, url, request));
    const standing = copies.get(url);
    if (standing !== undefined && Math.abs(clock.now() - standing.at) < freshMs) {
      return responseOf({ status: 200, ...standing });
    }
    try {
      const answer = await askOnce(url, request);
      if (answer.status === 200) keep(copies, url, { at: clock.now(), ...answer });
      return responseOf(answer);
    } catch (error) {
      const copy = copies.get(url);
      if (!(error instanceof UpstreamAway) || copy === undefined) throw error;
      if (Math.abs(clock.now() - copy.at) > copyMs) throw error;
      return responseOf({ status: 200, ...copy });
    }
  };
}

interface Answer {
  readonly status: number;
  readonly body: ArrayBuffer;
  readonly headers: Record<string, string>;
}

async function ask(fetch: typeof globalThis.fetch, url: string, request: Parameters<CustomFetch>[1]): Promise<Answer> {
  const { body, headers, method, redirect, signal } = request;
  let answer: Answer;
  try {
    const response = await fetch(url, {
      headers,
      method,
      redirect,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
    answer = { status: response.status, headers: Object.fromEntries(response.headers), body: await read(response) };
  } catch (cause) {
    throw new UpstreamAway(`${new URL(url).host} did not answer: ${wordOf(cause)}`, { cause });
  }
  if (answer.status >= 500 || answer.status === 429) {
    throw new UpstreamAway(`${new URL(url).host} answered ${answer.status}`);
  }
  return answer;
}

async function read(response: Response): Promise<ArrayBuffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxAnswerBytes) throw new Error(`more than ${maxAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks)).buffer;
}

function responseOf({ status, body, headers }: Answer): Response {
  const isEmpty = status === 204 || status === 304 || status < 200;
  // What was read is no longer encoded, and its length is known.
  const { 'content-encoding': _encoding, 'content-length': _length, ...rest } = headers;
  return new Response(isEmpty ? null : body, { status: Math.max(status, 200), headers: rest });
}

function keep(copies: Map<string, Copy>, url: string, copy: Copy): void {
  copies.delete(url);
  copies.set(url, { at: copy.at, body: copy.body, headers: copy.headers });
  const [oldest] = copies.keys();
  if (copies.size > copiesMax && oldest !== undefined) copies.delete(oldest);
}

/** The shortest true word about a failed call; never its address with a query. */
function wordOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.cause instanceof Error) return wordOf(error.cause);
  return error.message === '' ? error.name : error.message;
}
