// The OpenID Connect door: `/{slug}/oidc`, one issuer an institution, in one process.
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Door } from '../../domain/login.ts';
import type { OidcDoorDeps } from './deps.ts';
import { endSession } from './end-session.ts';
import { authorizeByGet, entranceOf } from './entrance.ts';
import { beginInteraction, createAnswers } from './interactions.ts';
import { createIssuers } from './providers.ts';
import { tellSignedOut } from './tell-signed-out.ts';

export type { AskedSignOut, DoorFault, DoorKeys, DoorSessions, DoorSignOut, OidcDoorDeps, SignedIn } from './deps.ts';

export interface OidcDoor extends Door {
  /** For `app.use('/:slug/oidc', handler)`, before anything that reads bodies. Faults go to the error handler. */
  readonly handler: RequestHandler;
}

export function createOidcDoor(deps: OidcDoorDeps): OidcDoor {
  const issuers = createIssuers(deps);

  async function handle(slug: string, req: Request, res: Response): Promise<void> {
    const { path, uid } = entranceOf(req);
    const issuer = await issuers.of(slug);
    if (path === '/interaction/:uid' && uid !== undefined) return beginInteraction(deps, issuer, uid, req, res);
    if (path === '/session/end') return endSession(deps, issuer, req, res);
    if (path === '/auth' && req.method === 'POST')
      return res.redirect(303, `/${slug}/oidc/auth?${await authorizeByGet(req)}`);
    await issuer.callback(req, res);
  }

  return {
    ...createAnswers(deps, issuers),
    tellSignedOut: (institution, participant) => tellSignedOut(deps, issuers, institution, participant),
    async handler(req: Request, res: Response, next: NextFunction): Promise<void> {
      const { slug } = req.params;
      if (typeof slug !== 'string' || deps.institutions.get(slug) === undefined) return next();
      await handle(slug, req, res);
    },
  };
}
