import type { IdentifierKey } from '../identifier.ts';
import type { HeldIdentifier } from './changes.ts';
import type { Actor } from './users.ts';

export interface StoredIdentifier extends HeldIdentifier {
  /** By which version of folding its key was made. */
  readonly foldingVersion: number;
}

export interface KeyMove {
  readonly from: IdentifierKey;
  readonly to: IdentifierKey;
}

/**
 * Every identifier of an institution, and the change of all their keys at once when folding changed: new keys are put
 * beside the old in pages, and take their place in one transaction or not at all.
 *
 * @throws VestibuleError VST_STORE_UNAVAILABLE, VST_STORE_FULL, VST_STORE_CORRUPT
 */
export interface IdentifierKeys {
  /** In the order of scope and key, from behind `after`; held ones of nobody have an empty `userId`. */
  page(institution: string, limit: number, after?: IdentifierKey): Promise<readonly StoredIdentifier[]>;
  /** Forgets what was put beside. */
  clear(institution: string): Promise<void>;
  stage(institution: string, moves: readonly KeyMove[]): Promise<void>;
  /**
   * Makes the keys that were put beside the keys of their identifiers, with an entry `identifiers-refolded` in the audit.
   *
   * @param expected number of the last entry of the audit when the first page was read, and how many keys were put beside
   * @returns false, with nothing changed, when anything of the institution was changed since
   */
  swap(
    institution: string,
    expected: { readonly seq: number; readonly moves: number },
    actor: Actor,
    batch: string,
  ): Promise<boolean>;
}
