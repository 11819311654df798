import type { Identifier, IdentifierKey } from '../identifier.ts';
import type { User, UserSummary } from '../user.ts';

/** An identifier with the user who holds it. */
export interface Holding {
  readonly identifier: Identifier;
  readonly scope: string;
  readonly key: string;
  /** Of an alias: until when it still signs in (epoch ms); not at all without one. */
  readonly holdUntil?: number | undefined;
  readonly user: UserSummary;
}

/** A user as she is to be written, with all her identifiers (the primary one among them, of type `primary`). */
export interface UserDraft {
  readonly user: User;
  readonly identifiers: readonly (Identifier & IdentifierKey)[];
  /** Password and PIN as PHC strings, when they are to be set with the record. */
  readonly passwordHash?: string | undefined;
  readonly passwordMustChange?: boolean | undefined;
  readonly pinHash?: string | undefined;
}

export interface StoredPassword {
  readonly hash: string;
  readonly mustChange: boolean;
  readonly changedAt: string;
}

/** A PIN never has to be changed: it is set again. */
export interface StoredPin {
  readonly hash: string;
}

/** Who makes a change and from where: written with it, in the same transaction. */
export interface Actor {
  /** A user id, `import`, `operator`, `system` … */
  readonly who: string;
  /** The interface it came by: `cli`, `desk`, `users import` … */
  readonly via: string;
}

export type WriteOutcome =
  | { readonly type: 'written'; readonly userId: string; readonly created: boolean }
  /** A value is held by somebody else (or twice by this draft). Nothing of this draft was written. */
  | { readonly type: 'taken'; readonly scope: string; readonly key: string; readonly by: string | undefined };

/**
 * The institution's users and identifiers. Every query is scoped by institution and served by an index. A write is one
 * transaction with its history entry; uniqueness of `(institution, scope, key)` is the database's constraint.
 *
 * @throws VestibuleError VST_STORE_UNAVAILABLE, VST_STORE_FULL; VST_USER_CHANGED when a version no longer stands
 */
export interface Users {
  /** Everyone who holds one of these keys, in any status. At most `keys.length` rows, by the constraint. */
  holdings(institution: string, keys: readonly IdentifierKey[]): Promise<readonly Holding[]>;
  summary(institution: string, userId: string): Promise<UserSummary | undefined>;
  user(institution: string, userId: string): Promise<User | undefined>;
  identifiers(institution: string, userId: string): Promise<readonly Identifier[]>;
  password(institution: string, userId: string): Promise<StoredPassword | undefined>;
  pin(institution: string, userId: string): Promise<StoredPin | undefined>;
  /** Replaces a password's hash by a stronger one of the same password; does nothing when `expected` no longer stands. */
  rehash(institution: string, userId: string, expected: string, next: string): Promise<void>;
  /**
   * Writes users, each whole or not at all, in transactions of at most 500 rows. A draft whose primary identifier
   * stands already updates that user. Outcomes come in the order of the drafts.
   *
   * @param batch what is written together with the rest of this batch and can be undone with it
   */
  write(
    institution: string,
    drafts: readonly UserDraft[],
    actor: Actor,
    batch?: string,
  ): Promise<readonly WriteOutcome[]>;
  /** Ends every session of the user by moving her epoch. */
  endSessions(institution: string, userId: string, actor: Actor): Promise<void>;
  /** How many users the institution has. */
  size(institution: string): Promise<number>;
}
