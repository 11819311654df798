/** Which value of an assertion is compared. */
export type MatchSource =
  | { readonly type: 'subject' }
  | { readonly type: 'attribute'; readonly name: string }
  | { readonly type: 'verified-email' };

/** With which identifiers it is compared. All of them are looked up; two people are ambiguous, never the first. */
export type MatchTarget =
  | { readonly type: 'primary' }
  | { readonly type: 'types'; readonly types: readonly string[] }
  /** The primary identifier and every pooled type. */
  | { readonly type: 'any' };

export type MatchTransform =
  | { readonly type: 'trim' }
  | { readonly type: 'lowercase' }
  | { readonly type: 'uppercase' }
  /** Removes `@scope` where the scope is one of these; another scope gives no value. */
  | { readonly type: 'strip-scope'; readonly scopes: readonly string[] }
  /** A whole-value regular expression with one capture; no match gives no value. */
  | { readonly type: 'pattern'; readonly pattern: string };

export interface MatchRule {
  readonly from: MatchSource;
  readonly to: MatchTarget;
  readonly transform: readonly MatchTransform[];
}
