// Turning a value into the key it is compared by. Written once; stored keys carry `foldingVersion`.
import { type FoldingRule, type IdentifierKey, pooledScope, primaryType } from '../domain/identifier.ts';

/** Raised whenever `fold` gives another key for the same value, also by a newer Unicode. */
export const foldingVersion = 1;

/**
 * NFC (or NFKC), Unicode trim, root-locale case folding, NFC again. Case folding is upper case and then lower case of
 * the root locale, so that `ß` and `SS`, and the two sigmas, are one; `İ` keeps its dot and is nobody's `i`.
 */
export function fold(value: string, rule: FoldingRule): string {
  const form = rule.compatibility ? 'NFKC' : 'NFC';
  const trimmed = value.normalize(form).trim();
  if (rule.caseSensitive) return trimmed;
  return trimmed.toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize(form);
}

/** What of an institution decides its keys. */
export interface FoldingTable {
  readonly pool: FoldingRule;
  readonly types: ReadonlyMap<
    string,
    { readonly uniqueness: 'pooled' | 'type'; readonly folding?: FoldingRule | undefined }
  >;
}

/** The scope of a type: the pool for the primary identifier and every pooled type, else the type's own code. */
export function scopeOf(table: FoldingTable, type: string): string {
  return type === primaryType || table.types.get(type)?.uniqueness === 'pooled' ? pooledScope : type;
}

/** Where a value of a type stands. An unknown type folds by the pool's rule inside a scope of its own. */
export function keyOf(table: FoldingTable, type: string, value: string): IdentifierKey {
  const scope = scopeOf(table, type);
  const rule = scope === pooledScope ? table.pool : (table.types.get(type)?.folding ?? table.pool);
  return { scope, key: fold(value, rule) };
}
