// The addresses of a sign-out: ours, the way to the upstream, and the way back from it.
import express, { type Request, type Response, type Router } from 'express';
import { VestibuleError } from '../../domain/errors.ts';
import { displayName } from '../../domain/user.ts';
import { renderSignOutConfirm } from '../../web/pages/sign-out-confirm.ts';
import type { Visit } from '../../web/visit.ts';
import { askingApplication, openAsked } from './asked.ts';
import type { SignOutDeps } from './deps.ts';
import { endHere } from './end-here.ts';
import { fromUpstream } from './from-upstream.ts';
import { goUpstream } from './go-upstream.ts';
import { showSignedOut } from './page.ts';
import { goToDone, showDone } from './under-way-page.ts';

/** A logout message in base64 is the largest thing that comes here. */
const bodyLimit = '128kb';

export function signOutRoutes(deps: SignOutDeps): Router {
  const router = express.Router({ mergeParams: true });
  const form = express.urlencoded({ extended: false, limit: bodyLimit, parameterLimit: 20 });
  router.get('/:slug/logout', (req, res) => askPerson(deps, deps.visits.of(req, res), req));
  router.post('/:slug/logout', form, (req, res) => signOut(deps, deps.visits.of(req, res), req, res));
  router.get('/:slug/logout/done', (req, res) => showDone(deps, deps.visits.of(req, res), req));
  router.get(
    '/:slug/logout/upstream',
    byPerson((req, res) => goUpstream(deps, deps.visits.of(req, res), req, res)),
  );
  router.get(
    '/:slug/login/:profile/logout',
    byPerson((req, res) => fromUpstream(deps, deps.visits.of(req, res), req, res)),
  );
  router.post('/:slug/login/:profile/logout', form, (req, res) =>
    fromUpstream(deps, deps.visits.of(req, res), req, res),
  );
  return router;
}

/** Programs that look at addresses send HEAD, which the router takes for GET: nothing is spent by looking. */
function byPerson(handler: (req: Request, res: Response) => Promise<void>) {
  return async (req: Request, res: Response): Promise<void> => {
    if (req.method !== 'GET') throw new VestibuleError('VST_METHOD_NOT_ALLOWED', 'This address is for a person.');
    await handler(req, res);
  };
}

async function askPerson({ sealing }: SignOutDeps, visit: Visit, req: Request): Promise<void> {
  const { slug } = visit.institution;
  const { asked: sealed } = req.query;
  const asked = openAsked(sealing, slug, sealed);
  const found = await visit.session();
  if (found === undefined) return showSignedOut(visit, { asked });
  const path = `/${slug}/logout`;
  const isAsked = asked !== undefined && typeof sealed === 'string';
  const view = {
    action: path,
    fields: isAsked ? { asked: sealed } : {},
    displayName: displayName(found.user.name),
    application: askingApplication(visit, asked)?.name,
    stayHref: `/${slug}/me`,
  };
  const address = isAsked ? `${path}?asked=${encodeURIComponent(sealed)}` : path;
  visit.send(200, renderSignOutConfirm(visit.frame(address), view, visit.translate));
}

async function signOut(deps: SignOutDeps, visit: Visit, req: Request, res: Response): Promise<void> {
  const body: unknown = req.body;
  const field = typeof body === 'object' && body !== null && 'asked' in body ? body.asked : undefined;
  const asked = openAsked(deps.sealing, visit.institution.slug, field);
  const { upstream, applications } = await endHere(deps, visit, 'self', asked);
  if (upstream !== undefined && 'id' in upstream) return goToDone(visit, res, upstream.id);
  await showSignedOut(visit, { upstream, asked, applications });
}
