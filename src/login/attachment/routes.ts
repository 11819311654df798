// The addresses of invitations, /{slug}/invite, and of a person's own ways to sign in, /{slug}/me/methods.
import express, { type Request, type Response, type Router } from 'express';
import { VestibuleError } from '../../domain/errors.ts';
import type { Visit } from '../../web/visit.ts';
import type { LoginDeps } from '../deps.ts';
import { showInvite, submitInvite } from '../invitation/invite.ts';
import { beginAttach, beginDetach, showProve, submitProve } from '../own-methods/begin-change.ts';
import { showConfirm, submitConfirm } from '../own-methods/do-change.ts';
import { showMethods } from '../own-methods/show-methods.ts';
import { methodsPath, showNotAttached } from './pages.ts';

type Handler = (visit: Visit, req: Request, res: Response) => Promise<void>;

export function attachmentRoutes(deps: LoginDeps): Router {
  const router = express.Router({ mergeParams: true });
  const form = express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 10 });
  const handle = (handler: Handler) => (req: Request, res: Response) => handler(deps.visits.of(req, res), req, res);
  /** What is over is begun again from the list of her ways. */
  const own = (handler: Handler) =>
    handle(async (visit, req, res) => {
      try {
        await handler(visit, req, res);
      } catch (error) {
        if (!(error instanceof VestibuleError) || !error.code.startsWith('VST_ATTEMPT_')) throw error;
        showNotAttached(visit, 'over', { againHref: methodsPath(visit) });
      }
    });

  router
    .route('/:slug/invite')
    .get(handle((visit, req) => showInvite(deps, visit, req)))
    .post(
      form,
      handle((visit, req) => submitInvite(deps, visit, req)),
    );
  router.get(
    '/:slug/me/methods',
    own((visit, _req, res) => showMethods(deps, res, visit)),
  );
  router.post(
    '/:slug/me/methods/attach',
    form,
    own((visit, req, res) => beginAttach(deps, req, res, visit)),
  );
  router.post(
    '/:slug/me/methods/detach',
    form,
    own((visit, req, res) => beginDetach(deps, req, res, visit)),
  );
  router
    .route('/:slug/me/methods/prove')
    .get(own((visit, req) => showProve(deps, visit, req)))
    .post(
      form,
      own((visit, req) => submitProve(deps, visit, req)),
    );
  router
    .route('/:slug/me/methods/go')
    .get(own((visit, req) => showConfirm(deps, visit, req)))
    .post(
      form,
      own((visit, req) => submitConfirm(deps, visit, req)),
    );
  return router;
}
