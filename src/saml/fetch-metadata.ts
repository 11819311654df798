// One call for metadata: conditional, bounded in time and size, through the one way out.
import { VestibuleError } from '../domain/errors.ts';
import type { Outbound } from '../domain/ports/outbound.ts';

/** What the server gave beside the document, for the next call. */
export interface Validators {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}

export type Fetched =
  | { readonly type: 'document'; readonly bytes: Uint8Array; readonly validators: Validators }
  | { readonly type: 'unchanged' }
  /** The server knows no such entity. */
  | { readonly type: 'absent' }
  | { readonly type: 'failed'; readonly detail: string };

export async function fetchMetadata(
  outbound: Outbound,
  url: string,
  { etag, lastModified }: Validators,
  timeoutMs: number,
): Promise<Fetched> {
  const headers = {
    accept: 'application/samlmetadata+xml, application/xml;q=0.9, text/xml;q=0.8',
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
  };
  try {
    const response = await outbound.fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) });
    if (response.status === 304) return { type: 'unchanged' };
    if (response.status === 404 || response.status === 410) return { type: 'absent' };
    if (response.status !== 200) return { type: 'failed', detail: `the server answered ${response.status}` };
    return { type: 'document', bytes: await response.bytes(), validators: validatorsOf(response) };
  } catch (error) {
    if (!(error instanceof VestibuleError)) throw error;
    return { type: 'failed', detail: `the server was not reached: ${String(error.detail['rule'] ?? error.message)}` };
  }
}

function validatorsOf({ headers }: Response): Validators {
  const short = (name: string) => {
    const value = headers.get(name);
    return value === null || value.length > 200 ? undefined : value;
  };
  return { etag: short('etag'), lastModified: short('last-modified') };
}
