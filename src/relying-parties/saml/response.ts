// The messages that answer a sign-in request: an assertion, or why there is none. SAML Core 2.3 to 2.7 and 3.3.3, SAML
// Profiles 4.1.4.2.
import type { Element } from '@xmldom/xmldom';
import { add, rootElement, written } from '../../saml/write-xml.ts';
import type { AttributeName } from './attribute-names.ts';
import type { NameId } from './name-id.ts';
import { type Status, statusCode } from './status.ts';

const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
/** Clocks of applications may be behind ours. */
const earlierMs = 60_000;

export interface AssertionFacts {
  readonly id: string;
  readonly issuer: string;
  /** The application's entity id. */
  readonly audience: string;
  readonly recipient: string;
  readonly inResponseTo: string | undefined;
  readonly nameId: NameId & { readonly qualified: boolean };
  readonly attributes: readonly { readonly name: AttributeName; readonly values: readonly string[] }[];
  readonly now: number;
  readonly lifeMs: number;
  readonly authenticatedAt: number;
  readonly context: string;
  readonly sessionIndex: string;
  readonly sessionEndsAt: number;
}

export function assertionXml(facts: AssertionFacts): string {
  const { id, issuer, audience, now } = facts;
  const notOnOrAfter = instant(now + facts.lifeMs);
  const root = rootElement('saml', 'Assertion', { ID: id, Version: '2.0', IssueInstant: instant(now) });
  add(root, 'saml', 'Issuer', {}, issuer);
  const subject = add(root, 'saml', 'Subject');
  const { format, value, qualified } = facts.nameId;
  const qualifiers = qualified ? { NameQualifier: issuer, SPNameQualifier: audience } : {};
  add(subject, 'saml', 'NameID', { Format: format, ...qualifiers }, value);
  const confirmation = add(subject, 'saml', 'SubjectConfirmation', { Method: bearer });
  add(confirmation, 'saml', 'SubjectConfirmationData', {
    NotOnOrAfter: notOnOrAfter,
    Recipient: facts.recipient,
    InResponseTo: facts.inResponseTo,
  });
  const conditions = add(root, 'saml', 'Conditions', {
    NotBefore: instant(now - earlierMs),
    NotOnOrAfter: notOnOrAfter,
  });
  add(add(conditions, 'saml', 'AudienceRestriction'), 'saml', 'Audience', {}, audience);
  const statement = add(root, 'saml', 'AuthnStatement', {
    AuthnInstant: instant(Math.min(facts.authenticatedAt, now)),
    SessionIndex: facts.sessionIndex,
    SessionNotOnOrAfter: instant(facts.sessionEndsAt),
  });
  add(add(statement, 'saml', 'AuthnContext'), 'saml', 'AuthnContextClassRef', {}, facts.context);
  if (facts.attributes.length > 0) addAttributes(root, facts);
  return written(root);
}

function addAttributes(root: Element, { attributes }: AssertionFacts): void {
  const statement = add(root, 'saml', 'AttributeStatement');
  for (const { name, values } of attributes) {
    const attribute = add(statement, 'saml', 'Attribute', { ...name });
    for (const value of values) add(attribute, 'saml', 'AttributeValue', {}, value);
  }
}

export interface ResponseFrame {
  readonly id: string;
  readonly issuer: string;
  readonly destination: string;
  readonly inResponseTo: string | undefined;
  readonly now: number;
}

/** A response without an assertion; one that carries a signed (or encrypted) assertion gets it by `withAssertion`. */
export function responseXml(frame: ResponseFrame, status: Status): string {
  const root = rootElement('samlp', 'Response', {
    ID: frame.id,
    Version: '2.0',
    IssueInstant: instant(frame.now),
    Destination: frame.destination,
    InResponseTo: frame.inResponseTo,
  });
  add(root, 'saml', 'Issuer', {}, frame.issuer);
  const element = add(root, 'samlp', 'Status');
  const code = add(element, 'samlp', 'StatusCode', { Value: statusCode(status.top) });
  if (status.inner !== undefined) add(code, 'samlp', 'StatusCode', { Value: statusCode(status.inner) });
  if (status.message !== undefined) add(element, 'samlp', 'StatusMessage', {}, status.message);
  return written(root);
}

const end = '</samlp:Response>';

/** The assertion is signed text: it goes in as it is, since a tree might write it anew in other characters. */
export function withAssertion(response: string, assertion: string): string {
  return `${response.slice(0, -end.length)}${assertion}${end}`;
}

export function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
