// Scoped attributes (`value@scope`) of a federation: the scope says which organisation vouches, so an identity
// provider is believed only for its own. A mail address is not scoped in this sense and stays as it came.

const scoped = new Set([
  // eduPersonPrincipalName and its former values, eduPersonScopedAffiliation, eduPersonUniqueId
  'urn:oid:1.3.6.1.4.1.5923.1.1.1.6',
  'urn:oid:1.3.6.1.4.1.5923.1.1.1.12',
  'urn:oid:1.3.6.1.4.1.5923.1.1.1.9',
  'urn:oid:1.3.6.1.4.1.5923.1.1.1.13',
  'urn:mace:dir:attribute-def:eduPersonPrincipalName',
  'urn:mace:dir:attribute-def:eduPersonScopedAffiliation',
  'urn:oasis:names:tc:SAML:attribute:subject-id',
  'urn:oasis:names:tc:SAML:attribute:pairwise-id',
  'eduPersonPrincipalName',
  'eduPersonPrincipalNamePrior',
  'eduPersonScopedAffiliation',
  'eduPersonUniqueId',
  'subject-id',
  'pairwise-id',
]);

export function isScoped(name: string, friendlyName: string | undefined): boolean {
  return scoped.has(name) || (friendlyName !== undefined && scoped.has(friendlyName));
}

/** Whether `value` ends in one allowed scope; scopes are domain names and compared without regard to case. */
export function hasAllowedScope(value: string, allowed: readonly string[]): boolean {
  const [, scope, ...more] = value.split('@');
  if (scope === undefined || more.length > 0) return false;
  return allowed.some((one) => one.replace(/^@/, '').toLowerCase() === scope.toLowerCase());
}
