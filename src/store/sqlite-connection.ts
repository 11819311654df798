// One connection to a SQLite file, with every statement prepared once.
import { Kysely, type SqliteDatabase as KyselyDatabase, SqliteDialect } from 'kysely';
import type { SqliteDatabase, SqliteStatement } from '../sqlite.ts';
import type { Connection, SqlValue } from './engine.ts';
import type { Schema } from './schema.ts';
import { fromSqlite } from './sqlite-fault.ts';

const cachedStatements = 500;

export interface SqliteConnection extends Connection {
  /** The statement for a text, prepared on first use. Never leave one half read: it is shared. */
  prepare(text: string, rows?: 'objects' | 'arrays'): SqliteStatement;
  /** A statement without values or rows. */
  run(text: string): void;
  readonly inTransaction: boolean;
  close(): void;
}

export function createSqliteConnection(database: SqliteDatabase): SqliteConnection {
  const cache = new Map<string, SqliteStatement>();
  const prepare = (text: string, rows = 'objects'): SqliteStatement => {
    const cached = cache.get(text);
    if (cached !== undefined) return cached;
    const prepared = database.prepare(text);
    if (rows === 'arrays') prepared.setReturnArrays(true);
    const oldest = cache.size >= cachedStatements ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    cache.set(text, prepared);
    return prepared;
  };
  return {
    db: new Kysely<Schema>({ dialect: new SqliteDialect({ database: forKysely(prepare) }) }),
    all: async ({ query, order }, values) =>
      translated(
        () => prepare(query.sql).all(...order.map((name) => values[name] as SqlValue)) as ReturnType<typeof JSON.parse>,
      ),
    tuples: async ({ query, order }, values) =>
      translated(
        () =>
          prepare(query.sql, 'arrays').all(...order.map((name) => values[name] as SqlValue)) as ReturnType<
            typeof JSON.parse
          >,
      ),
    prepare,
    run: (text) => void translated(() => prepare(text).run()),
    get inTransaction() {
      return database.isOpen && database.isTransaction;
    },
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}

/** What Kysely asks of a SQLite driver, over node:sqlite. */
function forKysely(prepare: (text: string) => SqliteStatement): KyselyDatabase {
  const values = (parameters: readonly unknown[]) => parameters as readonly SqlValue[];
  return {
    close: () => undefined,
    prepare: (text) =>
      translated(() => {
        const prepared = prepare(text);
        return {
          reader: prepared.columns().length > 0,
          all: (parameters) => translated(() => prepared.all(...values(parameters))),
          run: (parameters) => translated(() => prepared.run(...values(parameters))),
          iterate: (parameters) => prepared.iterate(...values(parameters)),
        };
      }),
  };
}

/** Runs the call; its errors come out as the store's. */
export function translated<Result>(call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    throw fromSqlite(error);
  }
}
