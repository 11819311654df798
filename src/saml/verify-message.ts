// Whose message it is. A redirect is signed as a whole, over the address as it was written; of a form only the element
// is read that the signature inside it covers. Keys come from the configuration and metadata, never from a message.
import { constants, createPublicKey, verify } from 'node:crypto';
import { type Element, XMLSerializer } from '@xmldom/xmldom';
import { type Fault, fault } from './fault.ts';
import type { QuerySignature, ReceivedMessage } from './receive.ts';
import { isSigned } from './shape.ts';
import { findSignatureFault } from './signature-shape.ts';
import { signedText } from './signed-xml.ts';
import { attribute, children, namespaces, parseXml } from './xml.ts';

const more = 'http://www.w3.org/2001/04/xmldsig-more#';
const hashes: Readonly<Record<string, string>> = {
  [`${more}rsa-sha256`]: 'sha256',
  [`${more}rsa-sha384`]: 'sha384',
  [`${more}rsa-sha512`]: 'sha512',
};

export interface SignedMessage {
  readonly type: 'signed';
  /** The message as far as it is signed. */
  readonly root: Element;
}

/** Whether it carries a signature at all, right or wrong. */
export function carriesSignature({ root, query }: Pick<ReceivedMessage, 'root' | 'query'>): boolean {
  return query !== undefined || isSigned(root);
}

export function verifiedMessage(received: ReceivedMessage, certificates: readonly string[]): SignedMessage | Fault {
  const { root, query } = received;
  if (query !== undefined) {
    // 3.4.4.1: a signature in the XML goes before the message is put into an address. What nobody checks may not stand.
    if (isSigned(root)) return fault('signature-place', 'a signature inside a message of the redirect binding');
    return findQueryFault(query, certificates) ?? { type: 'signed', root };
  }
  const [signature] = children(root, namespaces.signature, 'Signature');
  if (signature === undefined) return fault('unsigned', 'the message is not signed');
  const broken = findSignatureFault(root, [root]);
  if (broken !== undefined) return broken;
  const signed = signedText(received.xml, new XMLSerializer().serializeToString(signature), certificates);
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
