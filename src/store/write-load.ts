import { sql } from 'kysely';
import type { IdentifierKey } from '../domain/identifier.ts';
import type { UserDraft } from '../domain/ports/users.ts';
import { isCurrentPrimary } from './draft-check.ts';
import { type Engine, idRows, keyRows, LostRace, lookedUp, statement, type Transaction } from './engine.ts';
import { type IdentifierRow, identifierColumns } from './identifiers.ts';
import type { Stored } from './plan.ts';
import type { CredentialsTable } from './schema.ts';
import { type UserRow, userColumns } from './user-rows.ts';
import { credentialPlace } from './write-credentials.ts';
import { placeOf } from './write-identifiers.ts';

type ByKeys = { institution: string; keys: string };
type ByIds = { institution: string; ids: string };

/** Reads what a batch of drafts meets, with a handful of statements whatever their number. */
export function createLoader(engine: Engine) {
  const holders = statement<ByKeys, IdentifierRow>(({ institution, keys }) =>
    sql<IdentifierRow>`select ${columnsOf('i', identifierColumns)} from ${keyRows(engine, keys)} as k
      ${lookedUp(engine, 'identifiers', 'i', sql`i.institution = ${institution} and i.scope = k."scope" and i."key" = k."key"`)}`.compile(
      engine.db,
    ),
  );
  const users = statement<ByIds, UserRow>(({ institution, ids }) =>
    sql<UserRow>`select ${columnsOf('u', userColumns)} from ${idRows(engine, ids)} as k
      ${lookedUp(engine, 'users', 'u', sql`u.institution = ${institution} and u.id = k."id"`)}`.compile(engine.db),
  );
  // Values of nobody have no user to stand in line at: they themselves are locked.
  const lockedHolders = statement<ByKeys, IdentifierRow>(({ institution, keys }) =>
    sql<IdentifierRow>`select ${columnsOf('i', identifierColumns)} from ${keyRows(engine, keys)} as k cross join lateral
      (select * from identifiers as i where i.institution = ${institution} and i.scope = k."scope" and i."key" = k."key"
        offset 0 for update) as i`.compile(engine.db),
  );
  // Writers of one user stand in line, in the order of the ids given. SQLite has one writer anyway.
  const lockedUsers = statement<ByIds, UserRow>(({ institution, ids }) =>
    sql<UserRow>`select ${columnsOf('u', userColumns)} from ${idRows(engine, ids)} as k cross join lateral
      (select * from users as u where u.institution = ${institution} and u.id = k."id" offset 0 for update) as u`.compile(
      engine.db,
    ),
  );
  const identifiers = statement<ByIds, IdentifierRow>(({ institution, ids }) =>
    sql<IdentifierRow>`select ${columnsOf('i', identifierColumns)} from ${idRows(engine, ids)} as k
      ${lookedUp(engine, 'identifiers', 'i', sql`i.institution = ${institution} and i.user_id = k."id"`)}`.compile(
      engine.db,
    ),
  );
  const credentials = statement<ByIds, CredentialsTable>(({ institution, ids }) =>
    sql<CredentialsTable>`select ${columnsOf('c', credentialColumns)} from ${idRows(engine, ids)} as k
      ${lookedUp(engine, 'credentials', 'c', sql`c.institution = ${institution} and c.user_id = k."id"`)}`.compile(
      engine.db,
    ),
  );

  interface Wanted {
    readonly keys: readonly IdentifierKey[];
    readonly users: readonly string[];
    /** Whom of those found under the keys the work is about, too. */
    readonly concerns: (rows: readonly IdentifierRow[]) => readonly string[];
    readonly withSecrets: boolean;
  }

  async function load(tx: Transaction, institution: string, wanted: Wanted): Promise<Stored> {
    const keys = JSON.stringify(wanted.keys.map(({ scope, key }) => [scope, key]));
    const first = wanted.keys.length === 0 ? [] : await tx.all(holders, { institution, keys });
    const named = new Set([...wanted.users, ...wanted.concerns(first)]);
    const ids = JSON.stringify([...named].sort());
    const isShared = engine.dialect !== 'sqlite';
    const stored = await tx.all(isShared ? lockedUsers : users, { institution, ids });
    // Once the users are locked their identifiers stand still; before, they may have moved.
    const current = isShared && stored.length > 0 ? await tx.all(holders, { institution, keys }) : first;
    const byId = new Map(stored.map((row) => [row.id, row]));
    refuseLateHolders(wanted.concerns(current), byId);
    if (isShared) await lockOrphans(tx, institution, current);
    const known = JSON.stringify(stored.map(({ id }) => id));
    const theirs = stored.length === 0 ? [] : await tx.all(identifiers, { institution, ids: known });
    const hasSecrets = wanted.withSecrets && stored.length > 0;
    const secrets = hasSecrets ? await tx.all(credentials, { institution, ids: known }) : [];
    return {
      holders: new Map(current.map((row) => [placeOf(row), row])),
      users: byId,
      identifiersOf: Map.groupBy(theirs, ({ user_id }) => user_id ?? ''),
      credentials: new Map(secrets.map((row) => [credentialPlace(row.user_id, row.kind), row])),
    };
  }

  async function lockOrphans(tx: Transaction, institution: string, current: readonly IdentifierRow[]): Promise<void> {
    const orphans = current.filter(({ user_id }) => user_id === null);
    if (orphans.length === 0) return;
    const inOrder = orphans.toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
    const keys = JSON.stringify(inOrder.map(({ scope, key }) => [scope, key]));
    const locked = await tx.all(lockedHolders, { institution, keys });
    if (locked.length < orphans.length || locked.some(({ user_id }) => user_id !== null))
      throw new LostRace('a value of nobody went to somebody');
  }

  return {
    ofDrafts: (tx: Transaction, institution: string, drafts: readonly UserDraft[]): Promise<Stored> =>
      load(tx, institution, {
        keys: drafts.flatMap((draft) => draft.identifiers),
        users: drafts.map(({ user }) => user.id),
        concerns: holdersOfDrafts,
        withSecrets: drafts.some(({ passwordHash, pinHash }) => (passwordHash ?? pinHash) !== undefined),
      }),
    /** One user with everything, outside any transaction. */
    ofUser: async (institution: string, userId: string): Promise<Stored> => {
      const ids = JSON.stringify([userId]);
      const [rows, theirs, secrets] = await Promise.all([
        engine.all(users, { institution, ids }),
        engine.all(identifiers, { institution, ids }),
        engine.all(credentials, { institution, ids }),
      ]);
      return {
        holders: new Map(),
        users: new Map(rows.map((row) => [row.id, row])),
        identifiersOf: Map.groupBy(theirs, ({ user_id }) => user_id ?? ''),
        credentials: new Map(secrets.map((row) => [credentialPlace(row.user_id, row.kind), row])),
      };
    },
    /** With everyone who holds one of the keys. */
    ofNamed: (
      tx: Transaction,
      institution: string,
      ids: readonly string[],
      keys: readonly IdentifierKey[],
    ): Promise<Stored> => load(tx, institution, { keys, users: ids, concerns: allHolders, withSecrets: true }),
  };
}

const allHolders = (rows: readonly IdentifierRow[]) => rows.flatMap(({ user_id }) => user_id ?? []);

const credentialColumns = ['institution', 'user_id', 'kind', 'hash', 'must_change', 'changed_at'] as const;

const columnsOf = (alias: string, columns: readonly string[]) =>
  sql.join(columns.map((column) => sql.ref(`${alias}.${column}`)));

/** Whom a draft may write, and from whom it may take a value whose time is over. Of others it takes nothing. */
function holdersOfDrafts(rows: readonly IdentifierRow[]): readonly string[] {
  const isConcerned = (row: IdentifierRow) =>
    isCurrentPrimary(row) || row.status === 'retired' || row.status === 'held';
  return rows.flatMap((row) => (isConcerned(row) && row.user_id !== null ? [row.user_id] : []));
}

/** Between reading who holds a key and locking her it may have passed to somebody who is not locked. */
function refuseLateHolders(ids: readonly string[], users: Stored['users']): void {
  if (ids.some((id) => !users.has(id))) throw new LostRace('a holder came after the users were read');
}
