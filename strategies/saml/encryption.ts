// Encrypted assertions. Accepted: AES-GCM under RSA-OAEP. Refused: RSA 1.5 and CBC, whose decryption can be turned into
// an oracle for the content (XML Encryption 1.1 section 6.1). CBC is read by explicit setting only, and only where a
// signature over the cipher text was checked first: then nobody can make us decrypt what he changed.
import { decryptXml } from '@node-saml/node-saml/lib/xml.js';
import { type Element, XMLSerializer } from '@xmldom/xmldom';
import { admitXml } from '../../src/saml/decode.ts';
import { type Fault, fault } from '../../src/saml/fault.ts';
import { findDecryptedFault, findMarkupFault } from '../../src/saml/shape.ts';
import { attribute, children, everyElement, namespaces } from '../../src/saml/xml.ts';

export const contentAlgorithms = [
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
] as const;
export const cbcAlgorithms = [
  'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
  'http://www.w3.org/2001/04/xmlenc#aes128-cbc',
] as const;
export const keyAlgorithms = ['http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p'] as const;

export interface EncryptionPolicy {
  /** PEM; the present one, and during a rollover the one before. */
  readonly keys: readonly string[];
  /** Set by the operator, and the response around is signed. */
  readonly cbc: boolean;
}

/**
 * Decrypts once to look at what is inside before node-saml does: its content is as little believed as a plain one. Of
 * CBC nothing is decrypted here; `verify.ts` looks inside once the signature around it holds.
 *
 * @returns undefined when the assertion may go on to the signature check
 */
export async function findEncryptionFault(
  encrypted: Element,
  { keys, cbc }: EncryptionPolicy,
): Promise<Fault | undefined> {
  if (keys.length === 0) return fault('decryption-key', 'an encrypted assertion, and no decryption key is configured');
  const contentAllowed: readonly string[] = cbc ? [...contentAlgorithms, ...cbcAlgorithms] : contentAlgorithms;
  const broken = findEncryptedFault(encrypted, contentAllowed);
  if (broken !== undefined || isCbc(encrypted)) return broken;
  const plain = await decrypt(new XMLSerializer().serializeToString(encrypted), keys);
  if (plain === undefined) return fault('decryption', 'the assertion cannot be decrypted with the configured key');
  return findContentFault(plain);
}

/** A decrypted assertion is bound by the same limits and rules as a plain one. */
export function findContentFault(plain: string): Fault | undefined {
  const admitted = admitXml(plain);
  return admitted.type === 'fault' ? admitted : findDecryptedFault(admitted.document);
}

/**
 * What stands encrypted inside a message whose signature holds: nobody else can have us decrypt what he changed, so CBC is
 * read here where the operator allows it.
 */
export async function decryptVerified(
  encrypted: Element,
  { keys, cbc }: EncryptionPolicy,
): Promise<{ readonly type: 'decrypted'; readonly root: Element } | Fault> {
  if (keys.length === 0) return fault('decryption-key', 'something encrypted, and no decryption key is configured');
  const broken = findEncryptedFault(encrypted, cbc ? [...contentAlgorithms, ...cbcAlgorithms] : contentAlgorithms);
  if (broken !== undefined) return broken;
  const plain = await decrypt(new XMLSerializer().serializeToString(encrypted), keys);
  if (plain === undefined) return fault('decryption', 'it cannot be decrypted with the configured key');
  const admitted = admitXml(plain);
  if (admitted.type === 'fault') return admitted;
  const root = admitted.document.documentElement;
  if (root === null) return fault('encrypted-content', 'the decrypted text is no XML');
  return findMarkupFault(admitted.document) ?? { type: 'decrypted', root };
}

/** By the first key that can. */
async function decrypt(xml: string, keys: readonly string[]): Promise<string | undefined> {
  for (const key of keys) {
    try {
      return await decryptXml(xml, key);
    } catch {
      // Another key's, or changed on its way: the next one is tried, and none is an end of its own.
    }
  }
  return undefined;
}

function isCbc(encrypted: Element): boolean {
  return [...everyElement(encrypted)].some((element) =>
    cbcAlgorithms.some((algorithm) => algorithm === attribute(element, 'Algorithm')),
  );
}

/** One EncryptedData, one EncryptedKey, known algorithms, ciphers in place and not by reference. */
function findEncryptedFault(encrypted: Element, contentAllowed: readonly string[]): Fault | undefined {
  const elements = [...everyElement(encrypted)];
  const named = (name: string) => elements.filter(({ localName }) => localName === name);
  const data = children(encrypted, namespaces.encryption, 'EncryptedData');
  if (data.length !== 1 || named('EncryptedData').length !== 1) {
    return fault('encryption', 'not exactly one EncryptedData');
  }
  if (named('EncryptedKey').length !== 1 || named('CipherValue').length !== 2 || named('CipherReference').length > 0) {
    return fault('encryption', 'not exactly one encrypted key beside one encrypted content');
  }
  const retrieval = named('RetrievalMethod').map((method) => attribute(method, 'URI') ?? '');
  if (retrieval.some((uri) => !/^#[\w.-]+$/.test(uri))) return fault('encryption', 'a key retrieved from elsewhere');
  for (const method of named('EncryptionMethod')) {
    const forKey = (method.parentNode as Element | null)?.localName === 'EncryptedKey';
    const allowed: readonly string[] = forKey ? keyAlgorithms : contentAllowed;
    const algorithm = attribute(method, 'Algorithm') ?? '';
    if (!allowed.includes(algorithm)) {
      return fault('algorithm', `encryption by ${algorithm} is not accepted (AES-GCM under RSA-OAEP is)`);
    }
  }
  return named('EncryptionMethod').length === 2 ? undefined : fault('encryption', 'an encryption method is missing');
}
