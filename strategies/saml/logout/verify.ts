// Whose message it is. A redirect is signed as a whole, over the address as it was written; of a form only the element
// is read that the signature inside it covers. Keys come from the configuration and metadata, never from a message.
import { constants, createPublicKey, verify } from 'node:crypto';
import { getVerifiedXml, parseDomFromString } from '@node-saml/node-saml/lib/xml.js';
import type { Element } from '@xmldom/xmldom';
import { type Fault, fault } from '../fault.ts';
import { isSigned } from '../shape.ts';
import { findSignatureFault } from '../signature-shape.ts';
import { attribute, parseXml } from '../xml.ts';
import type { QuerySignature, ReceivedLogout } from './receive.ts';

const more = 'http://www.w3.org/2001/04/xmldsig-more#';
const hashes: Readonly<Record<string, string>> = {
  [`${more}rsa-sha256`]: 'sha256',
  [`${more}rsa-sha384`]: 'sha384',
  [`${more}rsa-sha512`]: 'sha512',
};

export interface SignedLogout {
  readonly type: 'signed';
  /** The message as far as it is signed. */
  readonly root: Element;
}

export async function verifiedLogout(
  received: ReceivedLogout,
  certificates: readonly string[],
): Promise<SignedLogout | Fault> {
  const { root, query } = received;
  if (query !== undefined) {
    // 3.4.4.1: a signature in the XML goes before the message is put into an address. What nobody checks may not stand.
    if (isSigned(root)) return fault('signature-place', 'a signature inside a message of the redirect binding');
    return findQueryFault(query, certificates) ?? { type: 'signed', root };
  }
  if (!isSigned(root)) return fault('unsigned', 'the message is not signed');
  const broken = findSignatureFault(root, [root]);
  if (broken !== undefined) return broken;
  const signed = await signedText(received.xml, certificates);
  const verified = signed === undefined ? undefined : parseXml(signed)?.documentElement;
  if (verified == null) return noSignature;
  const isSame = verified.localName === root.localName && attribute(verified, 'ID') === attribute(root, 'ID');
  return isSame ? { type: 'signed', root: verified } : fault('signature', 'the signed content is not what was sent');
}

const noSignature = fault('signature', 'no valid signature by a configured certificate');

function findQueryFault(
  { signed, algorithm, signature }: QuerySignature,
  certificates: readonly string[],
): Fault | undefined {
  const hash = Object.hasOwn(hashes, algorithm) ? hashes[algorithm] : undefined;
  if (hash === undefined)
    return fault('algorithm', `SigAlg ${algorithm} is not accepted (RSA with SHA-256 or better is)`);
  const data = Buffer.from(signed, 'utf8');
  const isValid = certificates.some((certificate) => {
    const key = createPublicKey(certificate);
    if (key.asymmetricKeyType !== 'rsa') return false;
    return verify(hash, data, { key, padding: constants.RSA_PKCS1_PADDING }, signature);
  });
  return isValid ? undefined : noSignature;
}

async function signedText(xml: string, certificates: readonly string[]): Promise<string | undefined> {
  try {
    // The library checks trees of its own parser only.
    const { documentElement } = await parseDomFromString(xml);
    return documentElement === null
      ? undefined
      : (getVerifiedXml(xml, documentElement, [...certificates]) ?? undefined);
  } catch {
    return undefined;
  }
}
