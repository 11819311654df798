// What a value is worth: some mean something only to their issuer, some name a scope, some are email addresses.
import type { LoginProfile } from '../schema.ts';
import { isSocial } from './social-kinds.ts';

const nameIdFormats = {
  persistent: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  transient: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
  email: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
} as const;

/** Pairwise or provider-local names: the same text from another issuer is another person. */
const issuerScopedNames = new Set([
  'sub',
  'oid',
  'pairwise-id',
  'pairwise_id',
  'urn:oasis:names:tc:saml:attribute:pairwise-id',
  'edupersontargetedid',
  'eduperson_targeted_id',
  'urn:mace:dir:attribute-def:edupersontargetedid',
  'urn:oid:1.3.6.1.4.1.5923.1.1.1.10',
]);

/** Values written `local@scope`, of which an identity provider may assert its own scopes only. */
const scopedNames = new Set([
  'edupersonprincipalname',
  'eduperson_principal_name',
  'eppn',
  'urn:mace:dir:attribute-def:edupersonprincipalname',
  'urn:oid:1.3.6.1.4.1.5923.1.1.1.6',
  'edupersonuniqueid',
  'eduperson_unique_id',
  'urn:oid:1.3.6.1.4.1.5923.1.1.1.13',
  'subject-id',
  'subject_id',
  'urn:oasis:names:tc:saml:attribute:subject-id',
]);

/** Whether an attribute of that name says which organisation vouches. */
export function isScopedName(name: string): boolean {
  return scopedNames.has(name.toLowerCase());
}

const emailNames = new Set([
  'mail',
  'email',
  'emailaddress',
  'rfc822mailbox',
  'urn:mace:dir:attribute-def:mail',
  'urn:oid:0.9.2342.19200300.100.1.3',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
]);

export type ValueKind =
  | 'ordinary'
  /** Matches only a type bound to its issuer. */
  | 'issuer-scoped'
  /** Another one at every sign-in. */
  | 'transient'
  /** Nobody knows: the identity provider chooses the NameID. */
  | 'undeclared'
  | 'scoped'
  | 'email'
  | 'verified-email';

/** What a profile's match rule reads. */
export function valueKind(profile: LoginProfile): ValueKind {
  const { from } = profile.match;
  // Whatever a social profile reads, it is what that provider says of an account of its own.
  if (isSocial(profile)) return 'issuer-scoped';
  if (isOrcid(profile)) return 'ordinary';
  if (from.type === 'verified-email') return 'verified-email';
  if (from.type === 'attribute') {
    const name = from.name.toLowerCase();
    if (profile.kind === 'koha' && name === 'patron_id') return 'issuer-scoped';
    if (issuerScopedNames.has(name)) return 'issuer-scoped';
    if (isScopedName(name)) return 'scoped';
    return emailNames.has(name) ? 'email' : 'ordinary';
  }
  // A row number of its database.
  if (profile.kind === 'koha' && profile.subject === 'patron_id') return 'issuer-scoped';
  if (profile.kind === 'oidc' || profile.kind === 'ldap') return 'issuer-scoped';
  return profile.kind === 'saml' ? nameIdKind(profile.nameIdFormat) : 'ordinary';
}

/** An ORCID iD is the same person's everywhere; one of the sandbox is nobody's elsewhere. */
function isOrcid(profile: LoginProfile): boolean {
  return (
    profile.kind === 'oidc' &&
    profile.preset === 'orcid' &&
    profile.sandbox !== true &&
    profile.match.from.type === 'subject'
  );
}

function nameIdKind(format: string | undefined): ValueKind {
  if (format === undefined) return 'undeclared';
  if (format === nameIdFormats.persistent) return 'issuer-scoped';
  if (format === nameIdFormats.transient) return 'transient';
  return format === nameIdFormats.email ? 'email' : 'ordinary';
}
