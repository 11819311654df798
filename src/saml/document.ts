// From fetched bytes to the one entity that may be read. Where a signature is demanded, only what it covers comes out.
import { type Element, Node, XMLSerializer } from '@xmldom/xmldom';
import { admitXml, strictUtf8, type XmlBounds } from './decode.ts';
import { type Fault, fault } from './fault.ts';
import { findIdFault, hasRelativeNamespace, isSigned } from './shape.ts';
import { findSignatureFault } from './signature-shape.ts';
import { signedText } from './signed-xml.ts';
import { children, everyElement, everyNode, isElement, namespaces, parseXml } from './xml.ts';

// One entity with a thousand scopes and names in thirty languages has some five thousand elements.
const bounds: XmlBounds = { characters: 2 * 1024 * 1024, depth: 40, elements: 10_000, tag: 8192 };

export interface TrustedDocument {
  readonly type: 'document';
  readonly root: Element;
  /** The only md:EntityDescriptor: the root, or the one child of an md:EntitiesDescriptor. */
  readonly entity: Element;
}

/** @param signers PEM of those who may sign it, or undefined where nobody has to */
export function trustedDocument(bytes: Uint8Array, signers: readonly string[] | undefined): TrustedDocument | Fault {
  const xml = strictUtf8(bytes);
  if (xml === undefined) return fault('metadata', 'not UTF-8 text');
  if (/^\s*(?:<!doctype html|<html)/i.test(xml.slice(0, 500))) return fault('metadata', 'an HTML page, no metadata');
  const admitted = admitXml(xml, bounds);
  if (admitted.type === 'fault') return fault('metadata', `${admitted.check}: ${admitted.detail}`);
  const written = admitted.document.documentElement;
  const root = signers === undefined ? written : signedRoot(xml, written, signers);
  if (root === null) return fault('metadata', 'not well-formed XML');
  return 'type' in root ? root : onlyEntity(root);
}

function signedRoot(xml: string, written: Element | null, signers: readonly string[]): Element | Fault {
  if (written === null) return fault('metadata', 'not well-formed XML');
  if (!isSigned(written)) return fault('metadata', 'the document is not signed, and a signature is demanded');
  const broken = findIdFault(written) ?? findMarkupFault(written) ?? findSignatureFault(written, [written]);
  if (broken !== undefined) return fault('metadata', `${broken.check}: ${broken.detail}`);
  const signed = verified(xml, written, signers);
  const root = signed === undefined ? null : parseXml(signed)?.documentElement;
  return root ?? fault('metadata', 'no valid signature by a configured certificate');
}

/** The canonical text that a signature of the root by one of the keys covers. */
function verified(xml: string, root: Element, signers: readonly string[]): string | undefined {
  const [signature] = children(root, namespaces.signature, 'Signature');
  return signature && signedText(xml, new XMLSerializer().serializeToString(signature), signers);
}

/** Comments may stay: the canonical text has none. */
function findMarkupFault(root: Element): Fault | undefined {
  for (const node of everyNode(root)) {
    if (node.nodeType === Node.CDATA_SECTION_NODE) return fault('cdata', 'a CDATA section');
    if (node.nodeType === Node.PROCESSING_INSTRUCTION_NODE) return fault('instruction', 'a processing instruction');
    if (isElement(node) && hasRelativeNamespace(node)) return fault('namespace', 'a relative namespace name');
  }
  return undefined;
}

function onlyEntity(root: Element): TrustedDocument | Fault {
  const entities = [...everyElement(root)].filter(({ localName }) => localName === 'EntityDescriptor');
  const [entity] = entities;
  if (entity === undefined || entities.length > 1) {
    return fault('metadata', `expected one entity, found ${entities.length}`);
  }
  const group = entity === root ? undefined : root;
  const isAtItsPlace = group === undefined || (group.localName === 'EntitiesDescriptor' && entity.parentNode === group);
  const isMetadata = [root, entity].every(({ namespaceURI }) => namespaceURI === namespaces.metadata);
  if (!isAtItsPlace || !isMetadata) return fault('metadata', 'the document is no SAML metadata');
  return { type: 'document', root, entity };
}
