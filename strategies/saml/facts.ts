// What a response says, read from XML into plain data. Nothing is judged here, and nothing is left out that a check
// must count: lists stay lists.
import type { Element } from '@xmldom/xmldom';
import { type NameIdFacts, readNameId } from '../../src/saml/name-id.ts';
import { attribute, children, namespaces, text } from '../../src/saml/xml.ts';

export interface ResponseFacts {
  /** False: whoever carried the message may have changed everything here but the assertion. */
  readonly signed: boolean;
  readonly version: string | undefined;
  readonly destination: string | undefined;
  readonly inResponseTo: string | undefined;
  readonly issuers: readonly string[];
  /** Status codes from the outer to the innermost; empty when none stands there. */
  readonly status: readonly string[];
}

export interface ConfirmationFacts {
  readonly method: string | undefined;
  readonly recipient: string | undefined;
  readonly inResponseTo: string | undefined;
  readonly notBefore: string | undefined;
  readonly notOnOrAfter: string | undefined;
}

export interface ConditionsFacts {
  readonly notBefore: string | undefined;
  readonly notOnOrAfter: string | undefined;
  /** Audiences by restriction: a relying party must be named in each. */
  readonly audiences: readonly (readonly string[])[];
  /** Names of conditions, to refuse what is not understood. */
  readonly names: readonly string[];
}

export interface AuthenticationFacts {
  readonly instant: string | undefined;
  readonly sessionIndex: string | undefined;
  readonly sessionNotOnOrAfter: string | undefined;
  readonly context: string | undefined;
}

export interface AttributeFacts {
  readonly name: string;
  readonly friendlyName: string | undefined;
  /** Text values; a value that is itself a structure has none, except a single NameID. */
  readonly values: readonly string[];
}

export interface AssertionFacts {
  readonly id: string | undefined;
  readonly version: string | undefined;
  readonly issuers: readonly string[];
  readonly subjects: number;
  readonly nameIds: readonly NameIdFacts[];
  readonly encryptedIds: number;
  readonly confirmations: readonly ConfirmationFacts[];
  readonly conditions: readonly ConditionsFacts[];
  readonly authentications: readonly AuthenticationFacts[];
  readonly attributes: readonly AttributeFacts[];
  readonly encryptedAttributes: number;
}

const saml = namespaces.assertion;
const schemaInstance = 'http://www.w3.org/2001/XMLSchema-instance';

export function readResponse(root: Element, signed: boolean): ResponseFacts {
  return {
    signed,
    version: attribute(root, 'Version'),
    destination: attribute(root, 'Destination'),
    inResponseTo: attribute(root, 'InResponseTo'),
    issuers: children(root, saml, 'Issuer').map(text),
    status: children(root, namespaces.protocol, 'Status').flatMap(readStatus),
  };
}

export function readAssertion(root: Element): AssertionFacts {
  const subjects = children(root, saml, 'Subject');
  const statements = children(root, saml, 'AttributeStatement');
  return {
    id: attribute(root, 'ID'),
    version: attribute(root, 'Version'),
    issuers: children(root, saml, 'Issuer').map(text),
    subjects: subjects.length,
    nameIds: subjects.flatMap((subject) => children(subject, saml, 'NameID')).map(readNameId),
    encryptedIds: subjects.flatMap((subject) => children(subject, saml, 'EncryptedID')).length,
    confirmations: subjects.flatMap((subject) => children(subject, saml, 'SubjectConfirmation')).map(readConfirmation),
    conditions: children(root, saml, 'Conditions').map(readConditions),
    authentications: children(root, saml, 'AuthnStatement').map(readAuthentication),
    attributes: statements.flatMap((statement) => children(statement, saml, 'Attribute')).map(readAttribute),
    encryptedAttributes: statements.flatMap((statement) => children(statement, saml, 'EncryptedAttribute')).length,
  };
}

function readStatus(status: Element): string[] {
  const codes: string[] = [];
  for (
    let code = children(status, namespaces.protocol, 'StatusCode')[0];
    code !== undefined;
    code = children(code, namespaces.protocol, 'StatusCode')[0]
  ) {
    codes.push(attribute(code, 'Value') ?? '');
  }
  return codes;
}

function readConfirmation(element: Element): ConfirmationFacts {
  const data = children(element, saml, 'SubjectConfirmationData')[0];
  const of = (name: string) => (data === undefined ? undefined : attribute(data, name));
  return {
    method: attribute(element, 'Method'),
    recipient: of('Recipient'),
    inResponseTo: of('InResponseTo'),
    notBefore: of('NotBefore'),
    notOnOrAfter: of('NotOnOrAfter'),
  };
}

function readConditions(element: Element): ConditionsFacts {
  return {
    notBefore: attribute(element, 'NotBefore'),
    notOnOrAfter: attribute(element, 'NotOnOrAfter'),
    audiences: children(element, saml, 'AudienceRestriction').map((restriction) =>
      children(restriction, saml, 'Audience').map(text),
    ),
    names: children(element).map(({ localName, namespaceURI }) => (namespaceURI === saml ? `${localName}` : 'foreign')),
  };
}

function readAuthentication(element: Element): AuthenticationFacts {
  const context = children(element, saml, 'AuthnContext')[0];
  const classRef = context === undefined ? undefined : children(context, saml, 'AuthnContextClassRef')[0];
  return {
    instant: attribute(element, 'AuthnInstant'),
    sessionIndex: attribute(element, 'SessionIndex'),
    sessionNotOnOrAfter: attribute(element, 'SessionNotOnOrAfter'),
    context: classRef === undefined ? undefined : text(classRef),
  };
}

function readAttribute(element: Element): AttributeFacts {
  return {
    name: attribute(element, 'Name') ?? '',
    friendlyName: attribute(element, 'FriendlyName'),
    values: children(element, saml, 'AttributeValue').flatMap(readValue),
  };
}

/** A value that holds one NameID (eduPersonTargetedID) is that NameID's text; any other structure is no text. */
function readValue(value: Element): readonly string[] {
  if (/^(true|1)$/.test(value.getAttributeNS(schemaInstance, 'nil') ?? '')) return [];
  const inner = children(value);
  if (inner.length === 0) return [text(value)];
  const nameIds = children(value, saml, 'NameID');
  const only = nameIds[0];
  return only !== undefined && inner.length === 1 && children(only).length === 0 ? [text(only)] : [];
}
