// Logos of identity providers, kept in `ephemeral` and fetched into it when somebody sees the page: from the address that
// signed metadata names and from no other, small, and of kinds that cannot run anything.

import { createHash } from 'node:crypto';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { Ephemeral } from '../../src/domain/ports/ephemeral.ts';
import type { Outbound } from '../../src/domain/ports/outbound.ts';
import type { UpstreamLogo } from '../../src/domain/strategy.ts';

const bytesMax = 64 * 1024;
const timeoutMs = 5000;
const keptSeconds = 7 * 86_400;
/** One that could not be had is asked for again after this. */
const missingSeconds = 6 * 3600;
/** Of one federation in an hour: nobody fills the store, or has us call thousands of servers, by asking for them all. */
const fetchesPerHour = 500;
const space = 'saml-logo';

export interface LogoDeps {
  readonly ephemeral: Ephemeral;
  readonly outbound: Outbound;
  /** Whose count is kept. */
  readonly profile: string;
}

/** @param address https, or a picture as `data:`, as `logoOf` lets it through */
export async function logoAt(
  address: string,
  { ephemeral, outbound, profile }: LogoDeps,
): Promise<UpstreamLogo | undefined> {
  if (address.startsWith('data:')) return imageOf(Buffer.from(address.slice(address.indexOf(',') + 1), 'base64'));
  const key = createHash('sha256').update(address).digest('base64url');
  const kept = await ephemeral.get(space, key);
  if (kept !== undefined) return kept === '' ? undefined : imageOf(Buffer.from(kept, 'base64'));
  // Whoever comes while it is fetched sees none; who comes later does.
  if (!(await ephemeral.claim(space, key, '', missingSeconds))) return undefined;
  const { count } = await ephemeral.count('saml-logos', profile, 1, 3600);
  if (count > fetchesPerHour) {
    await ephemeral.delete(space, key);
    return undefined;
  }
  const image = await fetchImage(address, outbound);
  if (image !== undefined) await ephemeral.put(space, key, Buffer.from(image.bytes).toString('base64'), keptSeconds);
  return image;
}

async function fetchImage(address: string, outbound: Outbound): Promise<UpstreamLogo | undefined> {
  try {
    const headers = { accept: 'image/png, image/jpeg, image/gif, image/webp' };
    const response = await outbound.fetch(address, { headers, signal: AbortSignal.timeout(timeoutMs) });
    return response.status === 200 ? imageOf(await response.bytes()) : undefined;
  } catch (error) {
    if (!(error instanceof VestibuleError)) throw error;
    return undefined;
  }
}

/** By what the file begins with: what a server calls it counts for nothing. */
export function imageOf(bytes: Uint8Array): UpstreamLogo | undefined {
  if (bytes.length < 16 || bytes.length > bytesMax) return undefined;
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return { type: 'image/png', bytes };
  if (start.startsWith('\xff\xd8\xff')) return { type: 'image/jpeg', bytes };
  if (/^GIF8[79]a/.test(start)) return { type: 'image/gif', bytes };
  return /^RIFF[\s\S]{4}WEBP/.test(start) ? { type: 'image/webp', bytes } : undefined;
}
