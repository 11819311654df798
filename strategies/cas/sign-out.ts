// From our sign-out to the CAS server and back. The protocol has no answer of its own: that the browser comes back to the
// address it was given says that the server ended its session. CAS 3.0 section 2.3.
import type { Request } from 'express';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { BuiltStrategy, LogoutMessage, ProfileUrls } from '../../src/domain/strategy.ts';
import { logoutUrl, serviceUrl } from './addresses.ts';
import type { CasOptions } from './options.ts';

/** Longest query of a return that is read, in characters. */
const queryMax = 2048;

export function signOutAt(options: CasOptions, urls: ProfileUrls): NonNullable<BuiltStrategy['signOut']> {
  return async ({ kept, state }) => {
    // Another server than she came from has no session of hers to end.
    if (kept['server'] !== options.server) return undefined;
    return { type: 'redirect', url: logoutUrl(options, serviceUrl(urls.logout, state)) };
  };
}

/** @throws VestibuleError VST_UPSTREAM_MESSAGE_INVALID */
export async function readReturn({
  method,
  originalUrl,
}: Pick<Request, 'method' | 'originalUrl'>): Promise<LogoutMessage> {
  if (method !== 'GET') throw refused('it was posted; a CAS server sends the browser back by an address');
  const start = originalUrl.indexOf('?');
  const query = start === -1 ? '' : originalUrl.slice(start);
  if (query.length > queryMax) throw refused('it is too long');
  const [state, ...others] = new URLSearchParams(query).getAll('state');
  if (others.length > 0) throw refused('its state is repeated');
  return { type: 'answer', state, ended: 'all' };
}

function refused(detail: string): VestibuleError {
  return new VestibuleError('VST_UPSTREAM_MESSAGE_INVALID', `The return from a sign-out: ${detail}.`);
}
