// The addresses of signing in by mail, /{slug}/login/{profile}/…, and of asking for a new password, /{slug}/reset/ask.
import express, { type Request, type Response, type Router } from 'express';
import { VestibuleError } from '../../domain/errors.ts';
import type { Visit } from '../../web/visit.ts';
import { traceRefused } from '../refused-request.ts';
import { type EmailProfile, showAsk, submitAsk } from './ask.ts';
import { showChoice, submitChoice } from './choose.ts';
import { showCode, submitCode } from './code.ts';
import type { EmailDeps } from './deps.ts';
import { showLink, submitLink } from './link.ts';
import { showResetAsk, submitResetAsk } from './reset-ask.ts';

type Handler = (visit: Visit, req: Request, res: Response, profile: EmailProfile) => unknown;

export function emailRoutes(deps: EmailDeps): Router {
  const router = express.Router({ mergeParams: true });
  const form = express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 10 });
  const traced = (handler: (visit: Visit, req: Request, res: Response) => unknown) => {
    return async (req: Request, res: Response) => {
      const visit = deps.visits.of(req, res);
      try {
        await handler(visit, req, res);
      } catch (error) {
        await traceRefused(deps, visit, req, error);
      }
    };
  };
  const page = (name: string, show: Handler, submit: Handler): void => {
    // What is of another kind of profile is somebody else's address.
    const ofKind = (handler: Handler) => (req: Request, res: Response, next: () => void) => {
      const isOurs = deps.visits
        .of(req, res)
        .institution.config.loginProfiles.some(({ id, kind }) => id === req.params['profile'] && kind === 'email-link');
      return isOurs ? traced((visit) => handler(visit, req, res, emailProfile(visit, req)))(req, res) : next();
    };
    router.get(`/:slug/login/:profile/${name}`, ofKind(show));
    router.post(`/:slug/login/:profile/${name}`, form, ofKind(submit));
  };

  page(
    'email',
    (visit, req, _res, profile) => showAsk(deps, visit, req, profile),
    (visit, req, res, profile) => submitAsk(deps, req, res, visit, profile),
  );
  page(
    'code',
    (visit, req, res, profile) => showCode(deps, res, visit, req, profile),
    (visit, req, res, profile) => submitCode(deps, req, res, visit, profile),
  );
  page(
    'link',
    (visit, req, _res, profile) => showLink(deps, visit, req, profile),
    (visit, req, res, profile) => submitLink(deps, req, res, visit, profile),
  );
  page(
    'who',
    (visit, req, _res, profile) => showChoice(deps, visit, req, profile),
    (visit, req, res, profile) => submitChoice(deps, req, res, visit, profile),
  );
  router.get(
    '/:slug/reset/ask',
    traced((visit) => showResetAsk(deps, visit)),
  );
  router.post(
    '/:slug/reset/ask',
    form,
    traced((visit, req) => submitResetAsk(deps, visit, req)),
  );
  return router;
}

/** @throws VestibuleError VST_PROFILE_DISABLED for one that is configured but switched off */
function emailProfile(visit: Visit, req: Request): EmailProfile {
  const profile = visit.institution.profiles.get(String(req.params['profile']));
  if (profile === undefined) throw new VestibuleError('VST_PROFILE_DISABLED', 'The profile is switched off.');
  const { config } = profile;
  if (config.kind !== 'email-link') throw new VestibuleError('VST_PROFILE_UNKNOWN', 'No such profile.');
  return { ...profile, config };
}
