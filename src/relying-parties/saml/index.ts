// The SAML 2.0 identity provider door: `/{slug}/saml`, one identity provider an institution.
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { InstitutionConfig } from '../../../config/schema.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { Door } from '../../domain/login.ts';
import type { SamlDoorDeps } from './deps.ts';
import { identityProviderMetadata } from './metadata.ts';
import { createOwnKeys } from './own-keys.ts';
import { createParties } from './parties.ts';
import { createResponder } from './respond.ts';
import { createSingleLogout } from './slo.ts';
import { createSingleSignOn } from './sso.ts';
import { tellSignedOut } from './tell-signed-out.ts';

export type { SamlDoorDeps } from './deps.ts';

export interface SamlDoor extends Door {
  /** For `app.use('/:slug/saml', handler)`, before anything that reads bodies. Faults go to the error handler. */
  readonly handler: RequestHandler;
}

const dayMs = 86_400_000;
/**
 * Keys of this door live longer than those of tokens: applications whose administrator copies metadata by hand need weeks.
 * A new one is published 30 days before it signs, and the one before it for 30 days after.
 */
export const samlKeyLife = { algorithms: ['RS256'], publicationMs: 30 * dayMs, overlapMs: 30 * dayMs } as const;

type Handle = (config: InstitutionConfig, req: Request, res: Response) => Promise<void>;
type Entrance = Readonly<Partial<Record<'GET' | 'POST', Handle>>>;

const readForm = express.urlencoded({ extended: false, limit: '128kb', parameterLimit: 20 });
/** Our metadata may be kept for as long as its keys are told before they sign. */
const metadataAge = 'public, max-age=3600';

export function createSamlDoor(deps: SamlDoorDeps): SamlDoor {
  const keys = createOwnKeys(deps);
  const parties = createParties(deps);
  const responder = createResponder(deps, parties, keys);
  const singleSignOn = createSingleSignOn(deps, parties, responder);
  const singleLogout = createSingleLogout(deps, parties, keys);

  const metadata: Handle = async (config, _req, res) => {
    const document = identityProviderMetadata(deps.publicUrl, config, await keys.of(config.slug));
    res
      .set({ 'cache-control': metadataAge, 'x-content-type-options': 'nosniff' })
      .type('application/samlmetadata+xml')
      .send(document);
  };

  const entrances: ReadonlyMap<string, Entrance> = new Map<string, Entrance>([
    ['/metadata', { GET: metadata }],
    ['/sso', { GET: singleSignOn.receive, POST: singleSignOn.receive }],
    ['/sso/continue', { GET: singleSignOn.goOn }],
    ['/slo', { GET: singleLogout.receive, POST: singleLogout.receive }],
    ['/slo/continue', { GET: singleLogout.goOn }],
    ['/slo/answer', { GET: singleLogout.answer }],
  ]);

  return {
    respond: responder.respond,
    refuse: responder.refuse,
    tellSignedOut: (institution, participant) => tellSignedOut(deps, parties, keys, institution, participant),
    async handler(req: Request, res: Response, next: NextFunction): Promise<void> {
      const { slug } = req.params;
      const config = typeof slug === 'string' ? deps.institutions.get(slug)?.config : undefined;
      if (config === undefined) return next();
      const handle = handlerOf(entrances, req);
      if (req.method === 'POST') await formOf(req, res);
      await handle(config, req, res);
    },
  };
}

/** Puts the form into `req.body`. */
function formOf(req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    readForm(req, res, (error: unknown) => (error === undefined ? resolve() : reject(error)));
  });
}

/** @throws VestibuleError VST_NOT_FOUND, VST_METHOD_NOT_ALLOWED */
function handlerOf(entrances: ReadonlyMap<string, Entrance>, { method, path }: Request): Handle {
  const entrance = entrances.get(path);
  if (entrance === undefined) throw new VestibuleError('VST_NOT_FOUND', 'Nothing has this address.');
  const handle = method === 'GET' || method === 'POST' ? entrance[method] : undefined;
  if (handle === undefined) {
    throw new VestibuleError('VST_METHOD_NOT_ALLOWED', 'This address takes another method.', { method });
  }
  return handle;
}
