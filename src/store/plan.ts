// What a batch of drafts meets, and what it comes to.
import type { Insertable } from 'kysely';
import type { Actor, WriteOutcome } from '../domain/ports/users.ts';
import type { IdentifierRow } from './identifiers.ts';
import type { CredentialsTable, HistoryTable, UserEmailsTable } from './schema.ts';
import type { UserRow } from './user-rows.ts';
import type { Holders } from './write-identifiers.ts';

/** What is stored of the users and values that a batch names. */
export interface Stored {
  readonly holders: Holders;
  readonly users: ReadonlyMap<string, UserRow>;
  readonly identifiersOf: ReadonlyMap<string, readonly IdentifierRow[]>;
  readonly credentials: ReadonlyMap<string, { readonly hash: string; readonly must_change: number }>;
}

export interface Plan {
  readonly outcomes: WriteOutcome[];
  readonly newUsers: UserRow[];
  readonly changedUsers: UserRow[];
  readonly removedIdentifiers: IdentifierRow[];
  readonly addedIdentifiers: IdentifierRow[];
  /** Users whose addresses are to be indexed anew. */
  readonly staleEmails: { institution: string; user_id: string }[];
  readonly emails: UserEmailsTable[];
  readonly staleCredentials: Pick<CredentialsTable, 'institution' | 'user_id' | 'kind'>[];
  readonly credentials: CredentialsTable[];
  readonly history: Insertable<HistoryTable>[];
}

export interface PlanContext {
  readonly actor: Actor;
  /** Epoch milliseconds. */
  readonly now: number;
}

export function emptyPlan(): Plan {
  return {
    outcomes: [],
    newUsers: [],
    changedUsers: [],
    removedIdentifiers: [],
    addedIdentifiers: [],
    staleEmails: [],
    emails: [],
    staleCredentials: [],
    credentials: [],
    history: [],
  };
}
