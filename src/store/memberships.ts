// In which sets of users somebody stands, where she goes, is merged into another, or comes back.
import { sql } from 'kysely';
import type { Decision } from '../domain/ports/changes.ts';
import { type Engine, idRows, statement, type Transaction } from './engine.ts';
import type { UserSetMembersTable } from './schema.ts';

export type Memberships = ReadonlyMap<string, readonly string[]>;

export interface MembershipChange {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

type ByIds = { institution: string; ids: string };
type Row = readonly [userId: string, setId: string];

/** Reads the sets of everyone whose places a decision moves; nothing for any other decision. */
export function createMembershipLoader(engine: Engine) {
  const ofUsers = statement<ByIds, Row>(({ institution, ids }) =>
    sql<Row>`select m.user_id, m.set_id from ${idRows(engine, ids)} as k
      join user_set_members as m on m.institution = ${institution} and m.user_id = k."id"
      order by m.set_id`.compile(engine.db),
  );
  return async (transaction: Transaction, institution: string, moves: Moves): Promise<Memberships> => {
    const users = [...new Set(concerned(moves))];
    if (users.length === 0) return new Map();
    const rows = await transaction.tuples(ofUsers, { institution, ids: JSON.stringify(users) });
    const found = Map.groupBy(rows, ([userId]) => userId);
    return new Map(users.map((id) => [id, (found.get(id) ?? []).map(([, setId]) => setId)]));
  };
}

type Moves = Pick<Decision<unknown>, 'removed' | 'merged' | 'memberships'>;

function concerned({ removed = [], merged = [], memberships = [] }: Moves): readonly string[] {
  return [...removed, ...merged.flatMap(({ from, into }) => [from, into]), ...memberships.map(({ userId }) => userId)];
}

/** Where each of them stands before and after. Who is merged hands her places on; who goes has none. */
export function movedMemberships(stored: Memberships, moves: Moves): ReadonlyMap<string, MembershipChange> {
  const { removed = [], merged = [], memberships = [] } = moves;
  const after = new Map(stored);
  for (const { from, into } of merged) {
    after.set(into, [...new Set([...(after.get(into) ?? []), ...(after.get(from) ?? [])])].sort());
  }
  for (const { userId, sets } of memberships) after.set(userId, [...new Set(sets)].sort());
  for (const userId of removed) after.set(userId, []);
  const changes = [...after].map(([userId, sets]): [string, MembershipChange] => [
    userId,
    { before: stored.get(userId) ?? [], after: sets },
  ]);
  return new Map(changes.filter(([, change]) => change.before.join() !== change.after.join()));
}

export function memberRows(
  institution: string,
  changes: ReadonlyMap<string, MembershipChange>,
): { readonly gone: readonly UserSetMembersTable[]; readonly come: readonly UserSetMembersTable[] } {
  const rows = (pick: (change: MembershipChange) => readonly string[]) =>
    [...changes].flatMap(([user_id, change]) => pick(change).map((set_id) => ({ institution, set_id, user_id })));
  return {
    gone: rows(({ before, after }) => before.filter((id) => !after.includes(id))),
    come: rows(({ before, after }) => after.filter((id) => !before.includes(id))),
  };
}
