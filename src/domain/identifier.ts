import type { CheckDigit } from './check-digit.ts';
import type { RecordType } from './user.ts';

/** `pooled`: unique across the primary identifier and every pooled type; `type`: unique inside the type only. */
export type Uniqueness = 'pooled' | 'type';

/** How a value becomes the key it is compared by: NFC (or NFKC), Unicode trim, root-locale case folding, NFC again. */
export interface FoldingRule {
  readonly caseSensitive: boolean;
  /** Compatibility normalisation (full-width digits become digits). */
  readonly compatibility: boolean;
}

export interface IdentifierType {
  readonly code: string;
  readonly label: Readonly<Record<string, string>>;
  readonly recordTypes: readonly Exclude<RecordType, 'contact'>[];
  readonly uniqueness: Uniqueness;
  /** Of a pooled type this is always the institution's folding: a pool has one. */
  readonly folding: FoldingRule;
  /** A regular expression that the whole trimmed value must match. */
  readonly pattern?: string | undefined;
  /** What the last digit of a value follows from the others by. */
  readonly checkDigit?: CheckDigit | undefined;
  /** The only issuer whose assertions may match this type. An issuer-bound type is never pooled. */
  readonly issuer?: string | undefined;
  /** Its values are of segment `internal` always: synchronisation neither brings nor takes them. */
  readonly internalOnly: boolean;
  /** Staff see that a user has one, and not its value. */
  readonly hiddenFromStaff: boolean;
}

/** The code under which the primary identifier stands beside the types. No type may take it. */
export const primaryType = 'primary';

/** The scope of the primary identifier and of every type that is unique across types. */
export const pooledScope = 'pooled';

/**
 * `active` signs in. `inactive` was switched off. `alias` is a former primary identifier that still finds its user for
 * staff and, where the institution says so, signs in for a while. `retired` and `held` values belong to nobody now and
 * are not given to somebody else.
 */
export type IdentifierStatus = 'active' | 'inactive' | 'alias' | 'retired' | 'held';

/** `internal` is kept by synchronisation, `external` is replaced by it. */
export type Segment = 'internal' | 'external';

export interface Identifier {
  readonly id: string;
  readonly userId: string;
  /** `primary`, or the code of an identifier type. */
  readonly type: string;
  /** As it was written, trimmed. */
  readonly value: string;
  readonly status: IdentifierStatus;
  readonly segment: Segment;
  readonly note?: string | undefined;
}

/** Where a value is looked up: unique in `(institution, scope, key)`. */
export interface IdentifierKey {
  readonly scope: string;
  readonly key: string;
}

/** Longest value in characters (code points), as in Alma. */
export const identifierValueMax = 255;

/** Whether it signs its user in at this moment (epoch ms). @param holdUntil of an alias, until when it does */
export function signsIn(status: IdentifierStatus, holdUntil: number | undefined, now: number): boolean {
  return status === 'active' || (status === 'alias' && holdUntil !== undefined && now < holdUntil);
}
