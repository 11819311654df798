import { type Selectable, sql } from 'kysely';
import { type Identifier, type IdentifierKey, primaryType } from '../domain/identifier.ts';
import type { HeldIdentifier } from '../domain/ports/changes.ts';
import type { Holding } from '../domain/ports/users.ts';
import { type Engine, keyRows, lookedUp, statement } from './engine.ts';
import type { IdentifiersTable } from './schema.ts';
import { isStorable } from './storable.ts';
import { type RowTuple, type SummaryTuple, summaryColumns, toSummary } from './user-rows.ts';

export type IdentifierRow = Selectable<IdentifiersTable>;

export const identifierColumns = [
  'institution',
  'scope',
  'key',
  'id',
  'user_id',
  'type',
  'value',
  'status',
  'segment',
  'note',
  'folding_version',
  'hold_until',
] as const satisfies readonly (keyof IdentifiersTable)[];

const heldColumns = ['scope', 'key', 'id', 'type', 'value', 'status', 'segment', 'note', 'hold_until'] as const;

type HoldingRow = readonly [...RowTuple<IdentifierRow, typeof heldColumns>, ...SummaryTuple];

const holdingColumns = sql.join([
  ...heldColumns.map((column) => sql`${sql.ref(`i.${column}`)} as ${sql.ref(`i_${column}`)}`),
  ...summaryColumns.map((column) => sql.ref(`u.${column}`)),
]);

/** Who holds which name. */
export function createIdentifiers(engine: Engine) {
  const ofUser = statement<{ institution: string; userId: string }, IdentifierRow>(({ institution, userId }) =>
    engine.db
      .selectFrom('identifiers')
      .select(identifierColumns)
      .where('institution', '=', institution)
      .where('user_id', '=', userId)
      .compile(),
  );
  const byKey = statement<{ institution: string; scope: string; key: string }, HoldingRow>(
    ({ institution, scope, key }) =>
      sql<HoldingRow>`select ${holdingColumns} from identifiers as i
        join users as u on u.institution = i.institution and u.id = i.user_id
        where i.institution = ${institution} and i.scope = ${scope} and i."key" = ${key}`.compile(engine.db),
  );
  const byKeys = statement<{ institution: string; keys: string }, HoldingRow>(({ institution, keys }) =>
    sql<HoldingRow>`select ${holdingColumns} from ${keyRows(engine, keys)} as k
      ${lookedUp(engine, 'identifiers', 'i', sql`i.institution = ${institution} and i.scope = k."scope" and i."key" = k."key"`)}
      ${lookedUp(engine, 'users', 'u', sql`u.institution = i.institution and u.id = i.user_id`)}`.compile(engine.db),
  );
  return {
    /** One statement, whatever the number of keys. A key that no database can hold is held by nobody. */
    holdings: async (institution: string, keys: readonly IdentifierKey[]): Promise<readonly Holding[]> => {
      const sound = keys.filter(({ scope, key }) => isStorable(scope) && isStorable(key));
      const [first] = sound;
      if (first === undefined) return [];
      if (sound.length === 1) {
        const { scope, key } = first;
        return (await engine.tuples(byKey, { institution, scope, key })).map(toHolding);
      }
      const pairs = new Set(sound.map(({ scope, key }) => JSON.stringify([scope, key])));
      return (await engine.tuples(byKeys, { institution, keys: `[${[...pairs].join(',')}]` })).map(toHolding);
    },
    /** The primary identifier first, then by id. */
    identifiers: async (institution: string, userId: string): Promise<readonly Identifier[]> => {
      const rows = await engine.all(ofUser, { institution, userId });
      // A person has a handful: sorting them here is quicker than there.
      return rows.map(toIdentifier).sort(primaryFirst);
    },
  };
}

/** The primary identifier and its former values, then the others, by age. */
export function primaryFirst(a: Identifier, b: Identifier): number {
  const byType = Number(b.type === primaryType) - Number(a.type === primaryType);
  return byType === 0 ? Number(a.id > b.id) - Number(a.id < b.id) : byType;
}

function toHolding(row: HoldingRow): Holding {
  const [scope, key, id, type, value, status, segment, note, holdUntil, ...summary] = row;
  const user = toSummary(summary);
  const identifier: Identifier = { id, userId: user.id, type, value, status, segment };
  const holding = { identifier: note === null ? identifier : { ...identifier, note }, scope, key, user };
  return holdUntil === null ? holding : { ...holding, holdUntil };
}

/** With its place, and until when it is nobody else's. */
export function toHeldIdentifier(row: IdentifierRow): HeldIdentifier {
  const { scope, key, hold_until } = row;
  return { ...toIdentifier(row), scope, key, ...(hold_until === null ? {} : { holdUntil: hold_until }) };
}

/** Rows without a user (held values) have an empty user id. */
export function toIdentifier(row: IdentifierRow): Identifier {
  const { id, type, value, status, segment, note } = row;
  return { id, userId: row.user_id ?? '', type, value, status, segment, ...(note === null ? {} : { note }) };
}
