import type { Assertion } from '../../src/domain/assertion.ts';
import { instantOf } from '../../src/saml/instant.ts';
import type { AssertionFacts, AttributeFacts } from './facts.ts';
import { hasAllowedScope, isScoped } from './scopes.ts';

export interface ScopeRule {
  /** Scopes this identity provider may assert; undefined: every scope is kept. */
  readonly allowed: readonly string[] | undefined;
  /** An attribute that counts as scoped beside those known as such. */
  readonly alsoScoped: string | undefined;
}

/**
 * A checked SAML assertion as the nouns of the domain. Pure.
 *
 */
export function toAssertion(facts: AssertionFacts, profile: string, scopes: ScopeRule): Assertion {
  const [authentication] = facts.authentications;
  const [nameId] = facts.nameIds;
  const sessionEnd = authentication?.sessionNotOnOrAfter;
  return {
    profile,
    issuer: facts.issuers[0] ?? '',
    subject: nameId?.value ?? '',
    subjectFormat: nameId?.format,
    attributes: attributesByName(facts.attributes.map((attribute) => withinScopes(attribute, scopes))),
    // SAML has no way to say that an address was verified.
    verifiedEmails: [],
    authenticatedAt: instantOf(authentication?.instant ?? '') ?? 0,
    context: authentication?.context,
    methods: [],
    upstreamSession: authentication?.sessionIndex,
    notAfter: sessionEnd === undefined ? undefined : instantOf(sessionEnd),
  };
}

function withinScopes(attribute: AttributeFacts, { allowed, alsoScoped }: ScopeRule): AttributeFacts {
  const { name, friendlyName, values } = attribute;
  const isNamed = alsoScoped !== undefined && (name === alsoScoped || friendlyName === alsoScoped);
  if (allowed === undefined || !(isNamed || isScoped(name, friendlyName))) return attribute;
  return { ...attribute, values: values.filter((value) => hasAllowedScope(value, allowed)) };
}

/**
 * Under its Name, and under its FriendlyName where that names one attribute only: a friendly name that is another
 * attribute's Name, or that two attributes share, would mix the values of two attributes.
 */
function attributesByName(attributes: readonly AttributeFacts[]): Record<string, readonly string[]> {
  const byName = new Map<string, string[]>();
  const namesOfFriendly = new Map<string, Set<string>>();
  for (const { name, friendlyName, values } of attributes) {
    byName.set(name, [...(byName.get(name) ?? []), ...values]);
    if (friendlyName !== undefined && friendlyName !== '') {
      namesOfFriendly.set(friendlyName, (namesOfFriendly.get(friendlyName) ?? new Set()).add(name));
    }
  }
  const result = new Map(byName);
  for (const [friendlyName, names] of namesOfFriendly) {
    const [name, ...others] = names;
    if (name === undefined || others.length > 0 || byName.has(friendlyName)) continue;
    result.set(friendlyName, byName.get(name) ?? []);
  }
  return Object.fromEntries([...result].filter(([name, values]) => name !== '' && values.length > 0));
}
