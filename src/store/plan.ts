// What a batch of drafts meets, and what it comes to.
import type { AuditDetail } from '../domain/ports/audit-trail.ts';
import type { Actor, WriteOutcome } from '../domain/ports/users.ts';
import type { NewEntry } from './chain.ts';
import type { IdentifierRow } from './identifiers.ts';
import type { CredentialsTable, UserEmailsTable, UserNamesTable, UserSetMembersTable } from './schema.ts';
import type { UserRow } from './user-rows.ts';
import type { Holders } from './write-identifiers.ts';

/** What is stored of the users and values that a batch names. */
export interface Stored {
  readonly holders: Holders;
  readonly users: ReadonlyMap<string, UserRow>;
  readonly identifiersOf: ReadonlyMap<string, readonly IdentifierRow[]>;
  readonly credentials: ReadonlyMap<string, Pick<CredentialsTable, 'hash' | 'must_change'>>;
}

export interface Plan {
  readonly outcomes: WriteOutcome[];
  readonly newUsers: UserRow[];
  readonly changedUsers: UserRow[];
  readonly removedUsers: { institution: string; id: string }[];
  readonly removedIdentifiers: IdentifierRow[];
  readonly addedIdentifiers: IdentifierRow[];
  /** Users whose addresses are to be indexed anew. */
  readonly staleEmails: { institution: string; user_id: string }[];
  readonly emails: UserEmailsTable[];
  /** Users whose names are to be indexed anew. */
  readonly staleNames: { institution: string; user_id: string }[];
  readonly names: UserNamesTable[];
  readonly staleCredentials: Pick<CredentialsTable, 'institution' | 'user_id' | 'kind'>[];
  readonly credentials: CredentialsTable[];
  /** Places in sets of users. */
  readonly staleMembers: UserSetMembersTable[];
  readonly members: UserSetMembersTable[];
  /** Users who are themselves again, and users who go on as another. */
  readonly staleMerged: { institution: string; id: string }[];
  readonly merged: { readonly from: string; readonly into: string }[];
  readonly entries: NewEntry[];
}

export interface PlanContext {
  readonly actor: Actor;
  /** Epoch milliseconds. */
  readonly now: number;
  /** The word of the audit; `created`, `updated` or `removed` unless said. */
  readonly action?: string | undefined;
  readonly batch?: string | undefined;
  readonly facts?: AuditDetail['facts'];
}

export function emptyPlan(): Plan {
  return {
    outcomes: [],
    newUsers: [],
    changedUsers: [],
    removedUsers: [],
    removedIdentifiers: [],
    addedIdentifiers: [],
    staleEmails: [],
    emails: [],
    staleNames: [],
    names: [],
    staleCredentials: [],
    credentials: [],
    staleMembers: [],
    members: [],
    staleMerged: [],
    merged: [],
    entries: [],
  };
}
