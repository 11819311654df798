import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CompiledQuery, Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import type { Connection, Engine, SqlValue, Statement, Transaction } from './engine.ts';
import { breaksConnection, fromPostgres } from './postgres-fault.ts';
import type { Schema } from './schema.ts';

/** The records and the journal over one pool. */
export function createPostgresEngine(pool: Pool): Engine {
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: named(pool) }) });
  return {
    dialect: 'postgresql',
    ...connection(db),
    transaction: async (work) => {
      try {
        return await db
          .transaction()
          .setIsolationLevel('read committed')
          .execute((transaction) => work(inTransaction(transaction)));
      } catch (error) {
        throw fromPostgres(error);
      }
    },
    scrub: async () => 'left-to-database',
    pause: () => nextTurn(),
    close: async () => {
      if (!pool.ending) await pool.end();
    },
  };
}

function connection(db: Kysely<Schema>): Connection {
  const all = async <Values extends Record<string, SqlValue>, Row>(
    { query, order }: Statement<Values, Row>,
    values: Values,
  ) => {
    const { rows } = await db.executeQuery<Row>({ ...query, parameters: order.map((name) => values[name]) });
    return rows;
  };
  return {
    db,
    all,
    // The driver's own arrays do not pass through Kysely; beside the way to the server and back this costs nothing.
    tuples: async <Values extends Record<string, SqlValue>, Row extends readonly SqlValue[]>(
      query: Statement<Values, Row>,
      values: Values,
    ) => (await all(query, values)).map((row) => Object.values(row) as unknown as Row),
  };
}

// Rows travel as one JSON parameter, so that a statement has one text whatever their number.
function inTransaction(db: Kysely<Schema>): Transaction {
  const run = async (text: string, rows: readonly object[]) => {
    if (rows.length > 0) await db.executeQuery(CompiledQuery.raw(text, [JSON.stringify(rows)]));
  };
  return {
    ...connection(db),
    lock: async (name) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(db);
    },
    insertAll: async (table, rows) => {
      const columns = Object.keys(rows[0] ?? {})
        .map(quoted)
        .join(', ');
      const from = `json_populate_recordset(null::${quoted(table)}, $1::json)`;
      await run(`insert into ${quoted(table)} (${columns}) select ${columns} from ${from}`, rows);
    },
    updateAll: async (table, by, rows) => {
      const columns = Object.keys(rows[0] ?? {}).filter((column) => !(by as readonly string[]).includes(column));
      const sets = columns.map((column) => `${quoted(column)} = r.${quoted(column)}`).join(', ');
      const target = `update ${quoted(table)} as t set ${sets} from r`;
      await run(
        `${found(table, by)} ${target} where t.ctid = any (array(select place from found)) and ${same(by)}`,
        rows,
      );
    },
    deleteAll: async (table, rows) => {
      const target = `delete from ${quoted(table)} as t`;
      const by = Object.keys(rows[0] ?? {});
      await run(`${found(table, by)} ${target} where t.ctid = any (array(select place from found))`, rows);
    },
  };
}

const quoted = (name: string) => `"${name}"`;
const same = (columns: readonly string[]) =>
  columns
    .map(quoted)
    .map((column) => `t.${column} = r.${column}`)
    .join(' and ');

/**
 * The rows given, and where their counterparts lie: each looked up in an index, where a plain join is planned as a scan
 * of the table. Whoever asks holds the lock on the users, so that the rows do not move.
 */
const found = (table: string, by: readonly string[]) =>
  `with r as materialized (select * from json_populate_recordset(null::${quoted(table)}, $1::json)),
    found as materialized (select o.place from r cross join lateral
      (select t.ctid as place from ${quoted(table)} as t where ${same(by)} offset 0) as o)`;

/** A pool that prepares every statement once a connection, and does not take back a connection that broke. */
function named(pool: Pool): PostgresPool {
  return {
    options: pool.options,
    end: async () => undefined,
    connect: async () => {
      try {
        return wrapClient(await pool.connect());
      } catch (error) {
        throw fromPostgres(error);
      }
    },
  };
}

function wrapClient(client: PoolClient): PostgresPoolClient {
  let broken = false;
  // A connection that dies between two queries says so here, and would end the process if nobody listened.
  const onError = () => {
    broken = true;
  };
  client.on('error', onError);
  const query = async (text: string, values: readonly unknown[] = []) => {
    try {
      const isPreparable = /^(select|insert|update|delete|with)\b/i.test(text);
      return await client.query({ text, values: [...values], ...(isPreparable ? { name: nameOf(text) } : {}) });
    } catch (error) {
      broken ||= breaksConnection(error);
      throw fromPostgres(error);
    }
  };
  return {
    query: query as unknown as PostgresPoolClient['query'],
    release: (destroy) => {
      client.off('error', onError);
      client.release(broken || destroy === true);
    },
  };
}

const names = new Map<string, string>();

function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `v${createHash('sha256').update(text).digest('hex').slice(0, 20)}`;
  if (names.size < 1000) names.set(text, name);
  return name;
}
