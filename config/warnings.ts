// What is allowed and good to know: `vestibule check` tells it and does not fail.

import type { OidcOptions } from '../strategies/oidc/options.ts';
import type { SamlOptions } from '../strategies/saml/options.ts';
import { identityProvider } from '../strategies/saml/parties.ts';
import { certificateWarning, endWarning } from '../strategies/saml/warnings.ts';
import { takesPassword } from './rules/library-systems.ts';
import { samlCertificates } from './rules/saml-certificates.ts';
import type { InstitutionConfig, LoginProfile } from './schema.ts';

/** @param now epoch milliseconds @returns sentences that begin with the profile they are about */
export function warningsOf(config: InstitutionConfig, now: number): readonly string[] {
  const { slug, loginProfiles } = config;
  const ofProfiles = loginProfiles.flatMap((profile) =>
    profile.enabled ? profileWarnings(profile, now).map((text) => `${slug}, ${profile.id}: ${text}`) : [],
  );
  return [...ofProfiles, ...fallbackWarnings(config).map((text) => `${slug}: ${text}`)];
}

function fallbackWarnings({ fallback, loginProfiles }: InstitutionConfig): readonly string[] {
  const { whenUnreachable, unreachableProfiles } = fallback;
  if (!whenUnreachable || unreachableProfiles.length > 0) return [];
  const asks = loginProfiles.some((profile) => profile.kind !== 'password' && takesPassword(profile));
  return asks
    ? []
    : [
        '"fallback.whenUnreachable" opens nothing: no form asks an upstream, and "unreachableProfiles" names no other profile',
      ];
}

function profileWarnings(profile: LoginProfile, now: number): readonly string[] {
  if (profile.kind === 'saml') return samlWarnings(profile, now);
  return profile.kind === 'oidc' ? oidcWarnings(profile, now) : [];
}

function oidcWarnings({ clientKey, sandbox }: OidcOptions, now: number): readonly string[] {
  const certificate = clientKey?.certificate;
  const end =
    certificate === undefined || certificate.startsWith('${')
      ? undefined
      : certificateWarning('our key (clientKey)', certificate, now);
  return [
    ...(end === undefined ? [] : [end]),
    ...(sandbox === true ? ['sandbox.orcid.org is for trials: anybody can make any iD there'] : []),
  ];
}

function samlWarnings(profile: SamlOptions, now: number): readonly string[] {
  const { idp, metadata } = profile;
  const ends = samlCertificates(profile).flatMap(({ use, text }) =>
    text.startsWith('${') ? [] : (certificateWarning(use, text, now) ?? []),
  );
  const unsigned = idp?.metadataUrl !== undefined && idp.signingCertificates === undefined;
  return [
    ...ends,
    ...(metadata === undefined || metadata.startsWith('${') ? [] : documentWarnings(profile, now)),
    ...(unsigned
      ? [
          'only TLS protects the metadata of the identity provider: whoever can answer at its address can sign people in. ' +
            'Set "idp.signingCertificates" if it signs its metadata',
        ]
      : []),
  ];
}

/** Of a document that stands in the configuration, and so is never read anew. */
function documentWarnings(profile: SamlOptions, now: number): readonly string[] {
  const { certificates, validUntil } = identityProvider(profile, { read: (reference) => reference });
  const end = validUntil === undefined ? undefined : endWarning('its metadata', validUntil, now);
  return [
    ...certificates.flatMap((pem) => certificateWarning('signatures of the identity provider', pem, now) ?? []),
    ...(end === undefined ? [] : [end]),
  ];
}
