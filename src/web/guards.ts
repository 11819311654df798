// What is refused before any room is asked: forms of other sites, odd addresses, floods.
import type { Request, Response } from 'express';
import { VestibuleError } from '../domain/errors.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import { checkPostOrigin } from './origin-check.ts';
import { clientAddress, sourceKey } from './source.ts';

/** A campus behind one address stays below it, a flood does not. */
const authorizationsPerMinute = 3000;
/** Characters of path and query. */
const addressMax = 12_288;

/** Another browser's page must not post into our forms. Only an upstream's return comes from elsewhere. */
export function refuseCrossSitePosts(publicUrl: string) {
  return (req: Request, _res: Response, next: () => void): void => {
    const upstreamReturn = /^\/[^/]+\/login\/[^/]+\/callback$/.test(req.path);
    if (req.method === 'POST' && !upstreamReturn && checkPostOrigin(req.headers, publicUrl) !== 'same-origin') {
      throw new VestibuleError('VST_REQUEST_CROSS_SITE', 'A form was posted from another site.');
    }
    next();
  };
}

/** Each authorization is a stored record, and anybody may ask for one: a flood from one source is cut off. */
export function limitAuthorizations(ephemeral: Ephemeral) {
  return async (req: Request, _res: Response, next: () => void): Promise<void> => {
    const { count } = await ephemeral.count('authorizations', sourceKey(clientAddress(req.ip)), 1, 60);
    if (count > authorizationsPerMinute) {
      throw new VestibuleError('VST_TOO_MANY_REQUESTS', 'Too many authorizations were asked for from one source.');
    }
    next();
  };
}

/** Nothing of ours is long, encoded twice or holds a backslash. */
export function refuseOddTargets(req: Request, _res: Response, next: () => void): void {
  if (req.url.length > addressMax) throw new VestibuleError('VST_REQUEST_TOO_LARGE', 'The address is too long.');
  if (/%(?:00|2f|5c)|\\/i.test(req.path))
    throw new VestibuleError('VST_REQUEST_MALFORMED', 'The address has odd characters.');
  next();
}

/** Redirects carry cookies and single-use ids: no cache keeps any answer that does not say that it may be kept. */
export function keepNothing(_req: Request, res: Response, next: () => void): void {
  res.set('cache-control', 'no-store');
  next();
}
