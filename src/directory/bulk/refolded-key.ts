// The key that an identifier would have by the rules of now.
import { type IdentifierKey, primaryType } from '../../domain/identifier.ts';
import type { StoredIdentifier } from '../../domain/ports/identifier-keys.ts';
import { keyOf } from '../folding.ts';
import { type IdentifierRules, placeOf } from '../identifier-rules.ts';

/** Of a type that is no longer configured, and of a value of which nothing would be left, the key of now. */
export function refoldedKey(rules: IdentifierRules, identifier: StoredIdentifier): IdentifierKey {
  const { type, value, scope, key } = identifier;
  const isConfigured = type === primaryType || rules.types.has(type);
  const next = isConfigured ? keyOf(rules.table, type, value) : { scope, key };
  return next.key === '' ? { scope, key } : next;
}

export function isRefolded(rules: IdentifierRules, identifier: StoredIdentifier): boolean {
  return placeOf(refoldedKey(rules, identifier)) !== placeOf(identifier);
}
