// The XML that this door writes, by a library that escapes it.
import { DOMImplementation, type Document, type Element, XMLSerializer } from '@xmldom/xmldom';

export interface XmlPart {
  /** With its prefix. */
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly content?: string | readonly XmlPart[];
}

/** Namespaces by prefix; all are declared at the root. */
export type Namespaces = Readonly<Record<string, string>>;

const xmlns = 'http://www.w3.org/2000/xmlns/';

export function writeXml(root: XmlPart, namespaces: Namespaces): string {
  const document = new DOMImplementation().createDocument(namespaceOf(root.name, namespaces), root.name, null);
  const element = document.documentElement;
  if (element === null) throw new TypeError('a document without a root');
  for (const [prefix, uri] of Object.entries(namespaces)) element.setAttributeNS(xmlns, `xmlns:${prefix}`, uri);
  fill(document, element, root, namespaces);
  return new XMLSerializer().serializeToString(document, { requireWellFormed: true });
}

function fill(
  document: Document,
  element: Element,
  { attributes = {}, content = [] }: XmlPart,
  namespaces: Namespaces,
): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (typeof content === 'string') {
    if (content !== '') element.appendChild(document.createTextNode(content));
    return;
  }
  for (const part of content) {
    const child = document.createElementNS(namespaceOf(part.name, namespaces), part.name);
    fill(document, child, part, namespaces);
    element.appendChild(child);
  }
}

function namespaceOf(name: string, namespaces: Namespaces): string {
  return namespaces[name.slice(0, name.indexOf(':'))] ?? '';
}

/** Whether a value can stand in XML and comes out as it was put in: XML 1.0 section 2.2, without line breaks and tabs. */
export function isXmlText(text: string): boolean {
  return text.isWellFormed() && !/[\p{Cc}\ufffe\uffff]/u.test(text);
}
