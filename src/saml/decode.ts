// From the posted form to parsed XML, within bounds: nothing here believes the message, and whatever costs time or
// memory comes after the bound that limits it. SAML Bindings 3.5.4.
import type { Document } from '@xmldom/xmldom';
import { type Fault, fault } from './fault.ts';
import { parseXml } from './xml.ts';

/** Characters of base64 as posted. A usual response has 5 to 20 thousand. */
export const messageMax = 256 * 1024;

/** What is parsed at all: in characters, and in elements. */
export interface XmlBounds {
  readonly characters: number;
  readonly depth: number;
  readonly elements: number;
  /** Characters of one tag. */
  readonly tag: number;
}

// A usual response has a hundred elements, one with a thousand groups some twelve hundred. Five thousand cost a third of
// a second of canonicalisation before any signature is known to be wrong, and so do ten thousand attributes in one tag.
const messageBounds: XmlBounds = { characters: messageMax, depth: 40, elements: 2000, tag: 8192 };

export interface DecodedMessage {
  readonly type: 'decoded';
  readonly xml: string;
  readonly document: Document;
}

export function decodeMessage(body: unknown, query: unknown): DecodedMessage | Fault {
  const parameter = oneParameter(body, query);
  if (typeof parameter !== 'string') return parameter;
  const bytes = strictBase64(parameter);
  if (bytes === undefined) return fault('base64', 'SAMLResponse is not base64');
  const xml = strictUtf8(bytes);
  if (xml === undefined)
    return fault('utf-8', 'SAMLResponse is not UTF-8 text (compressed messages are not read here)');
  return admitXml(xml);
}

/** The bounds and the well-formedness of a text, whether posted or decrypted. */
export function admitXml(xml: string, limits: XmlBounds = messageBounds): DecodedMessage | Fault {
  if (xml.length > limits.characters) return fault('size', `more than ${limits.characters} characters`);
  if (/<!(?!--|\[CDATA\[)/.test(xml)) return fault('doctype', 'a document type or entity declaration');
  const bounds = measure(xml, limits);
  if (bounds === undefined) return fault('xml', 'not well-formed XML');
  if (bounds.depth > limits.depth) return fault('depth', `elements nested deeper than ${limits.depth}`);
  if (bounds.elements > limits.elements) return fault('elements', `more than ${limits.elements} elements`);
  if (bounds.longestTag > limits.tag) return fault('tag', `a tag of more than ${limits.tag} characters`);
  const document = parseXml(xml);
  return document === undefined ? fault('xml', 'not well-formed XML') : { type: 'decoded', xml, document };
}

function oneParameter(body: unknown, query: unknown): string | Fault {
  const inQuery = valueOf(query, 'SAMLResponse');
  if (inQuery !== undefined) return fault('parameter', 'SAMLResponse in the address; only a form post is read');
  const value = valueOf(body, 'SAMLResponse');
  if (value === undefined) return fault('parameter', 'no SAMLResponse in the form');
  if (typeof value !== 'string') return fault('parameter', 'more than one SAMLResponse in the form');
  if (value.length > messageMax) return fault('size', `SAMLResponse has more than ${messageMax} characters`);
  return value;
}

function valueOf(fields: unknown, name: string): unknown {
  if (typeof fields !== 'object' || fields === null || !Object.hasOwn(fields, name)) return undefined;
  return (fields as Record<string, unknown>)[name];
}

/** RFC 4648 section 4, with line breaks allowed as RFC 2045 writes them; nothing is skipped or guessed. */
export function strictBase64(value: string): Buffer | undefined {
  const packed = value.replaceAll(/[\r\n\t ]+/g, '');
  if (packed === '' || packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) return undefined;
  return Buffer.from(packed, 'base64');
}

export function strictUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Depth, count and length of tags, by one pass over them before any tree is built. Undefined: a tag never ends. */
function measure(xml: string, limits: XmlBounds): { depth: number; elements: number; longestTag: number } | undefined {
  const markup = /<(?:!--[\s\S]*?-->|!\[CDATA\[[\s\S]*?\]\]>|\?[\s\S]*?\?>|(?:[^<>"']|"[^"<]*"|'[^'<]*')*>)/y;
  let depth = 0;
  let deepest = 0;
  let elements = 0;
  let longestTag = 0;
  for (let at = xml.indexOf('<'); at !== -1; at = xml.indexOf('<', markup.lastIndex)) {
    markup.lastIndex = at;
    const tag = markup.exec(xml)?.[0];
    if (tag === undefined) return undefined;
    if (tag.startsWith('<!') || tag.startsWith('<?')) continue;
    longestTag = Math.max(longestTag, tag.length);
    if (tag.startsWith('</')) depth--;
    else {
      elements++;
      deepest = Math.max(deepest, depth + 1);
      if (!tag.endsWith('/>')) depth++;
    }
    if (deepest > limits.depth || elements > limits.elements || longestTag > limits.tag) break;
  }
  return { depth: deepest, elements, longestTag };
}
