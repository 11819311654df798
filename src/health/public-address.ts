// The address that people use, as they reach it: does its certificate hold, does a ready Vestibule answer, and does the
// proxy's clock agree with ours. It is our own address, so it may be a private one, which `outbound` would refuse.
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { TLSSocket } from 'node:tls';
import type { Clock } from '../domain/ports/clock.ts';
import type { UpstreamCheck } from '../domain/strategy.ts';

const dayMs = 86_400_000;
/** A certificate that ends sooner has not been renewed by itself. */
const renewMs = 14 * dayMs;
const skewMs = 30_000;
const timeoutMs = 10_000;

interface Answer {
  readonly status: number;
  /** Epoch milliseconds; undefined where the proxy tells no time. */
  readonly date: number | undefined;
  readonly certificateEndsAt: number | undefined;
}

/** @param ca certificates to trust instead of the system's, PEM */
export async function publicAddressChecks(
  publicUrl: string,
  clock: Clock,
  ca?: string,
): Promise<readonly UpstreamCheck[]> {
  const name = 'public address';
  try {
    const answer = await ask(new URL('/readyz', publicUrl), ca);
    const isReady = answer.status === 200;
    const remedy = 'See the proxy before Vestibule, and the log of Vestibule';
    return [
      { name, ok: isReady, detail: isReady ? `${publicUrl} is ready` : `/readyz answers ${answer.status}. ${remedy}` },
      ...certificateCheck(answer, clock.now()),
      ...clockCheck(answer, clock.now()),
    ];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const detail = `${publicUrl}: ${why}. See the name in DNS, the proxy before Vestibule and its certificate`;
    return [{ name, ok: false, unreachable: true, detail }];
  }
}

function certificateCheck({ certificateEndsAt: endsAt }: Answer, now: number): readonly UpstreamCheck[] {
  if (endsAt === undefined) return [];
  const days = Math.floor((endsAt - now) / dayMs);
  const ok = endsAt - now >= renewMs;
  const detail = `it ends on ${new Date(endsAt).toISOString().slice(0, 10)}, in ${days} days${ok ? '' : '. Renew it at the proxy'}`;
  return [{ name: 'certificate of the public address', ok, detail, endsAt }];
}

function clockCheck({ date }: Answer, now: number): readonly UpstreamCheck[] {
  if (date === undefined) return [];
  const ok = Math.abs(now - date) <= skewMs;
  const seconds = Math.round((now - date) / 1000);
  const detail = ok ? 'the proxy has the same time' : `this machine is ${seconds} s off the proxy. Set both by NTP`;
  return [{ name: 'clock', ok, detail }];
}

function ask(url: URL, ca: string | undefined): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const call = request(url, { method: 'GET', timeout: timeoutMs, agent: false, ...(ca === undefined ? {} : { ca }) });
  const limit = setTimeout(() => call.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
  call.on('error', reject).on('response', (response) => {
    resolve(answerOf(response));
    response.destroy();
  });
  call.end();
  return promise.finally(() => clearTimeout(limit));
}

function answerOf({ statusCode = 0, headers, socket }: IncomingMessage): Answer {
  const ends = socket instanceof TLSSocket ? Date.parse(socket.getPeerCertificate().valid_to) : Number.NaN;
  const date = Date.parse(headers.date ?? '');
  return {
    status: statusCode,
    date: Number.isNaN(date) ? undefined : date,
    certificateEndsAt: Number.isNaN(ends) ? undefined : ends,
  };
}
