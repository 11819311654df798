import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { pinnedLookup, refuse } from './pinned-lookup.ts';

export interface Exchange {
  readonly url: URL;
  readonly addresses: readonly string[];
  readonly method: string;
  readonly headers: Headers;
  readonly body: Buffer | undefined;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  readonly ca: string | undefined;
  /** Gets the body of an answer with status 200 piece by piece; the answer then has none. */
  readonly take?: ((piece: Uint8Array) => Promise<void>) | undefined;
}

/**
 * One request and its whole answer, on a connection of its own: a kept one may be closed by the other side just as a
 * code is sent, and a code is sent once.
 */
export async function exchange(call: Exchange): Promise<Response> {
  const { url, signal } = call;
  try {
    const message = await send(call);
    const status = message.statusCode ?? 0;
    if (status >= 300 && status < 400 && status !== 304) abandon(message, url, 'redirect');
    if (status < 200 || status > 599) abandon(message, url, 'status');
    // Compressed answers are not asked for: a few bytes could become gigabytes.
    const encoding = message.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') abandon(message, url, 'encoding');
    if (call.take !== undefined && status === 200) {
      await hand(message, call, call.take);
      return new Response(null, { status, headers: headersOf(message) });
    }
    const body = await read(message, call);
    const empty = status === 204 || status === 205 || status === 304;
    return new Response(empty ? null : body, { status, headers: headersOf(message) });
  } catch (error) {
    if (signal.aborted) refuse(url.host, 'timeout', signal.reason);
    throw error;
  }
}

function send(call: Exchange): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { url, headers, body } = call;
  headers.set('accept-encoding', 'identity');
  headers.set('connection', 'close');
  if (body !== undefined) headers.set('content-length', String(body.length));
  const options = {
    method: call.method,
    headers: Object.fromEntries(headers),
    agent: false,
    lookup: pinnedLookup(call.addresses),
    signal: call.signal,
    ...(call.ca === undefined ? {} : { ca: call.ca }),
  };
  const sent = url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options);
  sent.on('response', resolve);
  sent.on('error', reject);
  sent.end(body);
  return promise.catch((error: unknown) => refuse(url.host, 'network', error));
}

async function read(message: IncomingMessage, { url, maxBytes }: Exchange): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    refuse(url.host, 'network', error);
  }
  if (bytes > maxBytes) abandon(message, url, 'too-large');
  return Uint8Array.from(Buffer.concat(chunks));
}

/** A taker that is slow makes the server wait. */
async function hand(
  message: IncomingMessage,
  { url, maxBytes }: Exchange,
  take: (piece: Uint8Array) => Promise<void>,
): Promise<void> {
  const pieces = (message as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const next = () => pieces.next().catch((error: unknown) => refuse(url.host, 'network', error));
  let bytes = 0;
  for (let piece = await next(); piece.done !== true; piece = await next()) {
    bytes += piece.value.length;
    if (bytes > maxBytes) abandon(message, url, 'too-large');
    await take(piece.value);
  }
}

function abandon(message: IncomingMessage, url: URL, rule: string): never {
  message.destroy();
  refuse(url.host, rule);
}

function headersOf(message: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  return headers;
}
