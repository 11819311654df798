// What is refused before any room is asked: forms of other sites, odd addresses, floods.
import type { Request, Response } from 'express';
import { VestibuleError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports/clock.ts';
import { checkPostOrigin } from './origin-check.ts';
import { clientAddress, sourceKey } from './source.ts';

/** A campus behind one address stays below it, a flood does not. */
const authorizationsPerMinute = 3000;
const countedSources = 50_000;
/** Characters of path and query. */
const addressMax = 12_288;

/** Another browser's page must not post into our forms. Only what an upstream sends or posts comes from elsewhere. */
export function refuseCrossSitePosts(publicUrl: string) {
  return (req: Request, _res: Response, next: () => void): void => {
    const fromUpstream = /^\/[^/]+\/login\/[^/]+\/(?:callback|backchannel|logout)$/.test(req.path);
    if (req.method === 'POST' && !fromUpstream && checkPostOrigin(req.headers, publicUrl) !== 'same-origin') {
      throw new VestibuleError('VST_REQUEST_CROSS_SITE', 'A form was posted from another site.');
    }
    next();
  };
}

/**
 * Each authorization is a stored record, and anybody may ask for one: a flood from one source is cut off. Every process
 * counts for itself, since a shared count costs more than what it guards.
 */
export function limitAuthorizations(clock: Clock, path = '/auth') {
  let counts = new Map<string, number>();
  let minute = 0;
  return (req: Request, _res: Response, next: () => void): void => {
    if (req.path !== path || req.method !== 'GET') return next();
    const now = Math.floor(clock.now() / 60_000);
    // Whoever comes from very many sources begins a new count: no flood fills the memory.
    if (now !== minute || counts.size >= countedSources) [counts, minute] = [new Map(), now];
    const source = sourceKey(clientAddress(req.ip));
    const count = (counts.get(source) ?? 0) + 1;
    counts.set(source, count);
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
