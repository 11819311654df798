// The addresses of a signed-in person: who she is here. The way out stands in `login/sign-out`.
import express, { type Request, type Response, type Router } from 'express';
import type { Visits } from '../web/visit.ts';
import { showMe } from './me.ts';

export interface SessionRouteDeps {
  readonly visits: Visits;
}

export function sessionRoutes(deps: SessionRouteDeps): Router {
  const router = express.Router({ mergeParams: true });
  router.get('/:slug', (req: Request, res: Response) => {
    res.redirect(303, `/${deps.visits.of(req, res).institution.slug}/me`);
  });
  router.get('/:slug/me', (req, res) => showMe(deps.visits.of(req, res), req, res));
  return router;
}
