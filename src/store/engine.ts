// What the repositories ask of a database, the same of SQLite and of PostgreSQL.
import { type CompiledQuery, type Insertable, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Scrubbed } from '../domain/ports/audit-trail.ts';
import type { Schema } from './schema.ts';

export type SqlValue = string | number | null;
export type Table = keyof Schema;

/** A query compiled once: building one for every call costs several times the query itself. */
export interface Statement<Values, Row> {
  readonly query: CompiledQuery<Row>;
  /** Names of the values, in the order of the placeholders. */
  readonly order: readonly (keyof Values & string)[];
}

/** A place where queries run: the reading side, or one transaction. */
export interface Connection {
  readonly db: Kysely<Schema>;
  all<Values extends Record<string, SqlValue>, Row>(
    statement: Statement<Values, Row>,
    values: Values,
  ): Promise<readonly Row[]>;
  /** The same with rows as arrays, in the order of the columns: for the queries of every sign-in. */
  tuples<Values extends Record<string, SqlValue>, Row extends readonly SqlValue[]>(
    statement: Statement<Values, Row>,
    values: Values,
  ): Promise<readonly Row[]>;
}

/** Every row given to one call carries the same columns. */
export interface Transaction extends Connection {
  insertAll<T extends Table>(table: T, rows: readonly Insertable<Schema[T]>[]): Promise<void>;
  /** Sets all other columns of the rows that these columns name. */
  updateAll<T extends Table>(
    table: T,
    by: readonly (keyof Insertable<Schema[T]> & string)[],
    rows: readonly Insertable<Schema[T]>[],
  ): Promise<void>;
  /** Deletes the rows that have these columns' values. */
  deleteAll<T extends Table>(table: T, rows: readonly Partial<Insertable<Schema[T]>>[]): Promise<void>;
  /** Held until the transaction ends; other transactions that name it wait. */
  lock(name: string): Promise<void>;
}

/**
 * @throws VestibuleError VST_STORE_UNAVAILABLE, VST_STORE_FULL, VST_STORE_CORRUPT
 */
export interface Engine extends Connection {
  readonly dialect: 'sqlite' | 'postgresql';
  /**
   * Runs the work in one transaction that sees what others committed before it. Nothing but this engine may be awaited
   * inside.
   *
   * @throws LostRace when a unique constraint or another writer stood in the way; nothing was then written
   */
  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
  /** See `AuditTrail.scrub`. */
  scrub(options: { readonly whateverSize: boolean }): Promise<Scrubbed>;
  /** What bulk work waits between two transactions, so that other writers get their turn. */
  pause(): Promise<void>;
  close(): Promise<void>;
}

/** Somebody else was first: look again and decide anew. */
export class LostRace extends Error {
  constructor(cause: unknown) {
    super('Another writer was first', { cause });
    this.name = 'LostRace';
  }
}

class Placeholder {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** Compiles a query whose values come later: `build` is given stand-ins and puts them where the values go. */
export function statement<Values extends Record<string, SqlValue>, Row>(
  build: (values: Values) => CompiledQuery<Row>,
): Statement<Values, Row> {
  const standIns = new Proxy({}, { get: (_target, name) => new Placeholder(String(name)) });
  const query = build(standIns as Values);
  const order = query.parameters.map((parameter) => {
    if (!(parameter instanceof Placeholder)) throw new TypeError('A compiled statement takes all its values by name');
    return parameter.name as keyof Values & string;
  });
  return { query, order };
}

/**
 * Joins a table by an index look-up for each row on the left, whatever the planner believes of their numbers: SQLite
 * keeps the order of a cross join, and PostgreSQL does not look through `offset 0`.
 *
 * @param on names the table by `alias`
 */
export function lookedUp(
  engine: Pick<Engine, 'dialect'>,
  table: Table,
  alias: string,
  on: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const named = sql`${sql.table(table)} as ${sql.ref(alias)}`;
  return engine.dialect === 'sqlite'
    ? sql`cross join ${named} on ${on}`
    : sql`cross join lateral (select * from ${named} where ${on} offset 0) as ${sql.ref(alias)}`;
}

/** Rows `(scope, key)` of a JSON array of pairs: one parameter, whatever their number. */
export function keyRows(engine: Pick<Engine, 'dialect'>, json: string): RawBuilder<unknown> {
  return engine.dialect === 'sqlite'
    ? sql`(select value ->> 0 as "scope", value ->> 1 as "key" from json_each(${json}))`
    : sql`(select e ->> 0 as "scope", e ->> 1 as "key" from json_array_elements(${json}::json) as e)`;
}

/** Rows `(id)` of a JSON array of texts. */
export function idRows(engine: Pick<Engine, 'dialect'>, json: string): RawBuilder<unknown> {
  return engine.dialect === 'sqlite'
    ? sql`(select value as "id" from json_each(${json}))`
    : sql`(select e as "id" from json_array_elements_text(${json}::json) as e)`;
}
