// The identity provider's answer, from the posted form to an assertion. Until the signature holds, nothing is looked
// up and nothing taken: a hostile message costs the person whose request it names nothing.
import type { Assertion } from '../../src/domain/assertion.ts';
import type { Clock } from '../../src/domain/ports/clock.ts';
import { assertionChecks, bearerOf, type Expectation, firstFault, responseChecks } from './checks.ts';
import { decodeMessage } from './decode.ts';
import { findEncryptionFault } from './encryption.ts';
import { type ResponseFacts, readResponse } from './facts.ts';
import { type Fault, fault } from './fault.ts';
import { findStaleness } from './freshness.ts';
import { instantOf } from './instant.ts';
import type { SamlOptions } from './options.ts';
import type { IdentityProvider, ServiceProvider } from './parties.ts';
import type { ReplayGuard } from './replay.ts';
import { isSigned, type ResponseShape, shapeOfResponse } from './shape.ts';
import { faultOfStatus, successStatus } from './status.ts';
import { toAssertion } from './to-assertion.ts';
import { type StatusMessage, type VerifiedMessage, verifyMessage } from './verify.ts';

export interface SamlProfile {
  readonly options: SamlOptions;
  readonly sp: ServiceProvider;
  readonly idp: IdentityProvider;
  readonly clock: Clock;
  readonly replay: ReplayGuard;
}

/** `attemptId` stands beside a fault too where a signed message answered a waiting request. */
export type ReturnOutcome =
  | { readonly type: 'asserted'; readonly attemptId: string; readonly assertion: Assertion }
  | { readonly type: 'refused'; readonly attemptId: string | undefined; readonly fault: Fault };

export async function readReturn(profile: SamlProfile, body: unknown, query: unknown): Promise<ReturnOutcome> {
  const message = await verifiedMessage(profile, body, query);
  if (message.type === 'fault') return refused(message);
  return message.type === 'status' ? answerStatus(profile, message) : answerAssertion(profile, message);
}

async function verifiedMessage(
  profile: SamlProfile,
  body: unknown,
  query: unknown,
): Promise<VerifiedMessage | StatusMessage | Fault> {
  const { sp, idp, clock } = profile;
  const distrust = findDistrust(idp, clock.now());
  if (distrust !== undefined) return distrust;
  const decoded = decodeMessage(body, query);
  if (decoded.type === 'fault') return decoded;
  const shape = shapeOfResponse(decoded.document);
  if (shape.type === 'fault') return shape;
  const unfit = await findUnfit(profile, shape);
  if (unfit !== undefined) return unfit;
  return verifyMessage(decoded.xml, shape, {
    certificates: idp.certificates,
    decryptionKey: sp.decryption?.key,
    entityId: sp.entityId,
    callback: sp.callback,
  });
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
  const policy = { key: sp.decryption?.key, cbc: sp.acceptCbc && responseSigned };
  return encrypted && findEncryptionFault(encrypted, policy);
}

async function answerStatus(profile: SamlProfile, { response }: StatusMessage): Promise<ReturnOutcome> {
  const told = faultOfStatus(response);
  // Unsigned, it may be anybody's: the person is told, and the request keeps waiting for its real answer.
  if (!response.signed) return refused(told);
  const broken = firstFault(responseChecks, response, expectation(profile));
  if (broken !== undefined) return refused(broken);
  const request = await profile.replay.takeRequest(response.inResponseTo ?? '');
  return request.type === 'fault' ? refused(request) : refused(told, request.attemptId);
}

async function answerAssertion(profile: SamlProfile, message: VerifiedMessage): Promise<ReturnOutcome> {
  const { options, idp, replay } = profile;
  const { response, assertion } = message;
  const expected = expectation(profile);
  const broken =
    firstFault(responseChecks, response, expected) ??
    statusContradiction(response) ??
    firstFault(assertionChecks, assertion, expected) ??
    answersDiffer(message);
  if (broken !== undefined) return refused(broken);
  const until = (instantOf(bearerOf(assertion)?.notOnOrAfter ?? '') ?? expected.now) + expected.skewMs;
  const replayed = await replay.claimAssertion(assertion.id ?? '', until, expected.now);
  if (replayed !== undefined) return refused(replayed);
  const request = await replay.takeRequest(bearerOf(assertion)?.inResponseTo ?? '');
  if (request.type === 'fault') return refused(request);
  const stale = findStaleness(assertion.authentications[0], {
    now: expected.now,
    skewMs: expected.skewMs,
    maxAgeSeconds: options.maxAuthenticationAgeSeconds,
    provenSince: request.forceAuthn ? request.madeAt : undefined,
  });
  if (stale !== undefined) return refused(stale, request.attemptId);
  const said = toAssertion(assertion, options.id, idp.scopes);
  return { type: 'asserted', attemptId: request.attemptId, assertion: said };
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

function expectation({ options, sp, idp, clock }: SamlProfile): Expectation {
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
