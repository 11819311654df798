// The identity provider's answer, from the posted form to an assertion. Until the signature holds, nothing is looked
// up and nothing taken: a hostile message costs the person whose request it names nothing.
import type { Assertion } from '../../src/domain/assertion.ts';
import type { Clock } from '../../src/domain/ports/clock.ts';
import { decodeMessage } from '../../src/saml/decode.ts';
import { type Fault, fault } from '../../src/saml/fault.ts';
import { instantOf } from '../../src/saml/instant.ts';
import { successStatus } from '../../src/saml/logout-write.ts';
import { isSigned, type ResponseShape, shapeOfResponse } from '../../src/saml/shape.ts';
import { attribute, children, namespaces, text } from '../../src/saml/xml.ts';
import { assertionChecks, bearerOf, type Expectation, firstFault, responseChecks } from './checks.ts';
import { findEncryptionFault } from './encryption.ts';
import { type ResponseFacts, readResponse } from './facts.ts';
import { findStaleness } from './freshness.ts';
import { keptForLogout } from './logout/kept.ts';
import type { SamlOptions } from './options.ts';
import { decryptionKeys, type IdentityProvider, type ServiceProvider } from './parties.ts';
import type { IdentityProviders } from './providers.ts';
import type { ReplayGuard } from './replay.ts';
import { faultOfStatus } from './status.ts';
import { toAssertion } from './to-assertion.ts';
import { type StatusMessage, type VerifiedMessage, verifyMessage } from './verify.ts';

export interface SamlProfile {
  readonly options: SamlOptions;
  readonly sp: ServiceProvider;
  readonly providers: IdentityProviders;
  readonly clock: Clock;
  readonly replay: ReplayGuard;
}

/** `attemptId` stands beside a fault too where a signed message answered a waiting request. */
export type ReturnOutcome =
  /** Without an attempt: begun at the identity provider, where the profile allows it. */
  | { readonly type: 'asserted'; readonly attemptId: string | undefined; readonly assertion: Assertion }
  | { readonly type: 'refused'; readonly attemptId: string | undefined; readonly fault: Fault };

/** A message, and the identity provider by whose keys it was verified. */
interface Answer<Message> {
  readonly type: 'answer';
  readonly message: Message;
  readonly idp: IdentityProvider;
}

export async function readReturn(profile: SamlProfile, body: unknown, query: unknown): Promise<ReturnOutcome> {
  const decoded = decodeMessage(body, query);
  if (decoded.type === 'fault') return refused(decoded);
  const shape = shapeOfResponse(decoded.document);
  if (shape.type === 'fault') return refused(shape);
  const answer = await verifiedAnswer(profile, decoded.xml, shape);
  if (answer.type === 'fault') return refused(answer);
  const { message, idp } = answer;
  return message.type === 'status'
    ? answerStatus(profile, { type: 'answer', message, idp })
    : answerAssertion(profile, { type: 'answer', message, idp });
}

async function verifiedAnswer(
  profile: SamlProfile,
  xml: string,
  shape: ResponseShape,
): Promise<Answer<VerifiedMessage | StatusMessage> | Fault> {
  const { providers, clock } = profile;
  const idp = await answeringProvider(profile, shape);
  if ('type' in idp) return idp;
  const unfit = findDistrust(idp, clock.now()) ?? (await findUnfit(profile, shape));
  if (unfit !== undefined) return unfit;
  const message = await verifyBy(profile, idp, xml, shape);
  if (message.type !== 'fault') return { type: 'answer', message, idp };
  // Perhaps it signs with a key that its metadata has named since.
  const next = message.check === 'signature' ? await providers.renewed(idp) : undefined;
  if (next === undefined) return message;
  const again = await verifyBy(profile, next, xml, shape);
  return again.type === 'fault' ? again : { type: 'answer', message: again, idp: next };
}

function verifyBy({ sp }: SamlProfile, idp: IdentityProvider, xml: string, shape: ResponseShape) {
  const { entityId, callback } = sp;
  return verifyMessage(xml, shape, {
    certificates: idp.certificates,
    decryptionKeys: decryptionKeys(sp),
    entityId,
    callback,
  });
}

/**
 * Whose keys the message is checked by: never who it says it is from, but whom the request that it answers was sent to.
 * So nobody makes us look up an identity provider by posting a message.
 */
async function answeringProvider(profile: SamlProfile, shape: ResponseShape) {
  const { providers, replay } = profile;
  if (providers.only === undefined && isUnsolicited(profile, attribute(shape.root, 'InResponseTo'))) {
    return initiator(profile, shape);
  }
  const entityId = providers.only ?? (await replay.findProvider(attribute(shape.root, 'InResponseTo') ?? ''));
  if (typeof entityId !== 'string') return entityId;
  const found = await providers.named(entityId);
  return found.type === 'provider' ? found.idp : fault('metadata', found.detail);
}

/** A sign-in that was begun at the identity provider, in a profile that takes such. */
function isUnsolicited({ options }: SamlProfile, inResponseTo: string | undefined): boolean {
  return options.allowIdpInitiated && inResponseTo === undefined;
}

/** Of several it is the one that the message names, if it is listed: its signature says whether that is true. */
async function initiator({ options, providers }: SamlProfile, { root, assertion }: ResponseShape) {
  const [issuer] = [root, ...(assertion === undefined ? [] : [assertion])].flatMap((element) =>
    children(element, namespaces.assertion, 'Issuer').map(text),
  );
  const isListed = issuer !== undefined && options.federation?.entityIds?.includes(issuer) === true;
  const idp = isListed ? await providers.held(issuer) : undefined;
  return (
    idp ?? fault('issuer', 'a sign-in begun at an identity provider that is not listed, or whose metadata is not held')
  );
}

/** @returns why this identity provider is not believed at all, for the operator */
export function findDistrust(idp: IdentityProvider, now: number): Fault | undefined {
  if (idp.certificates.length === 0) {
    return fault('certificates', `no signing certificate is configured for ${idp.entityId}: nothing is believed`);
  }
  if (idp.validUntil === undefined || now < idp.validUntil) return undefined;
  return fault('metadata', `the metadata of ${idp.entityId} ended at ${new Date(idp.validUntil).toISOString()}`);
}

/** What the settings demand of a message before its signature is checked. */
async function findUnfit({ options, sp }: SamlProfile, shape: ResponseShape): Promise<Fault | undefined> {
  const { assertion, encrypted, responseSigned } = shape;
  if (assertion === undefined && encrypted === undefined) {
    const { status } = readResponse(shape.root, false);
    return status[0] === successStatus ? fault('assertions', 'a success without an assertion') : undefined;
  }
  if (options.wantResponseSigned && !responseSigned) return fault('unsigned', 'the response is not signed');
  if (assertion !== undefined && !isSigned(assertion)) {
    return fault('unsigned', `the assertion is not signed${responseSigned ? ', only the response around it' : ''}`);
  }
  if (assertion !== undefined && options.wantAssertionsEncrypted) {
    return fault('encryption', 'the assertion is not encrypted');
  }
  const policy = { keys: decryptionKeys(sp), cbc: sp.acceptCbc && responseSigned };
  return encrypted && findEncryptionFault(encrypted, policy);
}

async function answerStatus(
  profile: SamlProfile,
  { message: { response }, idp }: Answer<StatusMessage>,
): Promise<ReturnOutcome> {
  const told = faultOfStatus(response);
  // Unsigned, it may be anybody's: the person is told, and the request keeps waiting for its real answer.
  if (!response.signed) return refused(told);
  const broken = firstFault(responseChecks, response, expectation(profile, idp));
  if (broken !== undefined) return refused(broken);
  const request = await takeRequest(profile, response.inResponseTo, idp);
  return request.type === 'fault' ? refused(request) : refused(told, request.attemptId);
}

async function answerAssertion(
  profile: SamlProfile,
  { message, idp }: Answer<VerifiedMessage>,
): Promise<ReturnOutcome> {
  const { options, replay } = profile;
  const { response, assertion } = message;
  const unsolicited = isUnsolicited(profile, response.inResponseTo);
  const expected = { ...expectation(profile, idp), unsolicited };
  const broken =
    firstFault(responseChecks, response, expected) ??
    statusContradiction(response) ??
    firstFault(assertionChecks, assertion, expected) ??
    answersDiffer(message);
  if (broken !== undefined) return refused(broken);
  const until = (instantOf(bearerOf(assertion)?.notOnOrAfter ?? '') ?? expected.now) + expected.skewMs;
  const replayed = await replay.claimAssertion(assertion.id ?? '', until, expected.now);
  if (replayed !== undefined) return refused(replayed);
  const request = unsolicited ? undefined : await takeRequest(profile, bearerOf(assertion)?.inResponseTo, idp);
  if (request?.type === 'fault') return refused(request);
  const stale = findStaleness(assertion.authentications[0], {
    now: expected.now,
    skewMs: expected.skewMs,
    maxAgeSeconds: options.maxAuthenticationAgeSeconds,
    provenSince: request?.forceAuthn === true ? request.madeAt : undefined,
  });
  if (stale !== undefined) return refused(stale, request?.attemptId);
  const said = toAssertion(assertion, options.id, { allowed: idp.scopes, alsoScoped: alsoScoped(options) });
  const kept = keepsLogout(profile, idp) ? { signOut: keptForLogout(assertion) } : {};
  return { type: 'asserted', attemptId: request?.attemptId, assertion: { ...said, ...kept } };
}

/** Whether her sign-out may have to reach the identity provider: only by a signed request, and where it takes any. */
function keepsLogout({ options, sp }: SamlProfile, { singleLogout }: IdentityProvider): boolean {
  return sp.signing !== undefined && singleLogout !== undefined && options.signOut !== 'never';
}

async function takeRequest({ replay }: SamlProfile, id: string | undefined, idp: IdentityProvider) {
  const request = await replay.takeRequest(id ?? '');
  return request.type === 'fault' || request.entityId === idp.entityId
    ? request
    : fault('in-response-to', 'the request was sent to another identity provider');
}

/** In a federation whose members are not listed, what names a person carries its scope, whatever it is called. */
function alsoScoped({ federation, match }: SamlOptions): string | undefined {
  const isOpen = federation !== undefined && federation.entityIds === undefined;
  return isOpen && match.from.type === 'attribute' ? match.from.name : undefined;
}

function statusContradiction({ status }: ResponseFacts): Fault | undefined {
  return status[0] === successStatus
    ? undefined
    : fault('status', `an assertion under the status ${status[0] ?? 'none'}`);
}

function answersDiffer({ response, assertion }: VerifiedMessage): Fault | undefined {
  return response.inResponseTo === bearerOf(assertion)?.inResponseTo
    ? undefined
    : fault('in-response-to', 'the response and the assertion in it answer different requests');
}

function expectation({ options, sp, clock }: SamlProfile, idp: IdentityProvider): Expectation {
  return {
    identityProvider: idp.entityId,
    entityId: sp.entityId,
    callback: sp.callback,
    now: clock.now(),
    skewMs: options.clockSkewSeconds * 1000,
    nameIdFormat: options.match.from.type === 'subject' ? options.nameIdFormat : undefined,
  };
}

function refused(broken: Fault, attemptId?: string): ReturnOutcome {
  return { type: 'refused', attemptId, fault: broken };
}
