// Scoped attributes (`value@scope`) of a federation: the scope says which organisation vouches, so an identity
// provider is believed only for its own. A mail address is not scoped in this sense and stays as it came.

const scoped = [
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
  'eppn',
  'eduperson_principal_name',
  'eduperson_unique_id',
  'subject_id',
  'pairwise_id',
];
const scopedNames = new Set(scoped.map((name) => name.toLowerCase()));

/** By name or friendly name, without regard to case: identity providers are not strict about it. */
export function isScoped(name: string, friendlyName: string | undefined): boolean {
  return (
    scopedNames.has(name.toLowerCase()) || (friendlyName !== undefined && scopedNames.has(friendlyName.toLowerCase()))
  );
}

/**
 * Whether `value` ends in one allowed scope; scopes are domain names and compared without regard to case.
 *
 * @param allowed `uni.example`, or `*.uni.example` for every domain under it
 */
export function hasAllowedScope(value: string, allowed: readonly string[]): boolean {
  const [local, scope, ...more] = value.split('@');
  if (local === '' || scope === undefined || more.length > 0) return false;
  const written = scope.toLowerCase();
  return allowed.some((one) => {
    const wanted = one.replace(/^@/, '').toLowerCase();
    if (!wanted.startsWith('*.')) return wanted === written;
    return written.endsWith(wanted.slice(1)) && /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(written);
  });
}

/** What both lists allow. */
export function narrowScopes(
  published: readonly string[],
  configured: readonly string[] | undefined,
): readonly string[] {
  if (configured === undefined) return published;
  const plain = configured.map((one) => one.replace(/^@/, '').toLowerCase());
  const exact = plain.filter(
    (one) => published.includes(one) || (!one.startsWith('*.') && hasAllowedScope(`x@${one}`, published)),
  );
  const under = plain.filter((one) => one.startsWith('*.'));
  const inside = published.filter((one) => !one.startsWith('*.') && hasAllowedScope(`x@${one}`, under));
  return [...new Set([...exact, ...inside])];
}
