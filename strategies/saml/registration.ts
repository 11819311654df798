import type { UpstreamRegistration } from '../../src/domain/strategy.ts';
import { describeCertificate } from './certificates.ts';
import type { SamlOptions } from './options.ts';
import type { IdentityProvider, ServiceProvider } from './parties.ts';
import { serviceProviderMetadata } from './sp-metadata.ts';

type Fact = UpstreamRegistration['facts'][number];

/** What the identity provider's administrator needs, and what is believed of the identity provider. */
export function describeRegistration(
  options: SamlOptions,
  sp: ServiceProvider,
  idp: IdentityProvider,
): UpstreamRegistration {
  return {
    facts: [...factsAboutUs(options, sp), ...factsAboutThem(options, idp)],
    certificates: [
      ...(sp.signing === undefined ? [] : [describeCertificate('request signing', sp.signing.certificate)]),
      ...(sp.decryption === undefined ? [] : [describeCertificate('assertion encryption', sp.decryption.certificate)]),
      ...idp.certificates.map((pem) => describeCertificate('identity provider signing', pem)),
    ],
    metadataXml: serviceProviderMetadata(options, sp),
  };
}

function factsAboutUs(options: SamlOptions, sp: ServiceProvider): Fact[] {
  const { from } = options.match;
  return [
    { label: 'Entity ID', value: sp.entityId },
    { label: 'Metadata', value: sp.entityId },
    { label: 'Assertion consumer service (HTTP-POST)', value: sp.callback },
    { label: 'NameID format', value: options.nameIdFormat ?? 'any' },
    { label: 'Attribute wanted', value: from.type === 'attribute' ? from.name : 'none: the NameID is read' },
    { label: 'Requests', value: `${options.requestBinding}, ${sp.signing ? 'signed (RSA-SHA256)' : 'not signed'}` },
    {
      label: 'Signatures wanted',
      value: `assertion${options.wantResponseSigned ? ' and response' : ''}, RSA with SHA-256 or better`,
    },
    { label: 'Encryption', value: encryptionFact(options, sp) },
  ];
}

function encryptionFact(options: SamlOptions, sp: ServiceProvider): string {
  if (sp.decryption === undefined) return 'assertions in plain';
  const content = sp.acceptCbc ? 'AES-GCM, or AES-CBC in a signed response,' : 'AES-GCM';
  return `${content} under RSA-OAEP, ${options.wantAssertionsEncrypted ? 'required' : 'accepted'}`;
}

function factsAboutThem(options: SamlOptions, idp: IdentityProvider): Fact[] {
  const facts: Fact[] = [
    { label: 'Identity provider', value: idp.entityId },
    { label: 'Single sign-on address', value: idp.singleSignOnUrl },
  ];
  if (idp.certificates.length === 0) {
    facts.push({ label: 'Warning', value: 'no signing certificate: every response is refused' });
  }
  if (idp.validUntil !== undefined) {
    facts.push({ label: 'Metadata valid until', value: new Date(idp.validUntil).toISOString() });
  }
  if (idp.scopes !== undefined) facts.push({ label: 'Scopes accepted', value: idp.scopes.join(', ') || 'none' });
  if (options.maxAuthenticationAgeSeconds !== undefined) {
    facts.push({ label: 'Oldest sign-in accepted', value: `${options.maxAuthenticationAgeSeconds} seconds` });
  }
  return facts;
}
