import type { ClientBase } from 'pg';
import { postgresWords } from './migration.ts';
import { migrationsTable, missingMigrations } from './plan.ts';

/** Any number, always the same: who holds the advisory lock of this name migrates. */
const lockNumber = 8_602_134_571;

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
    for (const { number, name, statements } of missingMigrations(
      applied.rows.map((row) => row.number),
      ['records', 'journal'],
    )) {
      for (const text of statements(postgresWords)) await client.query(text);
      await client.query('insert into migrations (number, name) values ($1, $2)', [number, name]);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
