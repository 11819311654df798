// A request or an answer as a browser brings it, by redirect or by form, down to parsed XML. Nothing here is believed: what
// costs time or memory comes after the bound that limits it. SAML Bindings 3.4.4 and 3.5.4.
import { inflateRawSync } from 'node:zlib';
import type { Element } from '@xmldom/xmldom';
import { admitXml, strictBase64, strictUtf8, type XmlBounds } from './decode.ts';
import { type Fault, fault } from './fault.ts';
import { findIdFault, findMarkupFault } from './shape.ts';
import { namespaces } from './xml.ts';

export type MessageParameter = 'SAMLRequest' | 'SAMLResponse';

/** What of the address a signature of the redirect binding covers, exactly as it was written. */
export interface QuerySignature {
  readonly signed: string;
  readonly algorithm: string;
  readonly signature: Buffer;
}

export interface ReceivedMessage {
  readonly type: 'received';
  readonly parameter: MessageParameter;
  readonly xml: string;
  readonly root: Element;
  readonly relayState: string | undefined;
  /** Of a signed message of the redirect binding; a form carries its signature inside the XML. */
  readonly query: QuerySignature | undefined;
}

/** What of an HTTP request is read. */
export interface IncomingMessage {
  readonly method: string;
  /** Path and query as the browser sent them. */
  readonly originalUrl: string;
  readonly body?: unknown;
}

const bounds: XmlBounds = { characters: 64 * 1024, depth: 20, elements: 300, tag: 8192 };
/** Characters of base64. */
const encodedMax = 96 * 1024;
const relayStateMax = 1024;
const messages: readonly MessageParameter[] = ['SAMLRequest', 'SAMLResponse'];
const names = [...messages, 'RelayState', 'SigAlg', 'Signature', 'SAMLEncoding'] as const;
type Name = (typeof names)[number];
type Parameters = Readonly<Partial<Record<Name, string>>>;

/** What may come in at an address. */
export interface Receivable {
  /** By parameter, the name of the root element; a parameter without one is not read. */
  readonly roots: Readonly<Partial<Record<MessageParameter, string>>>;
  /** Whether an address without a signature is read as well. */
  readonly unsigned: boolean;
}

const logoutMessages: Receivable = {
  roots: { SAMLRequest: 'LogoutRequest', SAMLResponse: 'LogoutResponse' },
  unsigned: false,
};

export function receiveLogout(request: IncomingMessage): ReceivedMessage | Fault {
  return receiveMessage(request, logoutMessages);
}

export function receiveMessage(
  { method, originalUrl, body }: IncomingMessage,
  receivable: Receivable,
): ReceivedMessage | Fault {
  const raw = rawParameters(originalUrl);
  if ('type' in raw) return raw;
  if (method === 'GET') return fromQuery(raw, receivable);
  if (method !== 'POST') return fault('method', 'neither GET nor POST');
  if (messages.some((name) => raw[name] !== undefined)) {
    return fault('parameter', 'a message in the address of a form that was posted');
  }
  const form = formParameters(body);
  if ('type' in form) return form;
  const parameter = onlyMessage(form);
  if (typeof parameter !== 'string') return parameter;
  const encoded = form[parameter] ?? '';
  if (encoded.length > encodedMax) return fault('size', `${parameter} has more than ${encodedMax} characters`);
  const bytes = strictBase64(encoded);
  const xml = bytes && strictUtf8(bytes);
  if (xml === undefined) return fault('encoding', `${parameter} is not base64 of UTF-8 text`);
  return admitted(parameter, xml, form.RelayState, undefined, receivable);
}

function fromQuery(raw: Parameters, receivable: Receivable): ReceivedMessage | Fault {
  const parameter = onlyMessage(raw);
  if (typeof parameter !== 'string') return parameter;
  const encoding = decoded(raw.SAMLEncoding);
  if (encoding !== undefined && encoding !== 'urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE') {
    return fault('encoding', `SAMLEncoding ${encoding} is not read`);
  }
  const isUnsigned = raw.SigAlg === undefined && raw.Signature === undefined;
  const algorithm = decoded(raw.SigAlg);
  const signature = strictBase64(decoded(raw.Signature) ?? '');
  const isComplete = algorithm !== undefined && signature !== undefined;
  if (!isComplete && !(isUnsigned && receivable.unsigned)) {
    return fault('unsigned', 'the address carries no signature');
  }
  const packed = strictBase64(decoded(raw[parameter]) ?? '');
  const xml = packed && inflated(packed);
  if (xml === undefined) return fault('encoding', `${parameter} is no deflated UTF-8 text of at most 64 KB`);
  // In this order whatever the order in the address, each as it was written (3.4.4.1).
  const signed = [parameter, 'RelayState' as const, 'SigAlg' as const]
    .flatMap((name) => (raw[name] === undefined ? [] : [`${name}=${raw[name]}`]))
    .join('&');
  const query = isComplete ? { signed, algorithm, signature } : undefined;
  return admitted(parameter, xml, decoded(raw.RelayState), query, receivable);
}

function admitted(
  parameter: MessageParameter,
  xml: string,
  relayState: string | undefined,
  query: QuerySignature | undefined,
  { roots }: Receivable,
): ReceivedMessage | Fault {
  if (relayState !== undefined && relayState.length > relayStateMax) {
    return fault('relay-state', `RelayState has more than ${relayStateMax} characters`);
  }
  const read = admitXml(xml, bounds);
  if (read.type === 'fault') return read;
  const root = read.document.documentElement;
  const expected = roots[parameter];
  if (expected === undefined) return fault('parameter', `${parameter} is not read here`);
  if (root === null || root.namespaceURI !== namespaces.protocol || root.localName !== expected) {
    return fault('root', `the message is no samlp:${expected}`);
  }
  const broken = findMarkupFault(read.document) ?? findIdFault(root);
  return broken ?? { type: 'received', parameter, xml, root, relayState, query };
}

function onlyMessage(parameters: Parameters): MessageParameter | Fault {
  const [first, ...others] = messages.filter((name) => parameters[name] !== undefined);
  if (first === undefined) return fault('parameter', 'neither SAMLRequest nor SAMLResponse');
  return others.length === 0 ? first : fault('parameter', 'both SAMLRequest and SAMLResponse');
}

/** Each at most once and under its plain name, so that no two readers of one address can disagree. */
function rawParameters(address: string): Parameters | Fault {
  const start = address.indexOf('?');
  const found: Partial<Record<Name, string>> = {};
  if (start === -1) return found;
  for (const part of address.slice(start + 1).split('&')) {
    const equals = part.indexOf('=');
    const written = equals === -1 ? part : part.slice(0, equals);
    const meant = decoded(written) ?? '';
    const name = names.find((one) => one === meant);
    if (name === undefined) continue;
    if (written !== name) return fault('parameter', `the name ${name} is written in another way`);
    if (found[name] !== undefined) return fault('parameter', `${name} stands twice in the address`);
    found[name] = equals === -1 ? '' : part.slice(equals + 1);
  }
  return found;
}

function formParameters(body: unknown): Parameters | Fault {
  if (typeof body !== 'object' || body === null) return {};
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    if (!Object.hasOwn(body, name)) continue;
    const value: unknown = (body as Readonly<Record<string, unknown>>)[name];
    if (typeof value !== 'string') return fault('parameter', `more than one ${name} in the form`);
    found[name] = value;
  }
  return found;
}

function decoded(written: string | undefined): string | undefined {
  try {
    return written === undefined ? undefined : decodeURIComponent(written.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function inflated(packed: Buffer): string | undefined {
  try {
    return strictUtf8(inflateRawSync(packed, { maxOutputLength: bounds.characters }));
  } catch {
    return undefined;
  }
}
