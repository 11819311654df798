// Which XML signatures are looked at. SAML Core 5.4: enveloped, one reference to the parent by its ID, exclusive
// canonicalisation; and by our policy RSA or ECDSA with SHA-256 or better.
import type { Element } from '@xmldom/xmldom';
import { type Fault, fault } from './fault.ts';
import { attribute, children, everyElement, namespaces, text } from './xml.ts';

const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const canonicalisations = new Set([exclusive, `${exclusive}WithComments`]);
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
/** XML Signature 1.1: by its name, the digest of node:crypto. */
export const ecdsaDigests: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256', 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384', 'sha384'],
  ['http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512', 'sha512'],
]);
const signatureMethods = new Set([
  ...ecdsaDigests.keys(),
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
]);
const digestMethods = new Set(['http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmlenc#sha512']);

/** @param owners the elements that may be signed; a signature anywhere else is refused */
export function findSignatureFault(root: Element, owners: readonly Element[]): Fault | undefined {
  const seen = new Set<Element>();
  for (const signature of everyElement(root)) {
    if (signature.localName !== 'Signature') continue;
    const owner = owners.find((element) => element === signature.parentNode);
    if (owner === undefined || signature.namespaceURI !== namespaces.signature) {
      return fault('signature-place', 'a signature that is no child of an element that may be signed');
    }
    if (seen.has(owner)) return fault('signature-place', `two signatures of one ${owner.nodeName}`);
    seen.add(owner);
    const broken = findPartsFault(signature) ?? findAlgorithmFault(signature) ?? findReferenceFault(signature, owner);
    if (broken !== undefined) return broken;
  }
  return undefined;
}

/** Parts that stand exactly once in a signature, wherever a library would look for them. */
const parts = ['SignedInfo', 'CanonicalizationMethod', 'SignatureMethod', 'Reference', 'DigestMethod', 'DigestValue'];

function findPartsFault(signature: Element): Fault | undefined {
  const names = [...everyElement(signature)].map(({ localName }) => localName);
  for (const name of [...parts, 'SignatureValue']) {
    const count = names.filter((found) => found === name).length;
    if (count !== 1) return fault('signature-parts', `${count} ${name} in one signature`);
  }
  const order = children(signature).map(({ localName }) => localName);
  if (!['SignedInfo,SignatureValue', 'SignedInfo,SignatureValue,KeyInfo'].includes(order.join(','))) {
    return fault('signature-parts', `a signature made of ${order.join(', ')}`);
  }
  const values = [...everyElement(signature)].filter(({ localName }) =>
    /^(Digest|Signature)Value$/.test(localName ?? ''),
  );
  const odd = values.find((value) => text(value) === '' || children(value).length > 0);
  return odd === undefined ? undefined : fault('signature-parts', `${odd.nodeName} is empty or not plain text`);
}

function findAlgorithmFault(signature: Element): Fault | undefined {
  for (const element of everyElement(signature)) {
    const algorithm = attribute(element, 'Algorithm') ?? '';
    const allowed = allowedAlgorithms(element.localName);
    if (allowed !== undefined && !allowed.has(algorithm)) {
      return fault(
        'algorithm',
        `${element.localName} ${algorithm} is not accepted (RSA or ECDSA with SHA-256 or better is)`,
      );
    }
  }
  return undefined;
}

function allowedAlgorithms(name: string | null): ReadonlySet<string> | undefined {
  if (name === 'SignatureMethod') return signatureMethods;
  if (name === 'DigestMethod') return digestMethods;
  return name === 'CanonicalizationMethod' ? canonicalisations : undefined;
}

function findReferenceFault(signature: Element, owner: Element): Fault | undefined {
  const elements = [...everyElement(signature)];
  const reference = elements.find(({ localName }) => localName === 'Reference');
  const id = attribute(owner, 'ID') ?? '';
  if (!/^[A-Za-z_][\w.-]*$/.test(id)) return fault('id', `the ID of the signed ${owner.nodeName} is no XML name`);
  if (reference === undefined || attribute(reference, 'URI') !== `#${id}`) {
    return fault('signature-reference', 'the signature refers to another element than its parent');
  }
  const transforms = elements
    .filter(({ localName }) => localName === 'Transform')
    .map((transform) => attribute(transform, 'Algorithm') ?? '');
  const [first, second, ...more] = transforms;
  const fit = first === enveloped && (second === undefined || canonicalisations.has(second)) && more.length === 0;
  return fit ? undefined : fault('signature-transforms', `transforms ${transforms.join(', ') || 'missing'}`);
}
