// Turning a value into the key it is compared by. Written once; stored keys carry `foldingVersion`.
import { type FoldingRule, type IdentifierKey, pooledScope, primaryType } from '../domain/identifier.ts';

/** Raised whenever `fold` gives another key for the same value, also by a newer Unicode. */
export const foldingVersion = 1;

/**
 * NFC (or NFKC), Unicode trim, root-locale full case folding, NFC (or NFKC) again: `ß`, `ẞ` and `SS` are one, the two
 * sigmas are one, `İ` keeps its dot and `ı` stays dotless, so neither is anybody's `i`. Look-alikes of other scripts
 * stay different, digits keep their leading zeros. Folding a key gives the same key.
 *
 * @see The Unicode Standard, section 3.13 (toCasefold) and UAX 15
 */
export function fold(value: string, rule: FoldingRule): string {
  if (isAscii(value)) return rule.caseSensitive ? value.trim() : value.trim().toLowerCase();
  const form = rule.compatibility ? 'NFKC' : 'NFC';
  let folded = foldOnce(value, form, rule.caseSensitive);
  // `ẞ` comes to `ß` before it comes to `ss`, and normalising can bring forth a blank: again until nothing changes.
  for (let next = foldOnce(folded, form, rule.caseSensitive); next !== folded; ) {
    folded = next;
    next = foldOnce(folded, form, rule.caseSensitive);
  }
  return folded;
}

function foldOnce(value: string, form: 'NFC' | 'NFKC', caseSensitive: boolean): string {
  const trimmed = trimBlanks(value.normalize(form));
  return caseSensitive ? trimmed : foldCase(trimmed).normalize(form);
}

/** Upper and then lower case is full case folding, but for `ı` (upper case makes it `I`) and the final sigma. */
function foldCase(text: string): string {
  return text.includes('ı') ? text.split('ı').map(foldLetters).join('ı') : foldLetters(text);
}

function foldLetters(text: string): string {
  return text.toUpperCase().toLowerCase().replaceAll('ς', 'σ');
}

const nextLine = '\u0085';

/** `trim()` by the White_Space property: the language's own leaves U+0085 standing. */
export function trimBlanks(value: string): string {
  let trimmed = value.trim();
  while (trimmed.startsWith(nextLine) || trimmed.endsWith(nextLine)) {
    trimmed = trimmed.slice(Number(trimmed.startsWith(nextLine)), trimmed.endsWith(nextLine) ? -1 : undefined).trim();
  }
  return trimmed;
}

function isAscii(value: string): boolean {
  for (let index = 0; index < value.length; index++) if (value.charCodeAt(index) > 0x7f) return false;
  return true;
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
