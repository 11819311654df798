import type { Identifier, IdentifierKey, IdentifierStatus } from './identifier.ts';
import type { UserSummary } from './user.ts';

/** Enough to name a user to staff. */
export interface UserRef {
  readonly id: string;
  readonly primaryIdentifier: string;
}

export type RefusalReason =
  | 'identifier-inactive'
  | 'user-inactive'
  | 'user-locked'
  | 'user-expired'
  | 'user-contact'
  | 'record-type'
  | 'user-group';

/** One step of a resolution, as staff read it. Only values that the rule reads stand here. */
export type TraceStep =
  | { readonly type: 'asserted'; readonly profile: string; readonly issuer: string }
  | { readonly type: 'read'; readonly source: string; readonly values: readonly string[] }
  | {
      readonly type: 'transformed';
      readonly rule: string;
      readonly value: string;
      readonly result: string | undefined;
    }
  | {
      readonly type: 'looked-up';
      readonly scope: string;
      readonly types: readonly string[];
      readonly key: string;
      readonly found: readonly TraceCandidate[];
    }
  /** A typed name that found nobody: people type passwords there, so its text is not kept. */
  | { readonly type: 'typed-name'; readonly hash: string; readonly length: number; readonly start: string }
  | { readonly type: 'checked'; readonly check: string; readonly passed: boolean; readonly detail?: string }
  | { readonly type: 'upstream'; readonly outcome: string; readonly detail?: string }
  | { readonly type: 'fallback'; readonly because: string; readonly allowed: boolean; readonly detail?: string }
  /** What a sign-in did to a record: refreshed it, or made it; `would`: a trial, which writes nothing. */
  | {
      readonly type: 'record';
      readonly act: 'update' | 'create' | 'register';
      readonly outcome: 'done' | 'would' | 'nothing' | 'refused' | 'failed';
      readonly detail?: string;
    }
  | { readonly type: 'decided'; readonly outcome: string; readonly reason?: string };

export interface TraceCandidate extends UserRef {
  readonly type: string;
  readonly status: IdentifierStatus;
  /** Whether its type is one that the rule names. */
  readonly named: boolean;
}

/** What applying a match rule to an assertion came to. */
export type Resolution =
  | { readonly type: 'matched'; readonly user: UserSummary; readonly identifier: Identifier }
  | { readonly type: 'unmatched'; readonly tried: readonly IdentifierKey[] }
  | { readonly type: 'ambiguous'; readonly candidates: readonly UserRef[] }
  | { readonly type: 'refused'; readonly user: UserRef; readonly reason: RefusalReason }
  /** The assertion carried no value the rule could read. */
  | { readonly type: 'incomplete'; readonly missing: string };

export interface Resolved {
  readonly resolution: Resolution;
  readonly steps: readonly TraceStep[];
}

/** Everything about one attempt, kept 30 days under a short code. */
export interface Trace {
  readonly code: string;
  readonly institution: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly profile: string | undefined;
  readonly relyingParty: string | undefined;
  readonly door: string;
  /** `matched`, or the error code the person was shown. */
  readonly outcome: string;
  readonly steps: readonly TraceStep[];
}
