import { sql } from 'kysely';
import type { UserDraft } from '../domain/ports/users.ts';
import { isCurrentPrimary } from './draft-check.ts';
import { type Engine, idRows, keyRows, lookedUp, statement, type Transaction } from './engine.ts';
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

  return async (tx: Transaction, institution: string, drafts: readonly UserDraft[]): Promise<Stored> => {
    const keys = JSON.stringify(drafts.flatMap((draft) => draft.identifiers.map(({ scope, key }) => [scope, key])));
    const first = await tx.all(holders, { institution, keys });
    const named = new Set([...drafts.map(({ user }) => user.id), ...primaryHolders(first)]);
    const ids = JSON.stringify([...named].sort());
    const isShared = engine.dialect !== 'sqlite';
    const stored = await tx.all(isShared ? lockedUsers : users, { institution, ids });
    // Once the users are locked their identifiers stand still; before, they may have moved.
    const current = isShared && stored.length > 0 ? await tx.all(holders, { institution, keys }) : first;
    const known = JSON.stringify(stored.map(({ id }) => id));
    const theirs = stored.length === 0 ? [] : await tx.all(identifiers, { institution, ids: known });
    const withSecrets = drafts.some(({ passwordHash, pinHash }) => (passwordHash ?? pinHash) !== undefined);
    const secrets = withSecrets && stored.length > 0 ? await tx.all(credentials, { institution, ids: known }) : [];
    return {
      holders: new Map(current.map((row) => [placeOf(row), row])),
      users: new Map(stored.map((row) => [row.id, row])),
      identifiersOf: Map.groupBy(theirs, ({ user_id }) => user_id ?? ''),
      credentials: new Map(secrets.map((row) => [credentialPlace(row.user_id, row.kind), row])),
    };
  };
}

const credentialColumns = ['institution', 'user_id', 'kind', 'hash', 'must_change', 'changed_at'] as const;

const columnsOf = (alias: string, columns: readonly string[]) =>
  sql.join(columns.map((column) => sql.ref(`${alias}.${column}`)));

function primaryHolders(rows: readonly IdentifierRow[]): readonly string[] {
  return rows.flatMap((row) => (isCurrentPrimary(row) && row.user_id !== null ? [row.user_id] : []));
}
