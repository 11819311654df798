// What a CAS server says of a ticket, read into plain data. CAS 3.0 sections 2.4.2 and 2.5.2, appendix A.
import type { Element } from '@xmldom/xmldom';
import { attribute, children, isNamed, plainText, readXml } from './xml.ts';

export type CasAnswer =
  | { readonly type: 'success'; readonly user: string; readonly attributes: CasAttributes }
  /** The server's own code. */
  | { readonly type: 'failure'; readonly code: string }
  /** No answer that may be believed, and why. */
  | { readonly type: 'unreadable'; readonly detail: string };

/** Every value of every attribute, in the order received; no value is empty. */
export type CasAttributes = ReadonlyMap<string, readonly string[]>;

const cas = 'http://www.yale.edu/tp/cas';
const bounds = { size: 256 * 1024, depth: 12, elements: 4000 } as const;
const userMax = 1024;

/** Bytes of an answer that are read at all. */
export const answerMaxBytes = 512 * 1024;

/** Protocol 1: `yes` and the user name, a line each, or `no`. */
export function readPlainAnswer(body: string): CasAnswer {
  if (/^no\r?\n?(?:\r?\n)?$/.test(body)) return { type: 'failure', code: 'INVALID_TICKET' };
  const user = /^yes\r?\n([^\r\n]*)(?:\r?\n)?$/.exec(body)?.[1];
  if (user === undefined) return unreadable('neither "yes" and a user name nor "no"');
  return named(user.trim(), new Map());
}

/** Protocols 2 and 3. */
export function readXmlAnswer(body: string): CasAnswer {
  const root = readXml(body.replace(/^\uFEFF/, '').trimStart(), bounds);
  if (typeof root === 'string') return unreadable(root);
  if (!isNamed(root, cas, 'serviceResponse')) return unreadable('the root is no cas:serviceResponse');
  const [said, ...others] = children(root);
  if (said === undefined || others.length > 0) {
    return unreadable(`${1 + others.length - (said === undefined ? 1 : 0)} statements; expected exactly one`);
  }
  if (isNamed(said, cas, 'authenticationFailure')) return { type: 'failure', code: attribute(said, 'code') ?? '' };
  return isNamed(said, cas, 'authenticationSuccess')
    ? readSuccess(said)
    : unreadable('neither cas:authenticationSuccess nor cas:authenticationFailure');
}

function readSuccess(success: Element): CasAnswer {
  const parts = children(success);
  const foreign = parts.find(({ namespaceURI }) => namespaceURI !== cas);
  if (foreign !== undefined) return unreadable(`an element of another namespace beside the user: ${foreign.nodeName}`);
  const misplaced = descendants(success).find(({ localName }) => statements.has(localName ?? ''));
  if (misplaced !== undefined) return unreadable(`${misplaced.nodeName} inside the success`);
  const proxies = parts.filter(({ localName }) => localName === 'proxies').flatMap(children);
  if (proxies.length > 0) return unreadable('the ticket came by a proxy');
  const [user, ...others] = parts.filter(({ localName }) => localName === 'user');
  if (user === undefined || others.length > 0) return unreadable('not exactly one cas:user');
  const name = plainText(user);
  return name === undefined ? unreadable('elements inside cas:user') : named(name, readAttributes(parts));
}

const statements = new Set(['serviceResponse', 'authenticationSuccess', 'authenticationFailure']);

function named(user: string, attributes: CasAttributes): CasAnswer {
  if (user === '') return unreadable('the user name is empty');
  if (user.length > userMax) return unreadable(`the user name is longer than ${userMax} characters`);
  return isPlain(user) ? { type: 'success', user, attributes } : unreadable('a control character in the user name');
}

/**
 * Attributes as elements inside `cas:attributes`, or as `cas:attribute` with name and value, inside it or, where there is
 * none, beside the user. One of whose values is not plain text has no values: a part of them could be the wrong one.
 */
function readAttributes(parts: readonly Element[]): CasAttributes {
  const lists = parts.filter(({ localName }) => localName === 'attributes');
  const found = lists.length > 0 ? lists.flatMap(children) : parts.filter(({ localName }) => localName === 'attribute');
  const values = new Map<string, string[]>();
  const structured = new Set<string>();
  for (const element of found.filter(({ namespaceURI }) => namespaceURI === cas)) {
    const { name, value } = pairOf(element);
    if (value === undefined || !isPlain(value.replaceAll(/[\t\r\n]/g, ' '))) structured.add(name);
    else if (name !== '' && value !== '') values.set(name, [...(values.get(name) ?? []), value]);
  }
  return new Map([...values].filter(([name]) => !structured.has(name)));
}

function pairOf(element: Element): { readonly name: string; readonly value: string | undefined } {
  const name = element.localName === 'attribute' ? attribute(element, 'name') : undefined;
  if (name === undefined) return { name: element.localName ?? '', value: plainText(element) };
  return { name: name.trim(), value: children(element).length > 0 ? undefined : attribute(element, 'value')?.trim() };
}

function isPlain(text: string): boolean {
  return text.isWellFormed() && !/\p{Cc}/u.test(text);
}

function descendants(element: Element): readonly Element[] {
  return children(element).flatMap((child) => [child, ...descendants(child)]);
}

function unreadable(detail: string): CasAnswer {
  return { type: 'unreadable', detail: detail.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 300) };
}
