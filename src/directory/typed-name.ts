// A name that somebody typed: under which keys it may stand, and who holds it there.
import { type IdentifierKey, identifierValueMax, primaryType, signsIn } from '../domain/identifier.ts';
import type { MatchTarget } from '../domain/match-rule.ts';
import type { Holding, Users } from '../domain/ports/users.ts';
import type { UserSummary } from '../domain/user.ts';
import { type FoldingTable, keyOf } from './folding.ts';

/** The identifier types of an institution, as a typed name needs them. */
export interface TypedNameTable extends FoldingTable {
  /** The only issuer a type listens to, by type code. A typed name has the issuer `internal`. */
  readonly issuers: ReadonlyMap<string, string>;
}

export interface TypedName {
  /** The types it was looked up in, and the keys it has there. */
  readonly types: readonly string[];
  readonly keys: readonly IdentifierKey[];
  /** Everyone who holds one of the keys, under any type and in any status. */
  readonly holdings: readonly Holding[];
  /** Those among them who are named by it: under one of the types, active, inactive, or formerly and still good. */
  readonly people: readonly UserSummary[];
  /** The one person it names, by an identifier that signs in. Two people, or an inactive identifier: nobody. */
  readonly person: UserSummary | undefined;
}

/**
 * One query, whatever was typed. A text that can be no identifier is asked for as well, so that it takes as long.
 *
 * @param now epoch milliseconds
 */
export async function findTypedName(
  users: Users,
  institution: string,
  table: TypedNameTable,
  targets: readonly MatchTarget[],
  name: string,
  now: number,
): Promise<TypedName> {
  const types = [...new Set(targets.flatMap((target) => namedTypes(target, table)))];
  const keys = isPossibleIdentifier(name) ? distinctKeys(types, name, table) : distinctKeys([primaryType], '?', table);
  const found = await users.holdings(institution, keys);
  const holdings = isPossibleIdentifier(name) ? found : [];
  const comesIn = ({ identifier, holdUntil }: Holding) => signsIn(identifier.status, holdUntil, now);
  const named = holdings.filter(
    (holding) =>
      types.includes(holding.identifier.type) && (holding.identifier.status === 'inactive' || comesIn(holding)),
  );
  const people = [...new Map(named.map(({ user }) => [user.id, user])).values()];
  const active = named.find(comesIn);
  return { types, keys, holdings, people, person: people.length === 1 ? active?.user : undefined };
}

function isPossibleIdentifier(name: string): boolean {
  const characters = Array.from(name.trim()).length;
  return characters > 0 && characters <= identifierValueMax && name.isWellFormed() && !name.includes('\0');
}

function namedTypes(target: MatchTarget, table: TypedNameTable): readonly string[] {
  switch (target.type) {
    case 'primary':
      return [primaryType];
    case 'types':
      return target.types.filter((type) => !table.issuers.has(type) || table.issuers.get(type) === 'internal');
    case 'any':
      return [
        primaryType,
        ...[...table.types].filter(([, { uniqueness }]) => uniqueness === 'pooled').map(([code]) => code),
      ];
  }
}

function distinctKeys(types: readonly string[], name: string, table: FoldingTable): readonly IdentifierKey[] {
  const keys = types.map((type) => keyOf(table, type, name));
  return [...new Map(keys.map((key) => [`${key.scope}\n${key.key}`, key])).values()];
}
