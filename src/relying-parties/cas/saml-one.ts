// `/samlValidate`: the ticket comes as the artifact of a SAML 1.1 request over SOAP, and the answer is an assertion. CAS
// 3.0 section 2.8.
import type { Element } from '@xmldom/xmldom';
import { parseXml } from '../../saml/xml.ts';
import { descriptions, ownAttributes, type Written } from './answers.ts';
import type { Answer, Told } from './validate.ts';
import { writeXml, type XmlPart } from './xml.ts';

const soap = 'http://schemas.xmlsoap.org/soap/envelope/';
const protocol = 'urn:oasis:names:tc:SAML:1.0:protocol';
const assertion = 'urn:oasis:names:tc:SAML:1.0:assertion';
const attributeNamespace = 'http://www.ja-sig.org/products/cas/';
/** A request has about six elements. */
const bracketsMax = 80;
/** For clocks that differ. */
const validMs = 30_000;

export interface SamlQuestion {
  readonly ticket: string | undefined;
  readonly requestId: string | undefined;
}

/** What cannot be read, or could be read in two ways, asks about no ticket. */
export function readSamlQuestion(text: string): SamlQuestion {
  const nothing = { ticket: undefined, requestId: undefined };
  const root = parse(text);
  if (root?.namespaceURI !== soap || root.localName !== 'Envelope') return nothing;
  const request = only(root, 'Request');
  const artifact = only(root, 'AssertionArtifact');
  if (request === undefined || artifact?.parentNode !== request) return nothing;
  const requestId = request.getAttribute('RequestID') ?? '';
  return {
    ticket: artifact.textContent?.trim(),
    requestId: /^[A-Za-z_][\w.-]{0,127}$/.test(requestId) ? requestId : undefined,
  };
}

function parse(text: string): Element | undefined {
  if (text.includes('<!') || text.split('<').length > bracketsMax) return undefined;
  return parseXml(text)?.documentElement ?? undefined;
}

function only(root: Element, name: string): Element | undefined {
  const found = root.getElementsByTagNameNS(protocol, name);
  return found.length === 1 ? (found.item(0) ?? undefined) : undefined;
}

export interface SamlFacts {
  readonly issuer: string;
  readonly requestId: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly newId: () => string;
}

export function samlAnswer(answer: Answer, facts: SamlFacts): Written {
  const { requestId, now } = facts;
  const attributes = {
    ResponseID: facts.newId(),
    ...(requestId === undefined ? {} : { InResponseTo: requestId }),
    ...(answer.type === 'success' ? { Recipient: answer.service } : {}),
    IssueInstant: new Date(now).toISOString(),
    MajorVersion: '1',
    MinorVersion: '1',
  };
  const content = answer.type === 'success' ? [status('Success'), assertionOf(answer, facts)] : [refusal(answer)];
  const envelope: XmlPart = {
    name: 'SOAP-ENV:Envelope',
    content: [
      { name: 'SOAP-ENV:Header' },
      { name: 'SOAP-ENV:Body', content: [{ name: 'saml1p:Response', attributes, content }] },
    ],
  };
  const body = writeXml(envelope, { 'SOAP-ENV': soap, saml1p: protocol, saml1: assertion });
  return { type: 'text/xml', body };
}

function status(value: string): XmlPart {
  return { name: 'saml1p:Status', content: [{ name: 'saml1p:StatusCode', attributes: { Value: `saml1p:${value}` } }] };
}

function refusal({ code }: Extract<Answer, { type: 'failure' }>): XmlPart {
  const denied = { name: 'saml1p:StatusCode', attributes: { Value: 'saml1p:RequestDenied' } };
  const whose = code === 'INTERNAL_ERROR' ? 'saml1p:Responder' : 'saml1p:Requester';
  return {
    name: 'saml1p:Status',
    content: [
      { name: 'saml1p:StatusCode', attributes: { Value: whose }, content: [denied] },
      { name: 'saml1p:StatusMessage', content: descriptions[code] },
    ],
  };
}

function assertionOf(answer: Told, { issuer, now, newId }: SamlFacts): XmlPart {
  const instant = (at: number) => new Date(at).toISOString();
  const password = answer.methods.includes('pwd') ? 'password' : 'unspecified';
  return {
    name: 'saml1:Assertion',
    attributes: {
      AssertionID: newId(),
      IssueInstant: instant(now),
      Issuer: issuer,
      MajorVersion: '1',
      MinorVersion: '1',
    },
    content: [
      {
        name: 'saml1:Conditions',
        attributes: { NotBefore: instant(now - validMs), NotOnOrAfter: instant(now + validMs) },
        content: [
          {
            name: 'saml1:AudienceRestrictionCondition',
            content: [{ name: 'saml1:Audience', content: answer.service }],
          },
        ],
      },
      {
        name: 'saml1:AuthenticationStatement',
        attributes: {
          AuthenticationInstant: instant(answer.authenticatedAt),
          AuthenticationMethod: `urn:oasis:names:tc:SAML:1.0:am:${password}`,
        },
        content: [subject(answer.user)],
      },
      {
        name: 'saml1:AttributeStatement',
        content: [subject(answer.user), ...[...ownAttributes(answer), ...answer.attributes].map(attribute)],
      },
    ],
  };
}

function subject(user: string): XmlPart {
  return {
    name: 'saml1:Subject',
    content: [
      { name: 'saml1:NameIdentifier', content: user },
      {
        name: 'saml1:SubjectConfirmation',
        content: [{ name: 'saml1:ConfirmationMethod', content: 'urn:oasis:names:tc:SAML:1.0:cm:artifact' }],
      },
    ],
  };
}

function attribute([name, values]: readonly [string, readonly (string | boolean)[]]): XmlPart {
  return {
    name: 'saml1:Attribute',
    attributes: { AttributeName: name, AttributeNamespace: attributeNamespace },
    content: values.map((value) => ({ name: 'saml1:AttributeValue', content: String(value) })),
  };
}
