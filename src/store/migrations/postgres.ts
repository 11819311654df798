import type { ClientBase } from 'pg';
import { type Fill, postgresWords } from './migration.ts';
import { migrationsTable, missingMigrations } from './plan.ts';

/** Any number, always the same: who holds the advisory lock of this name migrates. */
const lockNumber = 8_602_134_571;

const rowsAtOnce = 1000;

/**
 * Brings a database up to date in one transaction, one node at a time: others wait for the lock, which ends with the
 * transaction or with the holder's connection.
 *
 * @param client a connection without statement timeout
 */
export async function migratePostgres(client: ClientBase): Promise<void> {
  await client.query('begin');
  try {
    await client.query(`set local lock_timeout = '60s'`);
    await client.query(`select pg_advisory_xact_lock(${lockNumber})`);
    await client.query(migrationsTable);
    const applied = await client.query<{ number: number }>('select number from migrations');
    for (const { number, name, statements, fill } of missingMigrations(
      applied.rows.map((row) => row.number),
      ['records', 'journal'],
    )) {
      for (const text of statements(postgresWords)) await client.query(text);
      if (fill !== undefined) await fillTable(client, fill);
      await client.query('insert into migrations (number, name) values ($1, $2)', [number, name]);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function fillTable(client: ClientBase, { from, columns, into, rows }: Fill): Promise<void> {
  await client.query(`declare standing no scroll cursor for select ${columns.join(', ')} from ${from}`);
  for (;;) {
    const read = await client.query<Record<string, string | null>>(`fetch ${rowsAtOnce} from standing`);
    if (read.rows.length === 0) break;
    const made = read.rows.flatMap((row) => rows(row));
    const names = Object.keys(made[0] ?? {})
      .map((column) => `"${column}"`)
      .join(', ');
    if (made.length > 0)
      await client.query(
        `insert into ${into} (${names}) select ${names} from json_populate_recordset(null::${into}, $1::json)`,
        [JSON.stringify(made)],
      );
  }
  await client.query('close standing');
}
