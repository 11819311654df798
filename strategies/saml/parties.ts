// The two sides of one login profile, from its settings: who we are, and the identity provider we believe.
import { isLoopbackUrl } from '../../config/fields.ts';
import type { SecretReference, Secrets } from '../../src/domain/ports/secrets.ts';
import type { ProfileUrls } from '../../src/domain/strategy.ts';
import { configFault, type KeyPair, keyPair, trustedCertificate } from './certificates.ts';
import { parseIdpMetadata } from './idp-metadata.ts';
import type { SamlOptions } from './options.ts';

export interface ServiceProvider {
  readonly entityId: string;
  readonly callback: string;
  readonly signing: KeyPair | undefined;
  readonly decryption: KeyPair | undefined;
  /** AES-CBC is read as well, inside a signed response. */
  readonly acceptCbc: boolean;
}

export interface IdentityProvider {
  readonly entityId: string;
  /** Where requests go, by the configured binding. */
  readonly singleSignOnUrl: string;
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
  const pair = (keys: typeof signing, where: string): KeyPair | undefined =>
    keys && keyPair(secrets.read(keys.key), textOf(keys.certificate, secrets), at(options, where));
  return {
    entityId: urls.metadata,
    callback: urls.callback,
    signing: pair(signing, 'signing'),
    decryption: pair(decryption, 'decryption'),
    acceptCbc: decryption?.acceptCbc ?? false,
  };
}

/** @throws VestibuleError VST_CONFIG_INVALID */
export function identityProvider(options: SamlOptions, secrets: Secrets): IdentityProvider {
  if (options.metadata !== undefined) return fromMetadata(options, textOf(options.metadata, secrets));
  const { idp } = options;
  if (idp === undefined) throw configFault(at(options, 'idp'), 'either "metadata" or "idp"');
  return {
    entityId: idp.entityId,
    singleSignOnUrl: idp.singleSignOnUrl,
    certificates: idp.certificates.map((certificate, index) =>
      trustedCertificate(textOf(certificate, secrets), at(options, `idp.certificates.${index}`)),
    ),
    validUntil: undefined,
    scopes: options.scopes,
  };
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
    certificates: metadata.certificates,
    validUntil: metadata.validUntil,
    scopes: options.scopes ?? metadata.scopes,
  };
}

/** Public text as it stands, or read through its reference. */
function textOf(value: string, secrets: Secrets): string {
  return /^\$\{(env|file):.+\}$/.test(value.trim()) ? secrets.read(value.trim() as SecretReference) : value;
}

function at(options: SamlOptions, field: string): string {
  return `loginProfiles.${options.id}.${field}`;
}
