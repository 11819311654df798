// The logout messages that we write. SAML Core 3.7.
import type { Element } from '@xmldom/xmldom';
import { add, rootElement, written } from './write-xml.ts';

export const successStatus = 'urn:oasis:names:tc:SAML:2.0:status:Success';
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

/** Whose session is over, by the names that the other side knows. */
export interface LogoutSubject {
  readonly nameId: string;
  readonly format?: string | undefined;
  readonly nameQualifier?: string | undefined;
  readonly spNameQualifier?: string | undefined;
  readonly sessionIndex?: string | undefined;
}

export function logoutRequestXml(frame: MessageFrame, subject: LogoutSubject): string {
  const root = message('LogoutRequest', frame, {
    NotOnOrAfter: new Date(frame.issuedAt + messageLifeMs).toISOString(),
  });
  const names = {
    Format: subject.format,
    NameQualifier: subject.nameQualifier,
    SPNameQualifier: subject.spNameQualifier,
  };
  add(root, 'saml', 'NameID', names, subject.nameId);
  if (subject.sessionIndex !== undefined) add(root, 'samlp', 'SessionIndex', {}, subject.sessionIndex);
  return written(root);
}

export function logoutResponseXml(frame: MessageFrame, inResponseTo: string, ended: boolean): string {
  const root = message('LogoutResponse', frame, { InResponseTo: inResponseTo });
  const code = add(add(root, 'samlp', 'Status'), 'samlp', 'StatusCode', { Value: successStatus });
  if (!ended) add(code, 'samlp', 'StatusCode', { Value: partialStatus });
  return written(root);
}

function message(
  name: string,
  { id, issuedAt, destination, issuer }: MessageFrame,
  more: Readonly<Record<string, string>>,
): Element {
  const root = rootElement('samlp', name, {
    ID: id,
    Version: '2.0',
    IssueInstant: new Date(issuedAt).toISOString(),
    Destination: destination,
    ...more,
  });
  add(root, 'saml', 'Issuer', {}, issuer);
  return root;
}
