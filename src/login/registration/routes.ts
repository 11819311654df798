// The addresses of self-registration, /{slug}/register…
import express, { type Request, type Response, type Router } from 'express';
import type { Visit } from '../../web/visit.ts';
import { limitAttempts } from '../floods.ts';
import { traceRefused } from '../refused-request.ts';
import { showRegisterCode, submitRegisterCode } from './code.ts';
import type { RegistrationDeps } from './deps.ts';
import { showRegister, submitRegister } from './form.ts';

export function registrationRoutes(deps: RegistrationDeps): Router {
  const router = express.Router({ mergeParams: true });
  const form = express.urlencoded({ extended: false, limit: '32kb', parameterLimit: 20 });
  const traced = (handler: (visit: Visit, req: Request, res: Response) => Promise<void>) => {
    return async (req: Request, res: Response) => {
      const visit = deps.visits.of(req, res);
      try {
        await limitAttempts(deps, visit);
        await handler(visit, req, res);
      } catch (error) {
        await traceRefused(deps, visit, req, error);
      }
    };
  };
  router.get(
    '/:slug/register',
    traced((visit, req) => showRegister(deps, visit, req)),
  );
  router.post(
    '/:slug/register',
    form,
    traced((visit, req, res) => submitRegister(deps, req, res, visit)),
  );
  router.get(
    '/:slug/register/code',
    traced((visit, req, res) => showRegisterCode(deps, req, res, visit)),
  );
  router.post(
    '/:slug/register/code',
    form,
    traced((visit, req, res) => submitRegisterCode(deps, req, res, visit)),
  );
  return router;
}
