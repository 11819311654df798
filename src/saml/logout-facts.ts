// What a logout message says, read from what its signature covers. Nothing is judged here. SAML Core 3.7.
import type { Element } from '@xmldom/xmldom';
import { type NameIdFacts, readNameId } from './name-id.ts';
import { attribute, children, namespaces, text } from './xml.ts';

/** What requests and answers have alike. */
export interface MessageFacts {
  readonly id: string | undefined;
  readonly version: string | undefined;
  readonly issuers: readonly string[];
  readonly destination: string | undefined;
  readonly issuedAt: string | undefined;
}

export interface LogoutRequestFacts extends MessageFacts {
  readonly notOnOrAfter: string | undefined;
  readonly nameIds: readonly NameIdFacts[];
  readonly encryptedIds: readonly Element[];
  readonly sessionIndexes: readonly string[];
}

export interface LogoutResponseFacts extends MessageFacts {
  readonly inResponseTo: string | undefined;
  /** Status codes from the outer to the innermost. */
  readonly status: readonly string[];
}

const { assertion: saml, protocol } = namespaces;

export function readLogoutRequest(root: Element): LogoutRequestFacts {
  return {
    ...readMessage(root),
    notOnOrAfter: attribute(root, 'NotOnOrAfter'),
    nameIds: children(root, saml, 'NameID').map(readNameId),
    encryptedIds: children(root, saml, 'EncryptedID'),
    sessionIndexes: children(root, protocol, 'SessionIndex').map(text),
  };
}

export function readLogoutResponse(root: Element): LogoutResponseFacts {
  return {
    ...readMessage(root),
    inResponseTo: attribute(root, 'InResponseTo'),
    status: children(root, protocol, 'Status').flatMap((status) => codesIn(status)),
  };
}

function readMessage(root: Element): MessageFacts {
  return {
    id: attribute(root, 'ID'),
    version: attribute(root, 'Version'),
    issuers: children(root, saml, 'Issuer').map(text),
    destination: attribute(root, 'Destination'),
    issuedAt: attribute(root, 'IssueInstant'),
  };
}

function codesIn(parent: Element): string[] {
  return children(parent, protocol, 'StatusCode').flatMap((code) => [attribute(code, 'Value') ?? '', ...codesIn(code)]);
}
