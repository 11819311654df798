// The signature check is node-saml's, or by xml-crypto itself for keys on elliptic curves. What comes out is only what a signature covers: node-saml hands the signed bytes
// to `getSignedAssertion`, and this room reads those bytes and no others.
import { X509Certificate } from 'node:crypto';
import { SAML, SamlStatusError } from '@node-saml/passport-saml';
import { type Fault, fault } from '../../src/saml/fault.ts';
import type { ResponseShape } from '../../src/saml/shape.ts';
import { attribute, namespaces, parseXml } from '../../src/saml/xml.ts';
import { findContentFault } from './encryption.ts';
import { type AssertionFacts, type ResponseFacts, readAssertion, readResponse } from './facts.ts';
import { verifySigned } from './verify-any-key.ts';

export interface VerificationKeys {
  /** PEM certificates from configuration or metadata; at least one. */
  readonly certificates: readonly string[];
  /** PEM; each is tried in turn. */
  readonly decryptionKeys: readonly string[];
  readonly entityId: string;
  readonly callback: string;
}

export interface VerifiedMessage {
  readonly type: 'verified';
  readonly response: ResponseFacts;
  readonly assertion: AssertionFacts;
}

/** The identity provider reports a failure. Unsigned, anybody may have written it. */
export interface StatusMessage {
  readonly type: 'status';
  readonly response: ResponseFacts;
}

export interface SignedParts {
  /** The canonical text of the element whose signature was verified. */
  readonly signed: string;
  /** The assertion inside it (decrypted where it came encrypted). */
  readonly assertion: string;
}

/** One message's validation: keeps what node-saml found to be signed. */
class MessageValidator extends SAML {
  parts: SignedParts | undefined;

  protected override async getSignedAssertion(signedXml: string): Promise<string | null> {
    const assertion = await super.getSignedAssertion(signedXml);
    if (assertion !== null) this.parts = { signed: signedXml, assertion };
    return assertion;
  }
}

export async function verifyMessage(
  xml: string,
  shape: ResponseShape,
  keys: VerificationKeys,
): Promise<VerifiedMessage | StatusMessage | Fault> {
  if (keys.certificates.some(isOnCurve)) return verifyOnCurve(xml, shape, keys);
  const [first, ...others] = shape.encrypted === undefined ? [undefined] : keys.decryptionKeys;
  let outcome = await verifyWith(xml, shape, keys, first);
  for (const key of others) {
    if (outcome.type !== 'fault' || outcome.check !== 'signature') break;
    outcome = await verifyWith(xml, shape, keys, key);
  }
  return outcome;
}

function isOnCurve(pem: string): boolean {
  return new X509Certificate(pem).publicKey.asymmetricKeyType === 'ec';
}

async function verifyOnCurve(
  xml: string,
  shape: ResponseShape,
  keys: VerificationKeys,
): Promise<VerifiedMessage | StatusMessage | Fault> {
  const signed = await verifySigned(xml, shape, keys);
  if (signed.type === 'fault') return signed;
  return signed.parts === undefined ? statusMessage(shape) : readSigned(signed.parts, shape);
}

async function verifyWith(
  xml: string,
  shape: ResponseShape,
  keys: VerificationKeys,
  decryptionKey: string | undefined,
): Promise<VerifiedMessage | StatusMessage | Fault> {
  const validator = new MessageValidator(validatorOptions(shape, keys, decryptionKey));
  // Encoded anew, so that node-saml reads exactly the text that was looked at here.
  const container = { SAMLResponse: Buffer.from(xml, 'utf8').toString('base64') };
  try {
    await validator.validatePostResponseAsync(container);
  } catch (error) {
    if (error instanceof SamlStatusError) return statusMessage(shape);
    return fault('signature', `no valid signature by a configured certificate (${reasonOf(error)})`);
  }
  if (shape.assertion === undefined && shape.encrypted === undefined) return statusMessage(shape);
  return readSigned(validator.parts, shape);
}

/** Times and audience are switched off here because `checks.ts` holds them, by our clock and for every message. */
function validatorOptions(
  shape: ResponseShape,
  keys: VerificationKeys,
  decryptionKey: string | undefined,
): ConstructorParameters<typeof SAML>[0] {
  return {
    idpCert: [...keys.certificates],
    issuer: keys.entityId,
    callbackUrl: keys.callback,
    audience: false,
    acceptedClockSkewMs: -1,
    wantAssertionsSigned: true,
    // A signature that is there must hold, also where none was asked for.
    wantAuthnResponseSigned: shape.responseSigned,
    ...(decryptionKey === undefined ? {} : { decryptionPvk: decryptionKey }),
  };
}

function statusMessage(shape: ResponseShape): StatusMessage {
  return { type: 'status', response: readResponse(shape.root, shape.responseSigned) };
}

function readSigned(parts: SignedParts | undefined, shape: ResponseShape): VerifiedMessage | Fault {
  const signedRoot = parts === undefined ? undefined : parseXml(parts.signed)?.documentElement;
  const assertion = parts === undefined ? undefined : parseXml(parts.assertion)?.documentElement;
  if (signedRoot == null || assertion == null || assertion.localName !== 'Assertion') {
    return fault('signature', 'the signed content cannot be read');
  }
  if (assertion.namespaceURI !== namespaces.assertion) return fault('signature', 'the signed content is no assertion');
  const wholeResponse = signedRoot.localName === 'Response';
  const hidden = shape.encrypted === undefined || parts === undefined ? undefined : findContentFault(parts.assertion);
  if (hidden !== undefined) return hidden;
  const outer = wholeResponse ? signedRoot : shape.root;
  if (wholeResponse !== shape.responseSigned || attribute(outer, 'ID') !== attribute(shape.root, 'ID')) {
    return fault('signature', 'the signed content is not what was sent');
  }
  return { type: 'verified', response: readResponse(outer, wholeResponse), assertion: readAssertion(assertion) };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `node-saml: ${error.message}` : 'node-saml refused it';
}
