// Writing XML through a tree: values never become markup.
import { DOMImplementation, type Element, XMLSerializer } from '@xmldom/xmldom';
import { namespaces } from './xml.ts';

const prefixes = {
  saml: namespaces.assertion,
  samlp: namespaces.protocol,
  md: namespaces.metadata,
  ds: namespaces.signature,
  mdui: namespaces.interface,
  shibmd: namespaces.shibboleth,
} as const;
export type Prefix = keyof typeof prefixes;

type Attributes = Readonly<Record<string, string | undefined>>;
const implementation = new DOMImplementation();
// Whatever is none of the characters that XML 1.0 can carry (section 2.2).
const unwritable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

export function rootElement(prefix: Prefix, name: string, attributes: Attributes): Element {
  const document = implementation.createDocument(prefixes[prefix], `${prefix}:${name}`, null);
  const root = document.documentElement ?? document.createElementNS(prefixes[prefix], `${prefix}:${name}`);
  return withAttributes(root, attributes);
}

/** @param parent its document makes the child, and takes it in as the last one */
export function add(
  parent: Element,
  prefix: Prefix,
  name: string,
  attributes: Attributes = {},
  content?: string,
): Element {
  const document = parent.ownerDocument ?? implementation.createDocument(null, '', null);
  const element = withAttributes(document.createElementNS(prefixes[prefix], `${prefix}:${name}`), attributes);
  if (content !== undefined) element.textContent = writable(content);
  parent.appendChild(element);
  return element;
}

export function setLanguage(element: Element, language: string): void {
  element.setAttributeNS(namespaces.xml, 'xml:lang', language);
}

export function written(root: Element): string {
  return new XMLSerializer().serializeToString(root);
}

function withAttributes(element: Element, attributes: Attributes): Element {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, writable(value));
  }
  return element;
}

function writable(text: string): string {
  return text.replaceAll(unwritable, '');
}
