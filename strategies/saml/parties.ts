// The two sides of one login profile, from its settings: who we are, and the identity provider we believe.
import { isLoopbackUrl } from '../../config/fields.ts';
import type { SecretReference, Secrets } from '../../src/domain/ports/secrets.ts';
import type { ProfileUrls } from '../../src/domain/strategy.ts';
import { configFault, type KeyPair, keyPair, ownCertificate, trustedCertificate } from '../../src/saml/certificates.ts';
import { parseIdpMetadata } from './idp-metadata.ts';
import { preferredLogout, type SingleLogout } from './logout/services.ts';
import type { SamlOptions } from './options.ts';

export interface ServiceProvider {
  readonly entityId: string;
  readonly callback: string;
  /** Where logout messages come in. */
  readonly logout: string;
  readonly signing: KeyPair | undefined;
  /** PEM: announced, and signs nothing yet. */
  readonly nextSigning: string | undefined;
  readonly decryption: KeyPair | undefined;
  /** Still decrypts, and is announced no more. */
  readonly formerDecryption: KeyPair | undefined;
  /** AES-CBC is read as well, inside a signed response. */
  readonly acceptCbc: boolean;
}

export interface IdentityProvider {
  readonly entityId: string;
  /** Where requests go, by the configured binding. */
  readonly singleSignOnUrl: string;
  /** Where logout messages go; undefined: it takes none. */
  readonly singleLogout?: SingleLogout | undefined;
  /** PEM. Empty: nothing is believed. */
  readonly certificates: readonly string[];
  /** After this its metadata is no longer believed, epoch milliseconds. */
  readonly validUntil: number | undefined;
  /** Scopes it may assert; undefined: any. */
  readonly scopes: readonly string[] | undefined;
}

/** @throws VestibuleError VST_CONFIG_INVALID */
export function serviceProvider(options: SamlOptions, urls: ProfileUrls, secrets: Secrets): ServiceProvider {
  const { signing, decryption } = options;
  const pair = (keys: OwnKeys | undefined, where: string): KeyPair | undefined =>
    keys && keyPair(secrets.read(keys.key), textOf(keys.certificate, secrets), at(options, where));
  return {
    entityId: urls.metadata,
    callback: urls.callback,
    logout: urls.logout,
    signing: pair(signing, 'signing'),
    nextSigning:
      signing?.next === undefined
        ? undefined
        : ownCertificate(textOf(signing.next, secrets), at(options, 'signing.next')),
    decryption: pair(decryption, 'decryption'),
    formerDecryption: pair(decryption?.former, 'decryption.former'),
    acceptCbc: decryption?.acceptCbc ?? false,
  };
}

interface OwnKeys {
  readonly key: SecretReference;
  readonly certificate: string;
}

/** PEM of each key that decrypts, the present one first. */
export function decryptionKeys({ decryption, formerDecryption }: ServiceProvider): readonly string[] {
  return [decryption, formerDecryption].flatMap((pair) => (pair === undefined ? [] : [pair.key]));
}

/**
 * The one identity provider of a profile that is configured by hand or by its document.
 *
 * @throws VestibuleError VST_CONFIG_INVALID
 */
export function identityProvider(options: SamlOptions, secrets: Secrets): IdentityProvider {
  if (options.metadata !== undefined) return fromMetadata(options, textOf(options.metadata, secrets));
  const { entityId, singleSignOnUrl, singleLogoutUrl, certificates } = options.idp ?? {};
  if (entityId === undefined || singleSignOnUrl === undefined || certificates === undefined) {
    throw configFault(at(options, 'idp'), 'an identity provider by hand');
  }
  return {
    entityId,
    singleSignOnUrl,
    singleLogout:
      singleLogoutUrl === undefined
        ? undefined
        : { binding: options.requestBinding, url: singleLogoutUrl, responseUrl: singleLogoutUrl },
    certificates: certificateTexts(options, 'idp.certificates', certificates, secrets),
    validUntil: undefined,
    scopes: options.scopes,
  };
}

/** @throws VestibuleError VST_CONFIG_INVALID */
export function certificateTexts(
  options: SamlOptions,
  where: string,
  texts: readonly string[],
  secrets: Secrets,
): readonly string[] {
  return texts.map((text, index) => trustedCertificate(textOf(text, secrets), at(options, `${where}.${index}`)));
}

function fromMetadata(options: SamlOptions, xml: string): IdentityProvider {
  const where = at(options, 'metadata');
  const metadata = parseIdpMetadata(xml, where);
  const url = metadata.singleSignOn[options.requestBinding];
  if (metadata.entityId === '') throw configFault(where, 'metadata with an entityID');
  if (url === undefined) {
    throw configFault(where, `metadata with a SingleSignOnService for requestBinding: ${options.requestBinding}`);
  }
  if (!URL.canParse(url) || (new URL(url).protocol !== 'https:' && !isLoopbackUrl(url))) {
    throw configFault(where, 'a SingleSignOnService at an https URL (http only for an address of this machine)');
  }
  return {
    entityId: metadata.entityId,
    singleSignOnUrl: url,
    singleLogout: preferredLogout(metadata.singleLogout, options.requestBinding),
    certificates: metadata.certificates,
    validUntil: metadata.validUntil,
    scopes: options.scopes ?? metadata.scopes,
  };
}

/** Public text as it stands, or read through its reference. */
function textOf(value: string, secrets: Secrets): string {
  return /^\$\{(env|file):.+\}$/.test(value.trim()) ? secrets.read(value.trim() as SecretReference) : value;
}

export function at(options: SamlOptions, field: string): string {
  return `loginProfiles.${options.id}.${field}`;
}
