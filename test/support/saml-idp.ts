// An identity provider that says whatever a test wants, and signs it.

import { SignedXml } from 'xml-crypto';
import { type EncryptOptions, encrypt } from 'xml-encryption';
import { type TestKeyPair, testKeyPair } from './saml-certificate.ts';

export interface AttributeParts {
  readonly name: string;
  readonly friendlyName?: string;
  /** XML of each value. */
  readonly values: readonly string[];
}

/** Everything a response says. Values are XML as it shall stand in the message; null leaves the thing out. */
export interface ResponseParts {
  readonly responseId: string;
  readonly assertionId: string;
  readonly now: number;
  readonly inResponseTo: string | null;
  readonly confirmedInResponseTo: string | null;
  readonly destination: string | null;
  readonly recipient: string | null;
  readonly audience: string | null;
  readonly responseIssuer: string | null;
  readonly assertionIssuer: string;
  readonly status: string;
  readonly nameId: string;
  readonly nameIdFormat: string;
  readonly notBefore: string;
  readonly notOnOrAfter: string;
  readonly confirmedUntil: string;
  readonly authnInstant: string;
  readonly sessionNotOnOrAfter: string | null;
  readonly attributes: readonly AttributeParts[];
  /** XML put before the assertion. */
  readonly extensions: string;
}

const success = 'urn:oasis:names:tc:SAML:2.0:status:Success';
export const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const issuerOf = (issuer: string | null) => (issuer === null ? '' : `<saml:Issuer>${issuer}</saml:Issuer>`);
const attr = (name: string, value: string | null) => (value === null ? '' : ` ${name}="${value}"`);

/** xs:dateTime, so many seconds after an epoch millisecond. */
export function instant(epochMs: number, seconds = 0): string {
  return new Date(epochMs + seconds * 1000).toISOString();
}

export function assertionXml(parts: ResponseParts): string {
  const audience =
    parts.audience === null
      ? ''
      : `<saml:AudienceRestriction><saml:Audience>${parts.audience}</saml:Audience></saml:AudienceRestriction>`;
  return (
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${parts.assertionId}" Version="2.0" ` +
    `IssueInstant="${instant(parts.now)}">${issuerOf(parts.assertionIssuer)}` +
    `<saml:Subject><saml:NameID Format="${parts.nameIdFormat}">${parts.nameId}</saml:NameID>` +
    `<saml:SubjectConfirmation Method="${bearer}"><saml:SubjectConfirmationData` +
    attr('InResponseTo', parts.confirmedInResponseTo) +
    attr('Recipient', parts.recipient) +
    ` NotOnOrAfter="${parts.confirmedUntil}"/></saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions NotBefore="${parts.notBefore}" NotOnOrAfter="${parts.notOnOrAfter}">${audience}</saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${parts.authnInstant}" SessionIndex="session-1"` +
    attr('SessionNotOnOrAfter', parts.sessionNotOnOrAfter) +
    '><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport' +
    '</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>' +
    `<saml:AttributeStatement>${parts.attributes.map(attributeXml).join('')}</saml:AttributeStatement></saml:Assertion>`
  );
}

function attributeXml({ name, friendlyName, values }: AttributeParts): string {
  const inner = values.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join('');
  return `<saml:Attribute${attr('FriendlyName', friendlyName ?? null)} Name="${name}">${inner}</saml:Attribute>`;
}

/** @param content the assertions inside; by default the one the parts describe */
export function responseXml(parts: ResponseParts, content: string = assertionXml(parts)): string {
  const codes = parts.status.split(' ');
  const status = codes.reduceRight(
    (inner, code) => `<samlp:StatusCode Value="${code}">${inner}</samlp:StatusCode>`,
    '',
  );
  return (
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ` +
    `ID="${parts.responseId}" Version="2.0" IssueInstant="${instant(parts.now)}"` +
    attr('Destination', parts.destination) +
    attr('InResponseTo', parts.inResponseTo) +
    `>${issuerOf(parts.responseIssuer)}${parts.extensions}<samlp:Status>${status}</samlp:Status>${content}</samlp:Response>`
  );
}

export const signing = {
  rsaSha1: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
  rsaSha256: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  hmacSha1: 'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
  sha1: 'http://www.w3.org/2000/09/xmldsig#sha1',
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
  exclusive: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  enveloped: 'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
} as const;

export interface SigningParts {
  readonly algorithm?: string;
  readonly digest?: string;
  readonly transforms?: readonly string[];
  /** Further elements to refer to, by XPath. */
  readonly alsoRefer?: readonly string[];
}

/** Signs the first element of that name, with the signature after its Issuer. */
export function sign(
  xml: string,
  element: 'Response' | 'Assertion' | 'LogoutRequest' | 'LogoutResponse' | 'EntityDescriptor' | 'EntitiesDescriptor',
  keys: TestKeyPair,
  { algorithm = signing.rsaSha256, digest = signing.sha256, transforms, alsoRefer = [] }: SigningParts = {},
): string {
  const xpath = `(//*[local-name(.)='${element}'])[1]`;
  const signer = new SignedXml({
    privateKey: keys.key,
    publicCert: keys.certificate,
    signatureAlgorithm: algorithm,
    canonicalizationAlgorithm: signing.exclusive,
  });
  for (const reference of [xpath, ...alsoRefer]) {
    const used = [...(transforms ?? [signing.enveloped, signing.exclusive])];
    signer.addReference({ xpath: reference, digestAlgorithm: digest, transforms: used });
  }
  const isMetadata = element.startsWith('Entit');
  signer.computeSignature(xml, {
    location: isMetadata
      ? { reference: xpath, action: 'prepend' }
      : { reference: `${xpath}/*[local-name(.)='Issuer']`, action: 'after' },
    prefix: 'ds',
  });
  return signer.getSignedXml();
}

export interface EncryptionParts {
  readonly content?: EncryptOptions['encryptionAlgorithm'];
  readonly key?: EncryptOptions['keyEncryptionAlgorithm'];
}

/** Puts the encrypted form in the place of the assertion in a response. */
export async function encryptAssertion(xml: string, certificate: string, parts: EncryptionParts = {}): Promise<string> {
  const assertion = /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(xml)?.[0] ?? '';
  return xml.replace(assertion, await encrypted(assertion, certificate, parts));
}

/** An EncryptedAssertion of any text. */
export async function encrypted(
  plain: string,
  certificate: string,
  {
    content = 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
    key = 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
  }: EncryptionParts = {},
): Promise<string> {
  const options: EncryptOptions = {
    rsa_pub: certificate,
    pem: certificate,
    encryptionAlgorithm: content,
    keyEncryptionAlgorithm: key,
    disallowEncryptionWithInsecureAlgorithm: false,
    warnInsecureAlgorithm: false,
  };
  const data = await new Promise<string>((resolve, reject) => {
    encrypt(plain, options, (error: Error | null, result: string) => (error ? reject(error) : resolve(result)));
  });
  return `<saml:EncryptedAssertion>${data}</saml:EncryptedAssertion>`;
}

export interface TestIdentityProvider {
  readonly entityId: string;
  readonly keys: TestKeyPair;
  /** What an honest answer to this request says, a minute either side of now. */
  answer(requestId: string, now: number, changes?: Partial<ResponseParts>): ResponseParts;
}

export const sp = {
  entityId: 'https://library.example/demo/login/campus/metadata',
  callback: 'https://library.example/demo/login/campus/callback',
  logout: 'https://library.example/demo/login/campus/logout',
} as const;

let serial = 0;

export function testIdentityProvider(
  entityId = 'https://idp.example/metadata',
  keys: TestKeyPair = testKeyPair(entityId),
): TestIdentityProvider {
  return {
    entityId,
    keys,
    answer: (requestId, now, changes = {}) => ({
      responseId: `_response${++serial}`,
      assertionId: `_assertion${serial}`,
      now,
      inResponseTo: requestId,
      confirmedInResponseTo: requestId,
      destination: sp.callback,
      recipient: sp.callback,
      audience: sp.entityId,
      responseIssuer: entityId,
      assertionIssuer: entityId,
      status: success,
      nameId: 'alice@campus.example',
      nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      notBefore: instant(now, -60),
      notOnOrAfter: instant(now, 60),
      confirmedUntil: instant(now, 60),
      authnInstant: instant(now, -10),
      sessionNotOnOrAfter: null,
      attributes: [{ name: 'studentNumber', values: ['S-1001'] }],
      extensions: '',
      ...changes,
    }),
  };
}
