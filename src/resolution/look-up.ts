// Which keys a rule's values stand under, and which of the identifiers found there the rule names.
import { type FoldingTable, keyOf, scopeOf } from '../directory/folding.ts';
import { type IdentifierKey, primaryType, signsIn } from '../domain/identifier.ts';
import type { MatchTarget } from '../domain/match-rule.ts';
import type { Holding } from '../domain/ports/users.ts';
import type { TraceStep } from '../domain/resolution.ts';

/** The identifier types of an institution, as matching needs them. */
export interface MatchTypes extends FoldingTable {
  /** The only issuer a type listens to, by type code. */
  readonly issuers: ReadonlyMap<string, string>;
}

export interface WantedTypes {
  /** Type codes the rule names and this issuer may feed. */
  readonly types: readonly string[];
  readonly steps: readonly TraceStep[];
}

export function wantedTypes(target: MatchTarget, issuer: string, table: MatchTypes): WantedTypes {
  const named = namedTypes(target, table);
  const steps: TraceStep[] = [];
  const types = named.filter((type) => {
    const bound = table.issuers.get(type);
    if (bound === undefined || bound === issuer) return true;
    steps.push({
      type: 'checked',
      check: `issuer of ${type}`,
      passed: false,
      detail: `bound to ${bound}, asserted by ${issuer}`,
    });
    return false;
  });
  return { types, steps };
}

function namedTypes(target: MatchTarget, table: MatchTypes): readonly string[] {
  switch (target.type) {
    case 'primary':
      return [primaryType];
    case 'types':
      return target.types;
    case 'any':
      return [
        primaryType,
        ...[...table.types].filter(([, type]) => type.uniqueness === 'pooled').map(([code]) => code),
      ];
  }
}

/** One key for every value and scope, without duplicates. */
export function keysFor(
  values: readonly string[],
  types: readonly string[],
  table: FoldingTable,
): readonly IdentifierKey[] {
  const [value, type] = [values[0], types[0]];
  // Nearly every sign-in: one value, one type.
  if (value !== undefined && type !== undefined && values.length === 1 && types.length === 1) {
    return [keyOf(table, type, value)];
  }
  const keys = new Map<string, IdentifierKey>();
  for (const value of values) {
    for (const type of types) {
      const key = keyOf(table, type, value);
      // A scope is a code of the configuration: it has no line end.
      keys.set(`${key.scope}\n${key.key}`, key);
    }
  }
  return [...keys.values()];
}

/** One step a key: who holds it, and whether under a type the rule names. */
export function lookedUpSteps(
  keys: readonly IdentifierKey[],
  types: readonly string[],
  holdings: readonly Holding[],
  table: FoldingTable,
): readonly TraceStep[] {
  return keys.map(({ scope, key }) => ({
    type: 'looked-up',
    scope,
    types: types.filter((type) => scopeOf(table, type) === scope),
    key,
    found: holdings
      .filter((holding) => holding.scope === scope && holding.key === key)
      .map(({ identifier, user }) => ({
        id: user.id,
        primaryIdentifier: user.primaryIdentifier,
        type: identifier.type,
        status: identifier.status,
        named: types.includes(identifier.type),
      })),
  }));
}

/** One step for each former primary identifier that the rule names: whether it still signs in, and until when. */
export function formerNameSteps(
  holdings: readonly Holding[],
  types: readonly string[],
  now: number,
): readonly TraceStep[] {
  return holdings
    .filter(({ identifier }) => identifier.status === 'alias' && types.includes(identifier.type))
    .map(({ identifier, holdUntil }) => ({
      type: 'checked',
      check: 'former primary identifier',
      passed: signsIn(identifier.status, holdUntil, now),
      detail: holdUntil === undefined ? 'does not sign in' : `signs in until ${new Date(holdUntil).toISOString()}`,
    }));
}
