// The one way these strategies speak HTTP: through `outbound`, within the time of one return, and with a bound on what is
// read. What comes back is an answer to judge; an upstream that could not be asked ends the conversation here.
import { isLoopbackUrl } from '../../config/fields.ts';
import { VestibuleError } from '../../src/domain/errors.ts';
import { away, invalid } from './ended.ts';

/** Largest answer read, in bytes: tokens and profiles have a few thousand. */
const maxAnswerBytes = 64 * 1024;

export interface UpstreamCall {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A form to post; without one the call is a GET. */
  readonly form?: string;
}

export interface UpstreamAnswer {
  readonly host: string;
  readonly status: number;
  readonly text: string;
  /** The JSON object in the body; undefined when it is anything else. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

export type AskUpstream = (call: UpstreamCall) => Promise<UpstreamAnswer>;

/**
 * @param signal ends every call of one return
 * @returns throws Ended `unreachable` for no answer, a redirect, too long an answer, a status of 500 or more, and 429
 */
export function upstreamAsker(fetch: typeof globalThis.fetch, signal: AbortSignal): AskUpstream {
  return async ({ url, headers = {}, form }) => {
    const { host, protocol } = new URL(url);
    if (protocol !== 'https:' && !isLoopbackUrl(url)) throw invalid('an address of the upstream is not https');
    const posted = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
    const { status, text } = await exchange(fetch, host, url, {
      method: form === undefined ? 'GET' : 'POST',
      headers: { accept: 'application/json', ...(form === undefined ? headers : posted) },
      ...(form === undefined ? {} : { body: form }),
      redirect: 'manual',
      signal,
    });
    if (status >= 500 || status === 429 || (status >= 300 && status < 400)) throw away(`${host} answered ${status}`);
    return { host, status, text, json: objectOf(text) };
  };
}

async function exchange(fetch: typeof globalThis.fetch, host: string, url: string, init: RequestInit) {
  try {
    const response = await fetch(url, init);
    return { status: response.status, text: await read(response) };
  } catch (cause) {
    throw away(`${host} did not answer: ${wordOf(cause)}`, cause);
  }
}

async function read(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxAnswerBytes) throw new Error(`more than ${maxAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return asObject(JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
}

/** The shortest true word about a failed call; never its address with a query. */
function wordOf(error: unknown): string {
  if (error instanceof VestibuleError && typeof error.detail['rule'] === 'string') return error.detail['rule'];
  if (!(error instanceof Error)) return 'unknown';
  if (error.cause instanceof Error) return wordOf(error.cause);
  return error.message === '' ? error.name : error.message;
}
