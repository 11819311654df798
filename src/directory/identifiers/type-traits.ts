// What an identifier type allows apart from the form of its values.
import type { IdentifierRules } from '../identifier-rules.ts';

/** Nobody but the operator sees or changes its values. */
export function isHidden(rules: IdentifierRules, type: string): boolean {
  return rules.types.get(type)?.hiddenFromStaff === true;
}
