// The signature check where an identity provider has a key on an elliptic curve, which node-saml does not know: the same
// steps by xml-crypto itself. What comes out is only what a signature covers, as there.
import { decryptXml } from '@node-saml/node-saml/lib/xml.js';
import { type Element, XMLSerializer } from '@xmldom/xmldom';
import { type Fault, fault } from '../../src/saml/fault.ts';
import type { ResponseShape } from '../../src/saml/shape.ts';
import { signedText } from '../../src/saml/signed-xml.ts';
import { children, namespaces, parseXml } from '../../src/saml/xml.ts';
import { findContentFault } from './encryption.ts';
import type { SignedParts, VerificationKeys } from './verify.ts';

/** @returns without parts where the response holds no assertion */
export async function verifySigned(
  xml: string,
  shape: ResponseShape,
  keys: VerificationKeys,
): Promise<{ readonly type: 'signed'; readonly parts: SignedParts | undefined } | Fault> {
  const response = shape.responseSigned ? textSignedBy(xml, shape.root, keys) : undefined;
  if (shape.responseSigned && response === undefined) return noSignature;
  if (shape.assertion === undefined && shape.encrypted === undefined) return { type: 'signed', parts: undefined };
  const assertion =
    shape.assertion === undefined
      ? await decryptedAndSigned(shape.encrypted, keys)
      : textSignedBy(xml, shape.assertion, keys);
  if (assertion === undefined) return noSignature;
  if (typeof assertion !== 'string') return assertion;
  return { type: 'signed', parts: { signed: response ?? assertion, assertion } };
}

const noSignature = fault('signature', 'no valid signature by a configured certificate');

async function decryptedAndSigned(
  encrypted: Element | undefined,
  keys: VerificationKeys,
): Promise<string | Fault | undefined> {
  for (const key of keys.decryptionKeys) {
    const cipher = new XMLSerializer().serializeToString(encrypted ?? noElement());
    const plain = await decryptXml(cipher, key).catch(() => undefined);
    if (plain === undefined) continue;
    const broken = findContentFault(plain);
    if (broken !== undefined) return broken;
    const root = parseXml(plain)?.documentElement;
    return root == null ? undefined : textSignedBy(plain, root, keys);
  }
  return undefined;
}

/** The canonical text of an element that carries its own signature, if one of the certificates made it. */
function textSignedBy(xml: string, element: Element, { certificates }: VerificationKeys): string | undefined {
  const [signature] = children(element, namespaces.signature, 'Signature');
  if (signature === undefined) return undefined;
  return signedText(xml, new XMLSerializer().serializeToString(signature), certificates);
}

function noElement(): never {
  throw new TypeError('a response without an assertion has nothing to decrypt');
}
