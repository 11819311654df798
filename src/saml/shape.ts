// What a response may look like before its signature is worth checking. Nothing here is believed: these rules only
// refuse. They leave node-saml no choice of which element a signature covers and which one is read (XSW).
import type { Document, Element } from '@xmldom/xmldom';
import { Node } from '@xmldom/xmldom';
import { type Fault, fault } from './fault.ts';
import { findSignatureFault } from './signature-shape.ts';
import { attribute, children, everyElement, everyNode, isElement, namespaces } from './xml.ts';

export interface ResponseShape {
  readonly type: 'response';
  readonly root: Element;
  readonly responseSigned: boolean;
  /** The one assertion as it stands in the message; absent where the identity provider reports a failure. */
  readonly assertion: Element | undefined;
  readonly encrypted: Element | undefined;
}

export function shapeOfResponse(document: Document): ResponseShape | Fault {
  const root = document.documentElement;
  if (root === null || root.namespaceURI !== namespaces.protocol || root.localName !== 'Response') {
    return fault('root', 'the message is no samlp:Response');
  }
  const plain = children(root, namespaces.assertion, 'Assertion');
  const encrypted = children(root, namespaces.assertion, 'EncryptedAssertion');
  const broken =
    findMarkupFault(document) ??
    findIdFault(root) ??
    findAssertionFault(root, plain.length + encrypted.length) ??
    findSignatureFault(root, [root, ...plain]);
  if (broken !== undefined) return broken;
  return {
    type: 'response',
    root,
    responseSigned: isSigned(root),
    assertion: plain[0],
    encrypted: encrypted[0],
  };
}

/** A decrypted assertion obeys the same rules as one that came in plain. */
export function findDecryptedFault(document: Document): Fault | undefined {
  const root = document.documentElement;
  if (root === null || root.namespaceURI !== namespaces.assertion || root.localName !== 'Assertion') {
    return fault('encrypted-content', 'the decrypted text is no saml:Assertion');
  }
  const inside = countAssertions(root) === 1 ? undefined : fault('assertions', 'an assertion inside the assertion');
  return findMarkupFault(document) ?? findIdFault(root) ?? inside ?? findSignatureFault(root, [root]);
}

export function isSigned(element: Element): boolean {
  return children(element, namespaces.signature, 'Signature').length > 0;
}

/** Comments split a value for careless readers; canonicalisation treats CDATA and instructions in ways of its own. */
export function findMarkupFault(document: Document): Fault | undefined {
  for (const node of everyNode(document)) {
    if (node.nodeType === Node.COMMENT_NODE) return fault('comment', 'a comment in the message');
    if (node.nodeType === Node.CDATA_SECTION_NODE) return fault('cdata', 'a CDATA section in the message');
    if (node.nodeType === Node.PROCESSING_INSTRUCTION_NODE && node !== document.firstChild) {
      return fault('instruction', 'a processing instruction in the message');
    }
    if (isElement(node) && hasRelativeNamespace(node)) {
      return fault('namespace', 'a relative namespace name, which has no canonical form');
    }
  }
  return undefined;
}

export function hasRelativeNamespace(element: Element): boolean {
  return Array.from(element.attributes).some(
    ({ namespaceURI, value }) =>
      namespaceURI === namespaces.declarations && value !== '' && !/^[A-Za-z][A-Za-z0-9+.-]*:/.test(value),
  );
}

/** One element an ID, and no attribute that a library could take for one. */
export function findIdFault(root: Element): Fault | undefined {
  const seen = new Set<string>();
  for (const element of everyElement(root)) {
    for (const { localName, namespaceURI, value } of Array.from(element.attributes)) {
      if (namespaceURI === namespaces.declarations || !/^(id|assertionid|responseid)$/i.test(localName ?? '')) continue;
      if (namespaceURI !== null || !/^id$/i.test(localName ?? '')) {
        return fault('id', `an attribute that could be taken for an ID on ${element.nodeName}`);
      }
      if (seen.has(value)) return fault('id', 'two elements with the same ID');
      seen.add(value);
    }
  }
  return attribute(root, 'ID') === undefined ? fault('id', 'the message has no ID') : undefined;
}

function findAssertionFault(root: Element, atTheirPlace: number): Fault | undefined {
  const everywhere = countAssertions(root);
  if (everywhere > 1) return fault('assertions', `${everywhere} assertions in one message`);
  if (everywhere !== atTheirPlace) return fault('assertions', 'an assertion that is no child of the response');
  const responses = [...everyElement(root)].filter(({ localName }) => localName === 'Response');
  return responses.length > 1 ? fault('root', 'a response inside the response') : undefined;
}

function countAssertions(root: Element): number {
  let count = 0;
  for (const { localName } of everyElement(root)) {
    if (localName === 'Assertion' || localName === 'EncryptedAssertion') count++;
  }
  return count;
}
