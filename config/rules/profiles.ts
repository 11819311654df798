import { X509Certificate } from 'node:crypto';
import { VestibuleError } from '../../src/domain/errors.ts';
import { keysTaken, ownCertificate, trustedCertificate } from '../../src/saml/certificates.ts';
import type { SamlOptions } from '../../strategies/saml/options.ts';
import { identityProvider } from '../../strategies/saml/parties.ts';
import type { ConfigPath, DataFault } from '../faults.ts';
import { reservedProfileIds } from '../reserved.ts';
import type { Rule } from '../rules.ts';
import type { LoginProfile } from '../schema.ts';
import type { InstitutionView } from '../view.ts';
import { duplicates } from './duplicates.ts';
import { isLoopbackHost } from './network.ts';
import { samlCertificates } from './saml-certificates.ts';

export const profileRules: readonly Rule<InstitutionView>[] = [
  {
    name: 'profile-ids-unique',
    check: ({ loginProfiles }) =>
      duplicates(
        loginProfiles.map(({ name }, index) => ({ name, path: ['loginProfiles', index, 'id'] })),
        'login profile',
      ),
  },
  {
    name: 'profile-ids-not-reserved',
    *check({ loginProfiles }) {
      for (const [index, { name }] of loginProfiles.entries()) {
        if (name === undefined || !reservedProfileIds.includes(name)) continue;
        const message = `"${name}" is an address of the sign-in pages: take another id`;
        yield { path: ['loginProfiles', index, 'id'], message };
      }
    },
  },
  {
    name: 'one-password-profile',
    *check({ loginProfiles }) {
      const found = loginProfiles.flatMap(({ value }, index) => (value?.kind === 'password' ? [index] : []));
      for (const index of found.slice(1)) {
        yield { path: ['loginProfiles', index, 'kind'], message: 'a second profile of kind password: one is the most' };
      }
    },
  },
  {
    name: 'password-matches-the-typed-name',
    check: perProfile(function* (profile, path) {
      if (profile.kind !== 'password' || profile.match.from.type === 'subject') return;
      yield {
        path: [...path, 'match', 'from'],
        message: 'expected subject: a password profile knows the typed name only',
      };
    }),
  },
  {
    name: 'plain-ldap-stays-on-this-machine',
    check: perProfile(function* (profile, path) {
      if (profile.kind !== 'ldap' || !profile.plainText) return;
      for (const [index, { url }] of profile.servers.entries()) {
        if (URL.canParse(url) && isLoopbackHost(new URL(url).hostname)) continue;
        yield {
          path: [...path, 'servers', index, 'url'],
          message: 'plainText sends passwords in clear, and this is not an address of this machine: remove plainText',
        };
      }
    }),
  },
  {
    name: 'cas-1-tells-the-user-name-only',
    check: perProfile(function* (profile, path) {
      if (profile.kind !== 'cas' || profile.protocol !== 1 || profile.match.from.type !== 'attribute') return;
      yield {
        path: [...path, 'match', 'from'],
        message: 'CAS protocol 1 tells the user name and no attribute: expected subject, or protocol: 3',
      };
    }),
  },
  {
    name: 'certificates-can-be-read',
    check: perProfile(function* (profile, path) {
      for (const [place, text] of certificatesOf(profile)) {
        const isOurs = place[0] === 'signing' || place[0] === 'decryption';
        if (text.startsWith('${') || isCertificate(text, profile.kind, isOurs)) continue;
        yield {
          path: [...path, ...place],
          message: `expected a certificate in PEM form (-----BEGIN CERTIFICATE-----)${
            profile.kind === 'saml' ? keyWanted(isOurs) : ''
          }`,
          hint: text.includes('PRIVATE KEY') ? 'this is a private key: it is a secret and stands elsewhere' : undefined,
        };
      }
    }),
  },
  {
    name: 'metadata-describes-the-identity-provider',
    check: perProfile(function* (profile, path) {
      if (profile.kind !== 'saml' || profile.metadata === undefined || profile.metadata.startsWith('${')) return;
      const message = metadataFault(profile);
      if (message !== undefined) yield { path: [...path, 'metadata'], message };
    }),
  },
];

/** A check of each profile by itself. */
export function perProfile(
  check: (profile: LoginProfile, path: ConfigPath, view: InstitutionView) => Iterable<DataFault>,
): (view: InstitutionView) => Iterable<DataFault> {
  return (view) =>
    view.loginProfiles.flatMap(({ value }, index) =>
      value === undefined ? [] : [...check(value, ['loginProfiles', index], view)],
    );
}

function certificatesOf(profile: LoginProfile): readonly (readonly [ConfigPath, string])[] {
  if (profile.kind === 'ldap') {
    return profile.servers.flatMap(({ ca }, index) =>
      ca === undefined ? [] : [[['servers', index, 'ca'], ca] as const],
    );
  }
  if (profile.kind === 'oidc') {
    const certificate = profile.clientKey?.certificate;
    return certificate === undefined ? [] : [[['clientKey', 'certificate'], certificate]];
  }
  if (profile.kind === 'sip2') return profile.ca === undefined ? [] : [[['ca'], profile.ca]];
  return profile.kind === 'saml' ? samlCertificates(profile).map(({ path, text }) => [path, text] as const) : [];
}

function keyWanted(isOurs: boolean): string {
  return isOurs ? ' with an RSA key of at least 2048 bits' : ` with a key that is taken (${keysTaken})`;
}

/** SAML wants what the strategy will accept; of the others anything that is a certificate will do. */
function isCertificate(text: string, kind: LoginProfile['kind'], isOurs: boolean): boolean {
  try {
    if (kind === 'saml') return (isOurs ? ownCertificate : trustedCertificate)(text, '') !== '';
    return new X509Certificate(text).serialNumber !== '';
  } catch {
    return false;
  }
}

function metadataFault(profile: SamlOptions): string | undefined {
  try {
    const { certificates } = identityProvider(profile, { read: (reference) => reference });
    return certificates.length > 0
      ? undefined
      : 'expected metadata with a certificate for signing: without one nothing is believed';
  } catch (error) {
    if (!(error instanceof VestibuleError)) throw error;
    return error.message.slice(error.message.indexOf('expected ')).replace(/\.$/, '');
  }
}
