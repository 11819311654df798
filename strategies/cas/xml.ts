// XML of a CAS server, read strictly: bounded before a tree is built, and with nothing in it that could make one reader
// see another name than the next.
import { DOMParser, type Document, type Element, Node } from '@xmldom/xmldom';

export interface XmlBounds {
  /** Characters. */
  readonly size: number;
  readonly depth: number;
  readonly elements: number;
}

/** @returns the root element, or what is wrong, in words */
export function readXml(text: string, bounds: XmlBounds): Element | string {
  if (text.length > bounds.size) return `more than ${bounds.size} characters`;
  if (text.includes('\uFFFD')) return 'text that is not UTF-8';
  if (text.includes('<!')) return 'a document type, a comment or a CDATA section';
  if (text.lastIndexOf('<?') > 0) return 'a processing instruction';
  const excess = findExcess(text, bounds);
  if (excess !== undefined) return excess;
  const root = parse(text)?.documentElement;
  return root ?? 'no well-formed XML';
}

/** Counted on the text: a tree of ten thousand levels is not built to be refused. */
function findExcess(text: string, bounds: XmlBounds): string | undefined {
  const tag = /<(?:[^<>"']|"[^"<]*"|'[^'<]*')*>/y;
  let depth = 0;
  let elements = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', tag.lastIndex)) {
    tag.lastIndex = at;
    const found = tag.exec(text)?.[0];
    if (found === undefined) return 'no well-formed XML';
    if (found.startsWith('<?')) continue;
    if (found.startsWith('</')) {
      depth--;
      continue;
    }
    elements++;
    if (elements > bounds.elements) return `more than ${bounds.elements} elements`;
    if (depth + 1 > bounds.depth) return `elements nested deeper than ${bounds.depth}`;
    if (!found.endsWith('/>')) depth++;
  }
  return undefined;
}

function parse(text: string): Document | undefined {
  const stop = (): never => {
    throw new SyntaxError('not well-formed');
  };
  try {
    return new DOMParser({ locator: false, onError: stop }).parseFromString(text, 'text/xml');
  } catch {
    return undefined;
  }
}

export function children(parent: Element): Element[] {
  return Array.from(parent.childNodes).filter((node): node is Element => node.nodeType === Node.ELEMENT_NODE);
}

export function isNamed(element: Element, namespace: string, name: string): boolean {
  return element.namespaceURI === namespace && element.localName === name;
}

/** An attribute without namespace; undefined when it is not there. */
export function attribute(element: Element, name: string): string | undefined {
  return element.getAttributeNS(null, name) ?? undefined;
}

/** The whole text, trimmed; undefined when other elements stand in it. */
export function plainText(element: Element): string | undefined {
  return children(element).length > 0 ? undefined : (element.textContent ?? '').replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}
