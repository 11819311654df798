// The addresses of a signed-in person: who she is here, and the way out.
import express, { type Request, type Response, type Router } from 'express';
import type { Clock } from '../domain/ports/clock.ts';
import type { Journal } from '../domain/ports/journal.ts';
import { displayName } from '../domain/user.ts';
import { renderSignOutConfirm } from '../web/pages/sign-out-confirm.ts';
import { renderSignedOut } from '../web/pages/signed-out.ts';
import type { Visit, Visits } from '../web/visit.ts';
import { showMe } from './me.ts';

export interface SessionRouteDeps {
  readonly visits: Visits;
  readonly journal: Journal;
  readonly clock: Clock;
}

export function sessionRoutes(deps: SessionRouteDeps): Router {
  const router = express.Router({ mergeParams: true });
  router.get('/:slug', (req: Request, res: Response) => {
    res.redirect(303, `/${deps.visits.of(req, res).institution.slug}/me`);
  });
  router.get('/:slug/me', (req, res) => showMe(deps.visits.of(req, res), req, res));
  router.get('/:slug/logout', async (req, res) => {
    const visit = deps.visits.of(req, res);
    const found = await visit.session();
    const path = `/${visit.institution.slug}/logout`;
    const view = {
      action: path,
      displayName: found === undefined ? undefined : displayName(found.user.name),
      stayHref: `/${visit.institution.slug}/me`,
    };
    visit.send(200, renderSignOutConfirm(visit.frame(path), view, visit.translate));
  });
  router.post('/:slug/logout', async (req, res) => {
    const visit = deps.visits.of(req, res);
    await signOut(deps, visit);
    const home = `/${visit.institution.slug}/login`;
    visit.send(200, renderSignedOut(visit.frame(home), { signInHref: home }, visit.translate));
  });
  return router;
}

async function signOut({ journal, clock }: SessionRouteDeps, visit: Visit): Promise<void> {
  const ended = await visit.endSession();
  if (ended === undefined) return;
  await journal.audit({
    at: clock.now(),
    institution: visit.institution.slug,
    action: 'sign-out',
    actor: ended.userId,
    via: 'self',
    userId: ended.userId,
    trace: ended.trace,
    detail: { profile: ended.profile },
  });
}
