import { type Selectable, sql } from 'kysely';
import type { Identifier, IdentifierKey } from '../domain/identifier.ts';
import type { Holding } from '../domain/ports/users.ts';
import { type Engine, keyRows, lookedUp, statement } from './engine.ts';
import type { IdentifiersTable } from './schema.ts';
import { isStorable } from './storable.ts';
import { type SummaryRow, summaryColumns, toSummary } from './user-rows.ts';

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

type HoldingRow = SummaryRow & {
  i_scope: string;
  i_key: string;
  i_id: string;
  i_type: string;
  i_value: string;
  i_status: IdentifierRow['status'];
  i_segment: IdentifierRow['segment'];
  i_note: string | null;
};

const holdingColumns = sql.join([
  sql`i.scope as i_scope, i."key" as i_key, i.id as i_id, i.type as i_type, i.value as i_value, i.status as i_status,
    i.segment as i_segment, i.note as i_note`,
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
      .orderBy((order) => order.case().when('type', '=', sql.lit('primary')).then(sql.lit(0)).else(sql.lit(1)).end())
      .orderBy('id')
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
        return (await engine.all(byKey, { institution, scope, key })).map(toHolding);
      }
      const pairs = new Set(sound.map(({ scope, key }) => JSON.stringify([scope, key])));
      return (await engine.all(byKeys, { institution, keys: `[${[...pairs].join(',')}]` })).map(toHolding);
    },
    /** The primary identifier first, then by id. */
    identifiers: async (institution: string, userId: string): Promise<readonly Identifier[]> => {
      const rows = await engine.all(ofUser, { institution, userId });
      return rows.map(toIdentifier);
    },
  };
}

function toHolding(row: HoldingRow): Holding {
  return {
    identifier: {
      id: row.i_id,
      userId: row.id,
      type: row.i_type,
      value: row.i_value,
      status: row.i_status,
      segment: row.i_segment,
      ...(row.i_note === null ? {} : { note: row.i_note }),
    },
    scope: row.i_scope,
    key: row.i_key,
    user: toSummary(row),
  };
}

/** Rows without a user (held values) have an empty user id. */
export function toIdentifier(row: IdentifierRow): Identifier {
  const { id, type, value, status, segment, note } = row;
  return { id, userId: row.user_id ?? '', type, value, status, segment, ...(note === null ? {} : { note }) };
}
