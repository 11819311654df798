import type { HeldIdentifier } from '../../domain/ports/changes.ts';

/** Whose identifiers a change is about. */
export interface NamedUser {
  /** As `namedUser` takes it: an internal id or a name of hers. */
  readonly user: string;
  /** The version that the caller read; a user who was changed since is refused. */
  readonly version?: number | undefined;
}

/** One of her identifiers, but for the primary one. */
export interface NamedIdentifier extends NamedUser {
  readonly type: string;
  readonly value: string;
}

/** What stands after a change of one identifier. */
export interface ChangedIdentifier {
  readonly userId: string;
  readonly primaryIdentifier: string;
  readonly identifier: HeldIdentifier;
}
