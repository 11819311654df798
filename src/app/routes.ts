// Every address, in the order in which a request meets them.
import express, { type Express, type Router } from 'express';
import { attachmentRoutes } from '../login/attachment/routes.ts';
import { emailRoutes } from '../login/email/routes.ts';
import { registrationRoutes } from '../login/registration/routes.ts';
import { loginRoutes } from '../login/routes.ts';
import { signOutRoutes } from '../login/sign-out/routes.ts';
import { sessionRoutes } from '../session/routes.ts';
import { serveAssets } from '../web/assets.ts';
import { errorHandler, notFound } from '../web/error-page.ts';
import { keepNothing, limitAuthorizations, refuseCrossSitePosts, refuseOddTargets } from '../web/guards.ts';
import { answerReady } from '../web/health.ts';
import type { Visits } from '../web/visit.ts';
import type { Doors } from './doors/index.ts';
import type { Flows } from './flows.ts';
import { observedAnswers } from './observed.ts';
import type { AppParts } from './parts.ts';

export interface Routes {
  readonly handler: Express;
  /** Adds addresses of another application. */
  readonly mount: (routes: Router) => void;
}

export function createRoutes(
  { installation, store, ephemeral, clock, log, metrics }: AppParts,
  { oidc, cas, saml }: Doors,
  { login, signOut, email, registration }: Flows,
  visits: Visits,
): Routes {
  const { publicUrl, trustedProxies } = installation;
  const handler = express();
  handler.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  handler.set('trust proxy', trustedProxies.length > 0 ? trustedProxies : false);
  if (metrics !== undefined) handler.use(observedAnswers(metrics));
  handler.use(refuseOddTargets);
  handler.use('/:slug/oidc', limitAuthorizations(clock), oidc.handler);
  handler.use('/:slug/cas', limitAuthorizations(clock, '/login'), cas.handler);
  handler.use('/:slug/saml', limitAuthorizations(clock, '/sso'), saml.handler);
  handler.use(serveAssets);
  handler.get('/healthz', (_req, res) => void res.type('text').send('ok\n'));
  handler.get('/readyz', (_req, res) => answerReady(res, { store, ephemeral, log }));
  // Before ours: `/{slug}` would take any first segment for an institution.
  const guests = express.Router();
  handler.use(guests);
  handler.use(refuseCrossSitePosts(publicUrl));
  handler.use(keepNothing);
  handler.use(emailRoutes(email));
  handler.use(registrationRoutes(registration));
  handler.use(loginRoutes(login));
  handler.use(attachmentRoutes(login));
  handler.use(signOutRoutes(signOut));
  handler.use(sessionRoutes({ visits }));
  handler.use(notFound);
  handler.use(errorHandler({ visits, publicUrl, log }));
  return { handler, mount: (routes) => void guests.use(routes) };
}
