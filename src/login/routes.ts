// The addresses of the login flow, /{slug}/login…
import express, { type Request, type Response, type Router } from 'express';
import { VestibuleError } from '../domain/errors.ts';
import type { LoginAttempt } from '../domain/login.ts';
import { answers } from '../domain/session-fit.ts';
import type { ProfileRuntime } from '../institutions.ts';
import type { Visit } from '../web/visit.ts';
import { answerWith } from './answer-with.ts';
import { attemptOf } from './attempt-of.ts';
import { backchannel, takeLogout } from './backchannel.ts';
import { begin } from './begin.ts';
import { showArrival, takeArrival } from './begun-upstream.ts';
import { crossSiteReturn, hopReturn, sameSiteReturn } from './callback.ts';
import type { LoginDeps } from './deps.ts';
import { limitAttempts } from './floods.ts';
import { submitForm } from './form.ts';
import { continueLogin } from './go-on.ts';
import { isTaken } from './known-ways.ts';
import { sendLogo } from './logo.ts';
import { showNewPassword, submitNewPassword } from './new-password.ts';
import { chooserPath, selfRequest, trialRequest } from './paths.ts';
import { showProfile } from './profile-page.ts';
import { traceRefused } from './refused-request.ts';
import { showReset, submitReset } from './reset.ts';
import { showSignIn } from './sign-in-page.ts';
import { startProfile } from './start-profile.ts';

type Handler = (visit: Visit, req: Request, res: Response) => Promise<void>;

/** A SAML response in base64 is the largest thing a browser brings. */
const bodyLimit = '512kb';

export function loginRoutes(deps: LoginDeps): Router {
  const router = express.Router({ mergeParams: true });
  const form = express.urlencoded({ extended: false, limit: bodyLimit, parameterLimit: 50 });
  const handle = (handler: Handler) => async (req: Request, res: Response) => {
    const visit = deps.visits.of(req, res);
    try {
      await handler(visit, req, res);
    } catch (error) {
      await traceRefused(deps, visit, req, error);
    }
  };

  router.get(
    '/:slug/login',
    handle((visit, req, res) => chooser(deps, visit, req, res)),
  );
  router.get(
    '/:slug/login/continue',
    handle((visit, req, res) => continueLogin(deps, req, res, visit)),
  );
  router.get(
    '/:slug/login/cancel',
    handle((visit, req, res) => cancel(deps, visit, req, res)),
  );
  router.get(
    '/:slug/login/new-password',
    handle((visit, req) => showNewPassword(deps, visit, req)),
  );
  router.post(
    '/:slug/login/new-password',
    form,
    handle((visit, req, res) => submitNewPassword(deps, req, res, visit)),
  );
  router.get(
    '/:slug/reset',
    handle((visit, req) => showReset(deps, visit, req)),
  );
  router.post(
    '/:slug/reset',
    form,
    handle((visit, req) => submitReset(deps, req, visit)),
  );
  router.get(
    '/:slug/login/:profile',
    handle((visit, req, res) => enter(deps, visit, req, res)),
  );
  router.post(
    '/:slug/login/:profile',
    form,
    handle((visit, req, res) => submitForm(deps, req, res, visit, formProfile(visit, req))),
  );
  router.get(
    '/:slug/login/:profile/callback',
    handle((visit, req, res) => {
      const profile = redirectProfile(visit, req);
      return req.query['hop'] === undefined
        ? sameSiteReturn(deps, req, res, visit, profile)
        : hopReturn(deps, req, res, visit, profile);
    }),
  );
  router.post(
    '/:slug/login/:profile/callback',
    form,
    handle(async (visit, req, res) => {
      const profile = redirectProfile(visit, req);
      if (await takeLogout(deps, req, res, visit, profile)) return;
      await crossSiteReturn(deps, req, res, visit, profile);
    }),
  );
  router.post(
    '/:slug/login/:profile/backchannel',
    form,
    handle((visit, req, res) => backchannel(deps, req, res, visit, redirectProfile(visit, req))),
  );
  router.get(
    '/:slug/login/:profile/metadata',
    handle((visit, req, res) => metadata(visit, req, res)),
  );
  router.get(
    '/:slug/login/:profile/arrival',
    handle((visit, req) => showArrival(deps, visit, req, redirectProfile(visit, req))),
  );
  router.post(
    '/:slug/login/:profile/arrival',
    form,
    handle((visit, req, res) => takeArrival(deps, req, res, visit, redirectProfile(visit, req))),
  );
  router.get(
    '/:slug/login/:profile/logo',
    handle((visit, req, res) => sendLogo(deps, visit, req, res, profileOf(visit, req))),
  );
  router.get(
    '/:slug/login/:profile/test',
    handle((visit, req, res) =>
      begin(deps, req, res, trialRequest(visit.institution.slug, profileOf(visit, req).config.id)),
    ),
  );
  router.get(
    '/:slug/login/:profile/about',
    handle((visit, req) => showProfile(visit, profileOf(visit, req))),
  );
  return router;
}

async function chooser(deps: LoginDeps, visit: Visit, req: Request, res: Response): Promise<void> {
  if (req.query['attempt'] === undefined) return begin(deps, req, res, selfRequest(visit.institution.slug));
  const attempt = await attemptOf(deps, visit, req);
  const { forget, q } = req.query;
  if (forget !== undefined) {
    visit.forgetMethod();
    return res.redirect(303, chooserPath(attempt));
  }
  if (await answeredMeanwhile(deps, req, res, visit, attempt)) return;
  showSignIn(visit, attempt, 200, undefined, typeof q === 'string' ? q : undefined);
}

/** In another window she signed in, or she came back by the browser's button: this application is answered as well. */
async function answeredMeanwhile(
  deps: LoginDeps,
  req: Request,
  res: Response,
  visit: Visit,
  attempt: LoginAttempt,
): Promise<boolean> {
  const { request } = attempt;
  if (request.trial === true || request.attachment !== undefined || attempt.failedWith !== undefined) return false;
  const found = await visit.session();
  if (found === undefined || found.session.startedAt < attempt.startedAt) return false;
  if (!answers(found.session, request, deps.clock.now())) return false;
  await deps.attempts.take(attempt);
  await answerWith(deps, req, res, visit, request, found);
  return true;
}

/** One profile: by the button of an attempt, or by its own address. */
async function enter(deps: LoginDeps, visit: Visit, req: Request, res: Response): Promise<void> {
  const profile = profileOf(visit, req);
  if (req.query['attempt'] === undefined) {
    return begin(deps, req, res, selfRequest(visit.institution.slug, profile.config.id));
  }
  const attempt = await attemptOf(deps, visit, req);
  if (!isTaken(visit, attempt, profile)) return res.redirect(303, chooserPath(attempt));
  if (profile.flow === 'redirect') {
    await limitAttempts(deps, visit);
    return startProfile(deps, req, res, visit, attempt, profile);
  }
  const typedName = attempt.request.loginHint ?? '';
  showSignIn(visit, attempt, 200, { profile, typedName, error: undefined });
}

async function cancel(deps: LoginDeps, visit: Visit, req: Request, res: Response): Promise<void> {
  const attempt = await attemptOf(deps, visit, req);
  await deps.attempts.take(attempt);
  await deps.doors[attempt.request.returnTo.door].refuse(req, res, attempt.request, 'cancelled');
}

async function metadata(visit: Visit, req: Request, res: Response): Promise<void> {
  const { keySet, metadataXml } = await profileOf(visit, req).built.registration();
  if (keySet !== undefined) {
    res.type('application/jwk-set+json').set('cache-control', 'public, max-age=300').send(keySet);
    return;
  }
  if (metadataXml === undefined) throw new VestibuleError('VST_NOT_FOUND', 'This kind of profile has no metadata.');
  res.type('application/samlmetadata+xml').set('cache-control', 'public, max-age=3600').send(metadataXml);
}

/** @throws VestibuleError VST_PROFILE_DISABLED for one that is configured but switched off */
function profileOf(visit: Visit, req: Request): ProfileRuntime {
  const id = String(req.params['profile']);
  const profile = visit.institution.profiles.get(id);
  if (profile !== undefined) return profile;
  const known = visit.institution.config.loginProfiles.some((config) => config.id === id);
  if (known) throw new VestibuleError('VST_PROFILE_DISABLED', 'The profile is switched off.');
  throw new VestibuleError('VST_PROFILE_UNKNOWN', 'No such profile.');
}

function formProfile(visit: Visit, req: Request): ProfileRuntime {
  const profile = profileOf(visit, req);
  if (profile.flow !== 'form')
    throw new VestibuleError('VST_METHOD_NOT_ALLOWED', 'This profile takes no password here.');
  return profile;
}

/** Nobody comes back to a form profile: run at the return address, it would check passwords that nothing counts. */
function redirectProfile(visit: Visit, req: Request): ProfileRuntime {
  const profile = profileOf(visit, req);
  if (profile.flow !== 'redirect')
    throw new VestibuleError('VST_METHOD_NOT_ALLOWED', 'Nobody is sent away by this profile, and so nobody returns.');
  return profile;
}
