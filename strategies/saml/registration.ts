import type { AggregateStatus } from '../../src/domain/ports/aggregates.ts';
import type { UpstreamRegistration } from '../../src/domain/strategy.ts';
import { describeCertificate } from '../../src/saml/certificates.ts';
import type { SamlOptions } from './options.ts';
import type { ServiceProvider } from './parties.ts';
import type { KnownProvider } from './providers.ts';
import { serviceProviderMetadata } from './sp-metadata.ts';

type Fact = UpstreamRegistration['facts'][number];

/**
 * What the identity provider's administrator needs, and what is believed of the identity provider. Of metadata that is
 * read by its address only what was read before: nobody who opens the page makes us fetch anything.
 */
export function describeRegistration(
  options: SamlOptions,
  sp: ServiceProvider,
  known: readonly KnownProvider[],
  warnings: readonly string[],
  whole?: AggregateStatus,
): UpstreamRegistration {
  const own: readonly (readonly [string, string | undefined])[] = [
    ['request signing', sp.signing?.certificate],
    ['request signing, next', sp.nextSigning],
    ['assertion encryption', sp.decryption?.certificate],
  ];
  return {
    facts: [
      ...factsAboutUs(options, sp),
      ...factsAboutSource(options),
      ...(whole === undefined ? [] : factsAboutWhole(whole)),
      ...known.slice(0, shownMax).flatMap(factsAboutThem),
      ...(options.maxAuthenticationAgeSeconds === undefined
        ? []
        : [{ label: 'Oldest sign-in accepted', value: `${options.maxAuthenticationAgeSeconds} seconds` }]),
      ...warnings.map((value): Fact => ({ label: 'Warning', value, internal: true })),
    ],
    certificates: [
      ...own.flatMap(([use, pem]) => (pem === undefined ? [] : [describeCertificate(use, pem)])),
      ...known
        .slice(0, shownMax)
        .flatMap(({ idp, held }) => held?.facts.certificates ?? idp?.certificates ?? [])
        .map((pem) => describeCertificate('identity provider signing', pem)),
    ],
    metadataXml: serviceProviderMetadata(options, sp),
  };
}

/** Of a long list the page shows so many. */
const shownMax = 20;

function factsAboutUs(options: SamlOptions, sp: ServiceProvider): Fact[] {
  const { from } = options.match;
  return [
    { label: 'Entity ID', value: sp.entityId },
    { label: 'Metadata', value: sp.entityId },
    { label: 'Assertion consumer service (HTTP-POST)', value: sp.callback },
    {
      label: 'Single logout service (HTTP-Redirect, HTTP-POST)',
      value:
        sp.signing === undefined ? 'none: logout messages are signed, and no signing key is configured' : sp.logout,
    },
    { label: 'NameID format', value: options.nameIdFormat ?? 'any' },
    { label: 'Attribute wanted', value: from.type === 'attribute' ? from.name : 'none: the NameID is read' },
    { label: 'Requests', value: `${options.requestBinding}, ${sp.signing ? 'signed (RSA-SHA256)' : 'not signed'}` },
    {
      label: 'Signatures wanted',
      value: `assertion${options.wantResponseSigned ? ' and response' : ''}, RSA or ECDSA with SHA-256 or better`,
    },
    { label: 'Encryption', value: encryptionFact(options, sp) },
  ];
}

function encryptionFact(options: SamlOptions, sp: ServiceProvider): string {
  if (sp.decryption === undefined) return 'assertions in plain';
  const content = sp.acceptCbc ? 'AES-GCM, or AES-CBC in a signed response,' : 'AES-GCM';
  return `${content} under RSA-OAEP, ${options.wantAssertionsEncrypted ? 'required' : 'accepted'}`;
}

function factsAboutSource({ idp, federation }: SamlOptions): Fact[] {
  if (idp?.metadataUrl !== undefined) return [{ label: 'Their metadata is read from', value: idp.metadataUrl }];
  if (federation?.aggregate !== undefined) {
    return [
      {
        label: 'The metadata of the federation is read from',
        value: federation.aggregate,
        ...local(federation.aggregate),
      },
    ];
  }
  return federation?.mdq === undefined ? [] : [{ label: 'Their metadata is asked for at', value: federation.mdq }];
}

/** Where a file lies is nobody's business. */
function local(location: string): { internal: true } | undefined {
  return location.startsWith('file:') ? { internal: true } : undefined;
}

function factsAboutWhole({ count, readAt, checkedAt, validUntil }: AggregateStatus): Fact[] {
  const at = (ms: number) => new Date(ms).toISOString();
  return [
    { label: 'Identity providers in it', value: String(count) },
    { label: 'Read', value: `${at(readAt)}, last asked for ${at(checkedAt)}` },
    { label: 'Valid until', value: at(validUntil) },
  ];
}

function factsAboutThem({ entityId, idp, held }: KnownProvider): Fact[] {
  const facts: Fact[] = [{ label: 'Identity provider', value: entityId }];
  if (idp === undefined) return [...facts, { label: 'Their metadata', value: 'not read yet' }];
  facts.push({ label: 'Single sign-on address', value: idp.singleSignOnUrl });
  facts.push({ label: 'Single logout address', value: idp.singleLogout?.url ?? 'none known' });
  if (idp.certificates.length === 0) {
    facts.push({ label: 'Warning', value: 'no signing certificate: every response is refused' });
  }
  if (held !== undefined) facts.push({ label: 'Metadata last read', value: new Date(held.checkedAt).toISOString() });
  if (idp.validUntil !== undefined) {
    facts.push({ label: 'Metadata valid until', value: new Date(idp.validUntil).toISOString() });
  }
  if (idp.scopes !== undefined) facts.push({ label: 'Scopes accepted', value: idp.scopes.join(', ') || 'none' });
  return facts;
}
