// `/{slug}/saml/sso`: from an application's request to a login under way. SAML Profiles 4.1.
import type { Request, Response } from 'express';
import type { InstitutionConfig } from '../../../config/schema.ts';
import type { LoginRequest } from '../../domain/login.ts';
import { fault } from '../../saml/fault.ts';
import type { Receivable } from '../../saml/receive.ts';
import { addressesOf } from './addresses.ts';
import { meetsContexts, passwordContext, unspecifiedContext } from './authn-context.ts';
import { type AuthnRequestFacts, readAuthnRequest } from './authn-request.ts';
import { bindings } from './bindings.ts';
import { consumerOf, findAuthnRequestFault } from './check-request.ts';
import type { SamlDoorDeps } from './deps.ts';
import { grantedFormat } from './name-id.ts';
import type { KnownParty, Parties } from './parties.ts';
import { type CheckedRequest, openRequest, sealRequest } from './request-handle.ts';
import { type RefusedRequest, refusedFor, requestMessage, type VerifiedRequest } from './request-message.ts';
import type { Responder } from './respond.ts';
import type { StatusName } from './status.ts';

const authnRequest: Receivable = { roots: { SAMLRequest: 'AuthnRequest' }, unsigned: true };
/** Bytes. SAML Bindings 3.4.3 says 80; applications in use send their own addresses. */
const relayStateMax = 1024;

export interface SingleSignOn {
  /** A request of an application, or a link that begins here. */
  readonly receive: (config: InstitutionConfig, req: Request, res: Response) => Promise<void>;
  /** Goes on with a request that was posted by another site, and so without our cookies. */
  readonly goOn: (config: InstitutionConfig, req: Request, res: Response) => Promise<void>;
}

export function createSingleSignOn(deps: SamlDoorDeps, parties: Parties, responder: Responder): SingleSignOn {
  async function begin(req: Request, res: Response, request: CheckedRequest, { provider }: KnownParty): Promise<void> {
    const standing = await deps.sessions.find(req, res);
    const isUnfit = standing !== undefined && !meetsContexts(standing.session, request);
    await deps.begin(req, res, loginRequest(deps, request, provider.consumers, isUnfit));
  }

  async function refuse(
    req: Request,
    res: Response,
    institution: string,
    { relyingParty, fault: why }: RefusedRequest,
  ) {
    await deps.refuseMessage(req, res, { institution, relyingParty, check: why.check, detail: why.detail });
  }

  async function receiveRequest(config: InstitutionConfig, req: Request, res: Response): Promise<void> {
    const { slug } = config;
    const verified = await requestMessage(parties, config, req, authnRequest);
    if (verified.type === 'refused') return refuse(req, res, slug, verified);
    const { sso } = addressesOf(deps.publicUrl, slug);
    const facts = readAuthnRequest(verified.root);
    const checked = checkedRequest(deps, slug, sso, verified, facts);
    if ('fault' in checked) return refuse(req, res, slug, checked);
    const { request, unfit } = checked;
    if (unfit !== undefined) return responder.refuseWith(req, res, request, verified.known, unfit);
    if (req.method === 'POST') {
      const address = `/${slug}/saml/sso/continue?request=${encodeURIComponent(sealRequest(deps, request))}`;
      return res.set('cache-control', 'no-store').redirect(303, address);
    }
    await begin(req, res, request, verified.known);
  }

  /** `/saml/sso?sp=ENTITYID`: a link of the library's own pages. */
  async function beginHere(config: InstitutionConfig, req: Request, res: Response, sp: string): Promise<void> {
    const { slug } = config;
    const known = await parties.named(config, sp);
    if (known.type === 'fault') return refuse(req, res, slug, refusedFor(undefined, known));
    const { party, provider } = known;
    if (!party.allowIdpInitiated) {
      const why = fault('unsolicited', 'a sign-in for it cannot begin here: see "allowIdpInitiated"');
      return refuse(req, res, slug, refusedFor(party.id, why));
    }
    const given: unknown = req.query['RelayState'];
    const relayState = typeof given === 'string' && Buffer.byteLength(given) <= relayStateMax ? given : undefined;
    const request: CheckedRequest = {
      institution: slug,
      party: party.id,
      consumer: provider.consumers[0].url,
      relayState,
      forceAuthn: false,
      passive: false,
      format: party.nameIdFormat,
      contexts: [],
      comparison: 'exact',
      at: deps.clock.now(),
      nonce: deps.random.token(16),
    };
    await begin(req, res, request, known);
  }

  return {
    async receive(config, req, res) {
      const sp: unknown = req.query['sp'];
      const isLink = req.method === 'GET' && typeof sp === 'string' && req.query['SAMLRequest'] === undefined;
      return isLink ? beginHere(config, req, res, sp) : receiveRequest(config, req, res);
    },
    async goOn(config, req, res) {
      const handle: unknown = req.query['request'];
      const request = openRequest(deps, config.slug, typeof handle === 'string' ? handle : '');
      const known = await parties.byId(config, request.party);
      if (known.type === 'fault') return refuse(req, res, config.slug, refusedFor(request.party, known));
      await begin(req, res, request, known);
    },
  };
}

/** What was asked, checked; `unfit`: the application is told why it cannot be. */
function checkedRequest(
  deps: Pick<SamlDoorDeps, 'clock' | 'random'>,
  institution: string,
  sso: string,
  { known: { party, provider }, signed, relayState }: VerifiedRequest,
  facts: AuthnRequestFacts,
): { readonly request: CheckedRequest; readonly unfit: StatusName | undefined } | RefusedRequest {
  const now = deps.clock.now();
  const broken = findAuthnRequestFault(facts, { sso, provider, now, signed });
  const consumer = consumerOf(facts, provider);
  if (broken !== undefined || consumer === undefined) {
    return refusedFor(party.id, broken ?? fault('acs', 'no address to answer to'));
  }
  if (relayState !== undefined && Buffer.byteLength(relayState) > relayStateMax) {
    return refusedFor(party.id, fault('relay-state', `RelayState has more than ${relayStateMax} bytes`));
  }
  const format = grantedFormat(party.nameIdFormat, facts.nameIdFormat);
  const request: CheckedRequest = {
    institution,
    party: party.id,
    requestId: facts.id,
    consumer: consumer.url,
    relayState,
    forceAuthn: facts.forceAuthn,
    passive: facts.passive,
    format: format ?? party.nameIdFormat,
    subject: facts.subjects[0],
    contexts: facts.contexts,
    comparison: facts.comparison ?? 'exact',
    at: now,
    nonce: deps.random.token(16),
  };
  const { responseBinding } = facts;
  if (responseBinding !== undefined && responseBinding !== bindings.post) return { request, unfit: 'responseBinding' };
  return { request, unfit: format === undefined ? 'nameIdFormat' : undefined };
}

/** @param isUnfit somebody is signed in, and not in the way that is asked for */
function loginRequest(
  deps: Pick<SamlDoorDeps, 'sealing'>,
  request: CheckedRequest,
  consumers: readonly { readonly url: string }[],
  isUnfit: boolean,
): LoginRequest & { readonly profiles?: readonly string[] | undefined } {
  const { institution, party, contexts, comparison } = request;
  return {
    institution,
    relyingParty: party,
    returnTo: { door: 'saml', handle: sealRequest(deps, request) },
    formActionOrigins: [...new Set(consumers.map(({ url }) => new URL(url).origin))],
    forceAuthn: request.forceAuthn || isUnfit,
    passive: request.passive,
    ...(contexts.length === 0 ? {} : { contexts, needsContext: needsContext(contexts, comparison) }),
  };
}

/** What a password gives, any profile may turn out to be; whether it was is looked at in the end. */
function needsContext(contexts: readonly string[], comparison: string): boolean {
  const ours = [unspecifiedContext, passwordContext, passwordContext.replace('ProtectedTransport', '')];
  return comparison === 'exact' && !contexts.some((context) => ours.includes(context));
}
