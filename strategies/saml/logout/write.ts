// The logout messages that we write. SAML Core 3.7. Values go into them through a tree, never by putting texts together.
import { DOMImplementation, type Element, XMLSerializer } from '@xmldom/xmldom';
import { namespaces } from '../../../src/saml/xml.ts';
import { successStatus } from '../status.ts';
import type { LogoutSubject } from './kept.ts';

export const partialStatus = 'urn:oasis:names:tc:SAML:2.0:status:PartialLogout';

/** A request of ours is good for so long, as long as one of theirs. */
export const messageLifeMs = 5 * 60_000;

export interface MessageFrame {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  readonly destination: string;
  readonly issuer: string;
}

export function logoutRequestXml(frame: MessageFrame, subject: LogoutSubject): string {
  const root = message('LogoutRequest', frame);
  root.setAttribute('NotOnOrAfter', new Date(frame.issuedAt + messageLifeMs).toISOString());
  const nameId = add(root, 'saml', 'NameID', subject.nameId);
  const attributes = {
    Format: subject.format,
    NameQualifier: subject.nameQualifier,
    SPNameQualifier: subject.spNameQualifier,
  };
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) nameId.setAttribute(name, value);
  if (subject.sessionIndex !== undefined) add(root, 'samlp', 'SessionIndex', subject.sessionIndex);
  return new XMLSerializer().serializeToString(root);
}

export function logoutResponseXml(frame: MessageFrame, inResponseTo: string, ended: boolean): string {
  const root = message('LogoutResponse', frame);
  root.setAttribute('InResponseTo', inResponseTo);
  const code = add(add(root, 'samlp', 'Status'), 'samlp', 'StatusCode');
  code.setAttribute('Value', successStatus);
  if (!ended) add(code, 'samlp', 'StatusCode').setAttribute('Value', partialStatus);
  return new XMLSerializer().serializeToString(root);
}

function message(name: string, { id, issuedAt, destination, issuer }: MessageFrame): Element {
  const document = new DOMImplementation().createDocument(namespaces.protocol, `samlp:${name}`, null);
  const root = document.documentElement ?? document.createElementNS(namespaces.protocol, `samlp:${name}`);
  const attributes = {
    ID: id,
    Version: '2.0',
    IssueInstant: new Date(issuedAt).toISOString(),
    Destination: destination,
  };
  for (const [key, value] of Object.entries(attributes)) root.setAttribute(key, value);
  add(root, 'saml', 'Issuer', issuer);
  return root;
}

function add(parent: Element, prefix: 'saml' | 'samlp', name: string, content?: string): Element {
  const namespace = prefix === 'saml' ? namespaces.assertion : namespaces.protocol;
  const document = parent.ownerDocument ?? new DOMImplementation().createDocument(null, '', null);
  const element = document.createElementNS(namespace, `${prefix}:${name}`);
  if (content !== undefined) element.textContent = content;
  parent.appendChild(element);
  return element;
}
