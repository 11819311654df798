// The audit: what was changed and what was decided, in two chains an institution. Each entry carries the hash of the one
// before, and of its own detail, so that a detail can be erased and the chain still verifies.

/** `changes`: users, identifiers, settings. `decisions`: sign-ins, releases, reading of traces. */
export type AuditChain = 'changes' | 'decisions';

export interface AuditRecord {
  readonly institution: string;
  /** Counts from 1 without gaps. */
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** A user id, `import`, `operator`, `system` … and the interface it came by: `cli`, `desk`, `users import` … */
  readonly who: string;
  readonly via: string;
  readonly action: string;
  /** Whom it is about. */
  readonly userId?: string | undefined;
  /** What was done together and can be undone together. */
  readonly batch?: string | undefined;
  readonly relyingParty?: string | undefined;
  readonly trace?: string | undefined;
  /** Undefined once erased. */
  readonly detail: AuditDetail | undefined;
  /** Base64url; of `salt` and the detail's JSON. The salt goes with the detail, so that nobody can guess it back. */
  readonly detailHash: string;
  readonly salt: string | undefined;
  /** Of the entry before; empty for the first. */
  readonly previous: string;
  readonly hash: string;
}

/** `before` and `after` hold only what changed; of a user who is made or removed they hold everything. */
export interface AuditDetail {
  readonly before?: ChangedFields | undefined;
  readonly after?: ChangedFields | undefined;
  readonly facts?: Readonly<Record<string, string | number | boolean>> | undefined;
}

export interface ChangedFields {
  /** Fields of `User` by name; `null` where there is none. */
  readonly user?: Readonly<Record<string, unknown>> | undefined;
  /** Whole `HeldIdentifier`s that went (before) and came (after). */
  readonly identifiers?: readonly Readonly<Record<string, unknown>>[] | undefined;
  /** `set`, `must change` or `none`: never the secret or its hash. */
  readonly password?: string | undefined;
  readonly pin?: string | undefined;
  /** Ids of the sets of users that the user is in, in order: only where a merge or its undoing changed them. */
  readonly sets?: readonly string[] | undefined;
  /** Settings of the institution by name. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
}

export interface AuditFilter {
  readonly userId?: string | undefined;
  readonly batch?: string | undefined;
  readonly action?: string | undefined;
  /** A number: entries after this one. */
  readonly after?: number | undefined;
  /** Epoch milliseconds: `since` included, `until` not. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

export interface AuditHead {
  /** The last entry; 0 and an empty hash when there is none. */
  readonly seq: number;
  readonly hash: string;
  /** The last entry that retention has taken away: the chain begins after it. 0 and empty when none was. */
  readonly anchorSeq: number;
  readonly anchorHash: string;
}

/**
 * `rewritten`: nothing of what was deleted is left in the files. `too-large`, `in-use`: remains may stand in unused parts
 * of them. `left-to-database`: the database server has its own ways and times.
 */
export type Scrubbed = 'rewritten' | 'too-large' | 'in-use' | 'left-to-database';

/** @throws VestibuleError VST_STORE_UNAVAILABLE, VST_STORE_CORRUPT */
export interface AuditTrail {
  /** In order; read in pages, so that it needs the same memory whatever its length. */
  entries(
    institution: string,
    chain: AuditChain,
    filter?: AuditFilter & { readonly newestFirst?: boolean | undefined },
  ): AsyncIterable<AuditRecord>;
  head(institution: string, chain: AuditChain): Promise<AuditHead>;
  /** Takes the details (and salts) of one person's entries away; the entries stay. @returns how many */
  eraseDetails(institution: string, chain: AuditChain, userId: string): Promise<number>;
  /** The same of single entries, by number. @returns how many still had one */
  eraseDetailsAt(institution: string, chain: AuditChain, seqs: readonly number[]): Promise<number>;
  /** Ids of users who were merged into this one. */
  formerIds(institution: string, userId: string): Promise<readonly string[]>;
  /**
   * Writes the files of the records and of the journal anew, without what was deleted from them. Others who write wait
   * meanwhile, so a large file is left as it is, unless `whateverSize`.
   */
  scrub(options?: { readonly whateverSize?: boolean | undefined }): Promise<Scrubbed>;
  /** Takes entries older than the time away and moves the anchor, in small batches. @returns how many */
  dropBefore(institution: string, chain: AuditChain, epochMs: number): Promise<number>;
}
