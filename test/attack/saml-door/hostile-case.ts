import { SignedXml } from 'xml-crypto';
import type { TestKeyPair } from '../../support/saml-certificate.ts';
import type { SamlLibrary } from '../../support/saml-door.ts';

export interface Stage {
  readonly library: SamlLibrary;
  /** The application's. */
  readonly own: TestKeyPair;
  /** Somebody else's, whom nobody here knows. */
  readonly stranger: TestKeyPair;
}

export type Message =
  /** An address that a browser opens. */
  | { readonly url: string }
  /** A form that a browser posts. */
  | { readonly url: string; readonly fields: Readonly<Record<string, string>> | string };

export interface HostileCase {
  /** The check that refuses it. */
  readonly check: string;
  /** The application signs all it asks. */
  readonly signing?: boolean;
  readonly message: (stage: Stage) => Message;
}

/** Signed inside the XML, as the POST binding has it. */
export function signedInside(
  xml: string,
  { key }: TestKeyPair,
  digest = 'http://www.w3.org/2001/04/xmlenc#sha256',
): string {
  const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
  const signature = new SignedXml({
    privateKey: key,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: exclusive,
  });
  signature.addReference({
    xpath: '/*',
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', exclusive],
    digestAlgorithm: digest,
  });
  const location = { reference: "/*/*[local-name()='Issuer']", action: 'after' as const };
  signature.computeSignature(xml, { prefix: 'ds', location });
  return signature.getSignedXml();
}

export function posted(url: string, xml: string): Message {
  return { url, fields: { SAMLRequest: Buffer.from(xml, 'utf8').toString('base64') } };
}

export function logoutRequest(
  { library }: Stage,
  { destination = library.slo, nameId = '29301', more = '' } = {},
): string {
  return `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_logout${counted()}" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${destination}"><saml:Issuer>https://catalogue.example/sp</saml:Issuer><saml:NameID>${nameId}</saml:NameID>${more}</samlp:LogoutRequest>`;
}

let count = 0;
const counted = () => ++count;
