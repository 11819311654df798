import { sql } from 'kysely';
import { VestibuleError } from '../domain/errors.ts';
import type { AuditDetail } from '../domain/ports/audit-trail.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Random } from '../domain/ports/random.ts';
import type { UserSet, UserSets } from '../domain/ports/user-sets.ts';
import type { Actor } from '../domain/ports/users.ts';
import { untilDecided } from './apply.ts';
import { appendToChain } from './chain.ts';
import { type Engine, idRows, type Transaction } from './engine.ts';
import type { UserSetsTable } from './schema.ts';
import { isStorableDeep } from './storable.ts';

const columns = ['id', 'name', 'owner', 'kind', 'query', 'created_at'] as const;
const pageMax = 500;

/** Every change of a set locks its row first and writes the audit last. */
export function createUserSets(
  engine: Engine,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): UserSets {
  // Whoever merges users moves their sets: two may wait for each other, and one looks again.
  const inTurn = (work: (transaction: Transaction) => Promise<void>) =>
    untilDecided(random, () => engine.transaction(work));

  const audited = async (
    transaction: Transaction,
    institution: string,
    { id, name, owner }: UserSet,
    { actor, action, facts }: { actor: Actor; action: string; facts: AuditDetail['facts'] },
  ) => {
    // A person's sets are hers: what the audit says of them goes when what it says of her goes.
    const userId = owner === 'operator' ? undefined : owner;
    const entry = { at: clock.now(), ...actor, action, userId, detail: { facts: { set: id, name, ...facts } } };
    await appendToChain(transaction, 'changes', institution, [entry], random);
  };

  const changeMembers =
    (action: 'set-members-added' | 'set-members-dropped', apply: typeof addMembers): UserSets['add'] =>
    (institution, id, userIds, actor) =>
      inTurn(async (transaction) => {
        const set = await lockedSet(transaction, institution, id);
        const changed = await apply(engine, transaction, institution, id, userIds);
        if (changed.length === 0) return;
        await audited(transaction, institution, set, { actor, action, facts: { users: changed.join(' ') } });
      });

  return {
    all: async (institution, owner) => {
      const rows = await engine.db
        .selectFrom('user_sets')
        .select(columns)
        .where('institution', '=', institution)
        .$if(owner !== undefined, (query) => query.where('owner', '=', owner ?? ''))
        .orderBy('name')
        .orderBy('id')
        .execute();
      return rows.map(toSet);
    },
    get: async (institution, id) => {
      const row = await engine.db
        .selectFrom('user_sets')
        .select(columns)
        .where('institution', '=', institution)
        .where('id', '=', id)
        .executeTakeFirst();
      return row && toSet(row);
    },
    create: (institution, set, actor) => {
      const { id, name, owner, kind, query, createdAt } = set;
      if (!isStorableDeep(set))
        throw new VestibuleError('VST_REQUEST_MALFORMED', 'The set holds a character that no store can hold');
      return engine.transaction(async (transaction) => {
        const row = { institution, id, name, owner, kind, query: query ?? null, created_at: createdAt };
        await transaction.insertAll('user_sets', [row]);
        const facts = { kind, ...(query === undefined ? {} : { query }) };
        await audited(transaction, institution, set, { actor, action: 'set-created', facts });
      });
    },
    remove: (institution, id, actor) =>
      inTurn(async (transaction) => {
        const set = await lockedSet(transaction, institution, id);
        await transaction.deleteAll('user_set_members', [{ institution, set_id: id }]);
        await transaction.deleteAll('user_sets', [{ institution, id }]);
        await audited(transaction, institution, set, { actor, action: 'set-removed', facts: {} });
      }),
    add: changeMembers('set-members-added', addMembers),
    drop: changeMembers('set-members-dropped', dropMembers),
    members: async (institution, id, { limit, after }) => {
      const size = Math.min(limit, pageMax);
      const rows = await engine.db
        .selectFrom('user_set_members')
        .select('user_id')
        .where('institution', '=', institution)
        .where('set_id', '=', id)
        .where('user_id', '>', after ?? '')
        .orderBy('user_id')
        .limit(size + 1)
        .execute();
      const items = rows.slice(0, size).map(({ user_id }) => user_id);
      return { items, next: rows.length > size ? items.at(-1) : undefined };
    },
    having: async (institution, userId) => {
      const { rows } = await sql<UserSetsTable>`
        select ${sql.join(columns.map((column) => sql.ref(`s.${column}`)))} from user_set_members as m
        join user_sets as s on s.institution = m.institution and s.id = m.set_id
        where m.institution = ${institution} and m.user_id = ${userId}
        order by s.name, s.id`.execute(engine.db);
      return rows.map(toSet);
    },
    containing: async (institution, userId) => {
      const row = await engine.db
        .selectFrom('user_set_members')
        .select(({ fn }) => fn.countAll<number | string>().as('sets'))
        .where('institution', '=', institution)
        .where('user_id', '=', userId)
        .executeTakeFirst();
      return Number(row?.sets ?? 0);
    },
  };
}

async function lockedSet({ db }: Transaction, institution: string, id: string): Promise<UserSet> {
  // An update that changes nothing locks the row on either engine, and says whether it is there.
  const row = await db
    .updateTable('user_sets')
    .set({ id })
    .where('institution', '=', institution)
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirst();
  if (row === undefined) throw new VestibuleError('VST_NOT_FOUND', 'There is no such set of users', { set: id });
  return toSet(row);
}

/** Only users there are; one who is being removed is waited for and left out. @returns those who were not in it */
async function addMembers(
  engine: Engine,
  { db }: Transaction,
  institution: string,
  id: string,
  userIds: readonly string[],
): Promise<readonly string[]> {
  const named = idRows(engine, JSON.stringify(userIds));
  const held = engine.dialect === 'postgresql' ? sql` for key share of u` : sql``;
  const { rows } = await sql<{ user_id: string }>`
    insert into user_set_members (institution, set_id, user_id)
    select u.institution, ${id}, u.id from users as u
    where u.institution = ${institution} and u.id in (select n.id from ${named} as n)${held}
    on conflict do nothing returning user_id`.execute(db);
  return rows.map(({ user_id }) => user_id);
}

async function dropMembers(
  engine: Engine,
  { db }: Transaction,
  institution: string,
  id: string,
  userIds: readonly string[],
): Promise<readonly string[]> {
  const named = idRows(engine, JSON.stringify(userIds));
  const { rows } = await sql<{ user_id: string }>`
    delete from user_set_members
    where institution = ${institution} and set_id = ${id} and user_id in (select n.id from ${named} as n)
    returning user_id`.execute(db);
  return rows.map(({ user_id }) => user_id);
}

function toSet({ id, name, owner, kind, query, created_at }: Omit<UserSetsTable, 'institution'>): UserSet {
  return { id, name, owner, kind, ...(query === null ? {} : { query }), createdAt: created_at };
}
