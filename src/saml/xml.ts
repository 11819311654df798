// Reading parsed XML: the namespaces of SAML, and the few ways this room walks a tree.
import { DOMParser, type Document, type Element, Node } from '@xmldom/xmldom';

export const namespaces = {
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  encryption: 'http://www.w3.org/2001/04/xmlenc#',
  shibboleth: 'urn:mace:shibboleth:metadata:1.0',
  interface: 'urn:oasis:names:tc:SAML:metadata:ui',
  declarations: 'http://www.w3.org/2000/xmlns/',
  xml: 'http://www.w3.org/XML/1998/namespace',
} as const;

/** Undefined when the text is not well-formed XML, to the strictest reading of the parser. */
export function parseXml(text: string): Document | undefined {
  const stop = (): never => {
    throw new SyntaxError('not well-formed');
  };
  try {
    const document = new DOMParser({ locator: false, onError: stop }).parseFromString(text, 'text/xml');
    return document.documentElement === null ? undefined : document;
  } catch {
    return undefined;
  }
}

/** Child elements, in document order; all of them, or those of one namespace and name. */
export function children(parent: Node, namespace?: string, name?: string): Element[] {
  const found: Element[] = [];
  for (let node = parent.firstChild; node !== null; node = node.nextSibling) {
    if (!isElement(node)) continue;
    if (namespace !== undefined && node.namespaceURI !== namespace) continue;
    if (name === undefined || node.localName === name) found.push(node);
  }
  return found;
}

/** Every node under `root` and `root` itself, in document order. */
export function* everyNode(root: Node): Generator<Node> {
  yield root;
  for (let node = root.firstChild; node !== null; node = node.nextSibling) yield* everyNode(node);
}

export function* everyElement(root: Node): Generator<Element> {
  for (const node of everyNode(root)) if (isElement(node)) yield node;
}

export function isElement(node: Node): node is Element {
  return node.nodeType === Node.ELEMENT_NODE;
}

/** An attribute without namespace; undefined when it is not there. */
export function attribute(element: Element, name: string): string | undefined {
  return element.getAttributeNS(null, name) ?? undefined;
}

/** The whole text, trimmed: all text nodes, never only the first. */
export function text(element: Element): string {
  return (element.textContent ?? '').trim();
}
