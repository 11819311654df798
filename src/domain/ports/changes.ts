import type { Identifier, IdentifierKey } from '../identifier.ts';
import type { User } from '../user.ts';
import type { Actor } from './users.ts';

/**
 * An identifier with the place it takes. `holdUntil` (epoch ms): once retired or held, until when nobody else may have it,
 * for ever without one; of an alias, until when it still signs in, not at all without one.
 */
export type HeldIdentifier = Identifier & IdentifierKey & { readonly holdUntil?: number | undefined };

/** A password or a PIN, as a hash. */
export interface Secret {
  readonly hash: string;
  readonly mustChange: boolean;
}

/** All that is kept of one person. */
export interface UserRecord {
  readonly user: User;
  /** In every status; exactly one of type `primary` is `active` or `inactive`. */
  readonly identifiers: readonly HeldIdentifier[];
  readonly password?: Secret | undefined;
  readonly pin?: Secret | undefined;
}

/** What a change reads before it decides: nobody else can change any of it until it is written. */
export interface Known {
  /** Epoch milliseconds, of this change. */
  readonly now: number;
  /** A user who was named, or who holds a key that was named. */
  record(userId: string): UserRecord | undefined;
  /**
   * Who stands under a key that was named, in any status; `userId` is empty where it belongs to nobody any more. A
   * retired or held value whose time is over is not returned: it is free.
   */
  holder(key: IdentifierKey): HeldIdentifier | undefined;
  /** Ids of users, a few at the most, in whose records an address that was named stands, in any spelling. */
  withAddress(address: string): readonly string[];
}

/** What a change comes to. Records are whole: what is not in them any more is gone. */
export interface Decision<Result> {
  /** The word of the audit, in lower case with hyphens: `identifier-attached`, `users-merged` … */
  readonly action: string;
  /** Users as they are from now on, known or new. The store counts `version` and sets `modifiedAt`, `modifiedBy`. */
  readonly records: readonly UserRecord[];
  /** Users who are no more. Values that must stay blocked all the same go to `kept`. */
  readonly removed?: readonly string[] | undefined;
  /**
   * Users among `removed` who turned out to be somebody else: references to `from` lead to `into` from now on, also
   * those that led to `from` before, and `into` takes her places in sets of users. The audit tells in `before.sets` of
   * either where she stood. A user who is written again under the id of one who was merged is herself again.
   */
  readonly merged?: readonly { readonly from: string; readonly into: string }[] | undefined;
  /** Sets of users by id that these users are in from now on, and in no others: for undoing a merge. */
  readonly memberships?: readonly { readonly userId: string; readonly sets: readonly string[] }[] | undefined;
  /** Values that belong to nobody and are given to nobody until their time is over: `retired` or `held`, no `userId`. */
  readonly kept?: readonly HeldIdentifier[] | undefined;
  /** Values that belonged to nobody and were not over, which are free from now on; a record may take them at once. */
  readonly freed?: readonly IdentifierKey[] | undefined;
  /** An open invitation, by its id: spent with this change, or VST_LINK_OVER and nothing is written. */
  readonly spends?: string | undefined;
  /** Changes that can be undone together: see `ChangeEntry.batch`. */
  readonly batch?: string | undefined;
  /** Why, and what else a reader of the audit should know. Never a secret. */
  readonly facts?: Readonly<Record<string, string | number | boolean>> | undefined;
  readonly result: Result;
}

export interface ChangeReads {
  readonly users?: readonly string[];
  readonly keys?: readonly IdentifierKey[];
  readonly addresses?: readonly string[];
}

/**
 * Changes of users as one transaction each, with one entry a user in the chained audit.
 *
 * @throws VestibuleError VST_STORE_UNAVAILABLE, VST_STORE_FULL, VST_STORE_CORRUPT; VST_USER_INVALID,
 *   VST_IDENTIFIER_INVALID for what no store can hold; and whatever `decide` throws, with nothing written
 */
export interface Changes {
  /**
   * Reads the users, keys and email addresses named, lets `decide` say what they come to, and writes that. `decide` is
   * pure: it runs again when another writer was first. It adds no value whose key was not named. Changes that name one
   * address wait for each other: no constraint holds addresses, which a family may share.
   */
  change<Result>(
    institution: string,
    reads: ChangeReads,
    actor: Actor,
    decide: (known: Known) => Decision<Result>,
  ): Promise<Result>;
  /** One user with everything, as she stands. */
  record(institution: string, userId: string): Promise<UserRecord | undefined>;
}
