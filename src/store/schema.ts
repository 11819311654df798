// The tables as Kysely reads them. The tables as they stand in a database are made by `migrations/`.
import type { Generated } from 'kysely';
import type { IdentifierStatus, Segment } from '../domain/identifier.ts';
import type { AccountType, RecordType, UserStatus } from '../domain/user.ts';

/** What every sign-in reads stands in columns of its own; the rest of the record is the JSON in `document`. */
export interface UsersTable {
  institution: string;
  id: string;
  /** The value of the user's primary identifier, kept right in the transaction that changes it. */
  primary_identifier: string;
  record_type: RecordType;
  account_type: AccountType;
  status: UserStatus;
  expiry_date: string | null;
  /** JSON of a `SignInLock`. */
  sign_in_lock: string | null;
  first_name: string | null;
  middle_name: string | null;
  last_name: string;
  preferred_first_name: string | null;
  preferred_middle_name: string | null;
  preferred_last_name: string | null;
  preferred_suffix: string | null;
  title: string | null;
  user_group: string | null;
  preferred_language: string | null;
  /** JSON of `Block[]`. */
  blocks: string;
  session_epoch: number;
  version: number;
  owning_system: string | null;
  purge_date: string | null;
  document: string;
  created_at: string;
  created_by: string;
  modified_at: string;
  modified_by: string;
}

/** Every name of every user: unique in `(institution, scope, key)`. */
export interface IdentifiersTable {
  institution: string;
  scope: string;
  key: string;
  id: string;
  /** Null only of a retired or held value that belongs to nobody. */
  user_id: string | null;
  type: string;
  value: string;
  status: IdentifierStatus;
  segment: Segment;
  note: string | null;
  folding_version: number;
  /** A retired or held value may be given to somebody else from here on, epoch milliseconds. Null: never. */
  hold_until: number | null;
}

/** Finds users by address. The addresses themselves stand in the user's document. */
export interface UserEmailsTable {
  institution: string;
  key: string;
  user_id: string;
}

export interface CredentialsTable {
  institution: string;
  user_id: string;
  kind: 'password' | 'pin';
  /** A PHC string. */
  hash: string;
  must_change: number;
  changed_at: string;
}

/** Who changed what of a user, when and from where. Never a secret. */
export interface HistoryTable {
  id: Generated<number>;
  institution: string;
  user_id: string;
  at: number;
  who: string;
  via: string;
  action: string;
  /** JSON of what changed, as it was and as it is. */
  before: string | null;
  after: string | null;
}

export interface SigningKeysTable {
  institution: string;
  kid: string;
  use: string;
  algorithm: string;
  sealed: string;
  created_at: number;
  signs_from: number;
  retires_at: number | null;
}

export interface TracesTable {
  code: string;
  institution: string;
  at: number;
  sealed: string;
}

export interface AuditTable {
  id: Generated<number>;
  at: number;
  institution: string;
  action: string;
  actor: string;
  user_id: string | null;
  relying_party: string | null;
  trace: string | null;
  /** JSON. */
  detail: string;
}

/** An entry of a chained audit: see `chain.ts`. */
export interface ChainedTable {
  institution: string;
  /** Counts from 1 without gaps. */
  seq: number;
  at: number;
  who: string;
  via: string;
  action: string;
  user_id: string | null;
  batch: string | null;
  relying_party: string | null;
  trace: string | null;
  /** JSON; null, with the salt, once it was erased. */
  detail: string | null;
  salt: string | null;
  detail_hash: string;
  previous: string;
  hash: string;
}

export interface AuditHeadsTable {
  institution: string;
  seq: number;
  hash: string;
  anchor_seq: number;
  anchor_hash: string;
}

/** Names of users, folded, to search by their beginnings: see `name-keys.ts`. */
export interface UserNamesTable {
  institution: string;
  key: string;
  user_id: string;
}

export interface SettingsTable {
  institution: string;
  name: string;
  /** JSON. */
  value: string;
}

export interface SettingsVersionsTable {
  institution: string;
  version: number;
}

export interface SequencesTable {
  institution: string;
  name: string;
  next_number: number;
}

export interface UserSetsTable {
  institution: string;
  id: string;
  name: string;
  owner: string;
  kind: 'list' | 'search';
  query: string | null;
  created_at: string;
}

export interface UserSetMembersTable {
  institution: string;
  set_id: string;
  user_id: string;
}

export interface MergedUsersTable {
  institution: string;
  id: string;
  into_id: string;
}

/** New keys of identifiers beside the old, while folding changes. */
export interface RefoldedIdentifiersTable {
  institution: string;
  /** Scope and key of now as one text. */
  place: string;
  scope: string;
  key: string;
  new_scope: string;
  new_key: string;
}

/** A letter on its way out. */
export interface LettersTable {
  id: string;
  institution: string;
  kind: string;
  user_id: string | null;
  sealed: string;
  /** Epoch milliseconds, as `next_at`: not before then it is tried again. */
  ends_at: number;
  next_at: number;
  tries: number;
}

/** An invitation to attach a sign-in. */
export interface InvitationsTable {
  institution: string;
  id: string;
  user_id: string;
  profile: string;
  kind: 'letter' | 'code';
  made_by: string;
  /** Epoch milliseconds, as the other times. */
  made_at: number;
  ends_at: number;
  sent_at: number | null;
  state: 'open' | 'used' | 'replaced' | 'revoked' | 'failed';
  state_at: number;
  tries: number;
  trouble: string | null;
  trouble_trace: string | null;
}

/** By which subject an application knows somebody. `first_user_id`: who was told, before any merge. */
export interface SubjectPinsTable {
  institution: string;
  relying_party: string;
  user_id: string;
  first_user_id: string;
  subject: string;
  subject_type: string;
  /** Epoch milliseconds. */
  pinned_at: number;
}

/** On SQLite `traces`, `audit`, `decisions` and their heads, and `letters` stand in a file of their own; on PostgreSQL all stand in one database. */
export interface Schema {
  users: UsersTable;
  identifiers: IdentifiersTable;
  user_emails: UserEmailsTable;
  credentials: CredentialsTable;
  history: HistoryTable;
  signing_keys: SigningKeysTable;
  traces: TracesTable;
  audit: AuditTable;
  changes: ChainedTable;
  change_heads: AuditHeadsTable;
  decisions: ChainedTable;
  decision_heads: AuditHeadsTable;
  user_names: UserNamesTable;
  settings: SettingsTable;
  settings_versions: SettingsVersionsTable;
  sequences: SequencesTable;
  user_sets: UserSetsTable;
  user_set_members: UserSetMembersTable;
  merged_users: MergedUsersTable;
  refolded_identifiers: RefoldedIdentifiersTable;
  letters: LettersTable;
  subject_pins: SubjectPinsTable;
  invitations: InvitationsTable;
}
