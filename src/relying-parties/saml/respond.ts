// The answer to a sign-in request, by HTTP-POST through the person's browser. SAML Profiles 4.1.4.2.
import type { Request, Response } from 'express';
import type { InstitutionConfig, SamlRelyingParty } from '../../../config/schema.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { DoorAnswer, LoginRefusal, LoginRequest } from '../../domain/login.ts';
import { fault } from '../../saml/fault.ts';
import { type Released, type ReleasedClaims, withRecord } from '../release.ts';
import { releaseTo } from '../releasing.ts';
import { addressesOf } from './addresses.ts';
import { attributesOf } from './attributes.ts';
import { contextOf, meetsContexts } from './authn-context.ts';
import type { SamlDoorDeps, SignedIn } from './deps.ts';
import { encryptedAssertion } from './encrypt.ts';
import { type NameId, type NameIdFormat, nameIdFormats } from './name-id.ts';
import type { OwnKeys } from './own-keys.ts';
import type { KnownParty, Parties } from './parties.ts';
import { type CheckedRequest, claimAnswer, openRequest } from './request-handle.ts';
import { assertionXml, type ResponseFrame, responseXml, withAssertion } from './response.ts';
import { joinSession } from './session-index.ts';
import { signed } from './sign.ts';
import { type StatusName, statuses } from './status.ts';

/** A proof of the second before the request counts as fresh: clocks of upstreams differ. */
const proofSkewMs = 60_000;

export interface Responder {
  readonly respond: (
    req: Request,
    res: Response,
    answer: { readonly request: LoginRequest } & SignedIn,
  ) => Promise<DoorAnswer>;
  readonly refuse: (req: Request, res: Response, request: LoginRequest, refusal: LoginRefusal) => Promise<void>;
  /** Tells the application of a verified request that there is nothing to be had, and why. */
  refuseWith(req: Request, res: Response, request: CheckedRequest, known: KnownParty, why: StatusName): Promise<void>;
}

export function createResponder(deps: SamlDoorDeps, parties: Parties, keys: OwnKeys): Responder {
  async function standing(request: LoginRequest) {
    const { institution, returnTo, relyingParty } = request;
    const config = deps.institutions.get(institution)?.config;
    if (config === undefined) throw new VestibuleError('VST_INSTITUTION_UNKNOWN', 'No institution has this slug.');
    const checked = openRequest(deps, institution, returnTo.handle);
    const known = await parties.byId(config, checked.party);
    if (checked.party !== relyingParty || known.type === 'fault') throw gone();
    // What was an address of the application when it asked may be none any more.
    if (!known.provider.consumers.some(({ url }) => url === checked.consumer)) throw gone();
    return { config, checked, known };
  }

  function frameOf(request: CheckedRequest, now: number): ResponseFrame {
    return {
      id: newId(deps),
      issuer: addressesOf(deps.publicUrl, request.institution).entityId,
      destination: request.consumer,
      inResponseTo: request.requestId,
      now,
    };
  }

  function send(req: Request, res: Response, request: CheckedRequest, { provider }: KnownParty, xml: string): void {
    const { consumer: url, relayState } = request;
    const fields = { SAMLResponse: Buffer.from(xml, 'utf8').toString('base64') };
    deps.sendForm(req, res, {
      url,
      fields: relayState === undefined ? fields : { ...fields, RelayState: relayState },
      origins: provider.consumers.map((consumer) => new URL(consumer.url).origin),
    });
  }

  async function refuseWith(req: Request, res: Response, request: CheckedRequest, known: KnownParty, why: StatusName) {
    // To an application that has asked nothing there is nothing to say.
    if (request.requestId === undefined) return res.redirect(303, `/${request.institution}/login`);
    const [key] = await keys.of(request.institution);
    const xml = responseXml(frameOf(request, deps.clock.now()), statuses[why]);
    send(req, res, request, known, known.party.signResponse ? signed(xml, key) : xml);
  }

  /** The claims of the release, those of the whole record among them where there are such. */
  async function claimsOf(
    config: InstitutionConfig,
    { release }: SamlRelyingParty,
    released: Released,
    { user }: SignedIn,
  ) {
    if (released.lateClaims.length === 0) return released.claims;
    const record = await deps.users.user(config.slug, user.id);
    return record === undefined ? released.claims : withRecord(released, release, record);
  }

  async function respond(req: Request, res: Response, request: LoginRequest, signedIn: SignedIn): Promise<DoorAnswer> {
    const { config, checked, known } = await standing(request);
    const { session, user } = signedIn;
    const { party, provider } = known;
    if (session.institution !== config.slug) throw gone();
    const unfit = findUnfit(checked, signedIn);
    if (unfit !== undefined) {
      await refuseWith(req, res, checked, known, unfit);
      return { type: 'answered' };
    }
    const released = await releaseTo(deps, config, party, user);
    if (released.type === 'refused') return released;
    const claims = await claimsOf(config, party, released, signedIn);
    const nameId = nameIdOf(deps, party, checked.format, released, claims);
    if (nameId === undefined) return { type: 'refused', code: 'VST_IDENTIFIER_MISSING' };
    if (checked.subject !== undefined && checked.subject !== nameId.value) {
      await refuseWith(req, res, checked, known, 'otherSubject');
      return { type: 'answered' };
    }
    const { encryptionCertificate } = provider;
    if (party.encryption === 'required' && encryptionCertificate === undefined) {
      const why = fault(
        'encryption',
        'the application has no key (RSA of 2048 bits or more) to encrypt for, and has to',
      );
      await deps.refuseMessage(req, res, { institution: config.slug, relyingParty: party.id, ...why });
      return { type: 'answered' };
    }
    await claimAnswer(deps, checked);
    const now = deps.clock.now();
    const frame = frameOf(checked, now);
    const [key] = await keys.of(config.slug);
    const sessionIndex = newId(deps);
    const attributes = attributesOf(deps, config.slug, party, claims, user);
    const assertion = signed(
      assertionXml({
        id: newId(deps),
        issuer: frame.issuer,
        audience: provider.entityId,
        recipient: checked.consumer,
        inResponseTo: checked.requestId,
        nameId,
        attributes,
        now,
        lifeMs: party.assertionSeconds * 1000,
        authenticatedAt: session.authenticatedAt,
        context: contextOf(session),
        sessionIndex,
        sessionEndsAt: session.endsAt,
      }),
      key,
    );
    const isEncrypted = party.encryption !== 'never' && encryptionCertificate !== undefined;
    const content = isEncrypted ? await encryptedAssertion(assertion, encryptionCertificate) : assertion;
    const whole = withAssertion(responseXml(frame, { top: 'Success' }), content);
    await joinSession(deps, { session, party, provider, nameId, sessionIndex });
    await deps.audit({
      at: now,
      institution: config.slug,
      action: 'release',
      actor: user.id,
      via: 'saml',
      userId: user.id,
      relyingParty: party.id,
      trace: session.trace,
      detail: {
        door: 'saml',
        subjectType:
          checked.format === 'persistent' || checked.format === 'unspecified' ? released.subjectType : checked.format,
        attributes: attributes.map(({ claim }) => claim).join(' '),
        encrypted: isEncrypted,
        user: user.primaryIdentifier,
      },
    });
    send(req, res, checked, known, party.signResponse ? signed(whole, key) : whole);
    return { type: 'answered' };
  }

  return {
    respond: (req, res, { request, session, user }) => respond(req, res, request, { session, user }),
    refuseWith,
    async refuse(req, res, request, refusal) {
      const { checked, known } = await standing(request);
      await refuseWith(
        req,
        res,
        checked,
        known,
        refusal === 'login-required' && checked.passive ? 'noPassive' : refusals[refusal],
      );
    },
  };
}

const refusals: Readonly<Record<LoginRefusal, StatusName>> = {
  'login-required': 'cancelled',
  cancelled: 'cancelled',
  'context-not-met': 'noContext',
};

/** Who cannot be asked again is never let in all the same. */
function findUnfit(request: CheckedRequest, { session }: SignedIn): StatusName | undefined {
  if (!meetsContexts(session, request)) return 'noContext';
  const isFresh = !request.forceAuthn || session.authenticatedAt + proofSkewMs >= request.at;
  if (isFresh) return undefined;
  return request.passive ? 'noPassive' : 'cancelled';
}

/** @returns undefined when she has no address that she could be named by */
function nameIdOf(
  deps: Pick<SamlDoorDeps, 'random'>,
  { release }: SamlRelyingParty,
  format: NameIdFormat,
  { subject }: Released,
  claims: ReleasedClaims,
): (NameId & { readonly qualified: boolean }) | undefined {
  const named = { format: nameIdFormats[format], qualified: format === 'persistent' || format === 'transient' };
  if (format === 'transient') return { ...named, value: newId(deps) };
  if (format !== 'email') return { ...named, value: subject };
  const [claim] = Object.entries(release.claims).find(([, source]) => source === 'email') ?? [];
  const value = claim === undefined ? undefined : claims[claim];
  return typeof value === 'string' ? { ...named, value } : undefined;
}

/** An XML name: a token may begin with a digit. */
function newId({ random }: Pick<SamlDoorDeps, 'random'>): string {
  return `_${random.token(24)}`;
}

function gone(): VestibuleError {
  return new VestibuleError(
    'VST_ATTEMPT_EXPIRED',
    "The application's request is over, or the application was changed.",
  );
}
