import type { Client, ClientConfig } from 'pg';
import { VestibuleError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Sealing } from '../domain/ports/sealing.ts';
import { assembleStore } from './assemble.ts';
import { LostRace } from './engine.ts';
import { migratePostgres } from './migrations/postgres.ts';
import { createPostgresEngine } from './postgres-engine.ts';
import { fromPostgres } from './postgres-fault.ts';
import type { Store } from './store.ts';

const connectTimeoutMs = 5000;
/** The server gives up before the client does, so that the connection can be kept. */
const statementTimeoutMs = 20_000;
const answerTimeoutMs = 25_000;
const oldestVersion = 150_000;
const int8 = 20;

export interface PostgresStoreOptions {
  /** `postgresql://user:password@host:port/database` */
  readonly url: string;
  /** Connections this process holds at most. */
  readonly poolSize: number;
  readonly clock: Clock;
  readonly sealing: Sealing;
  readonly random: Random;
}

/**
 * Records and journal in one PostgreSQL database, which has to be encoded in UTF8.
 *
 * @throws VestibuleError VST_STORE_UNAVAILABLE when it does not answer within seconds; VST_CONFIG_INVALID when it is not
 *   one that Vestibule can use
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { default: pg } = await import('pg');
  const common: ClientConfig = {
    connectionString: options.url,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    application_name: 'vestibule',
    types: {
      // Whole numbers here are epoch milliseconds and counts, far below 2^53.
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
    },
  };
  try {
    await prepareDatabase(new pg.Client(common));
  } catch (error) {
    throw error instanceof VestibuleError ? error : atStart(fromPostgres(error));
  }
  const pool = new pg.Pool({
    ...common,
    max: options.poolSize,
    statement_timeout: statementTimeoutMs,
    query_timeout: answerTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
  });
  // A connection that dies while it idles leaves the pool by itself; the next query opens another.
  pool.on('error', () => undefined);
  const engine = createPostgresEngine(pool);
  return assembleStore({ ...options, records: engine, journal: engine });
}

/** Who starts Vestibule can mend it, and is told where. */
function atStart(error: unknown): unknown {
  if (error instanceof LostRace)
    return new VestibuleError('VST_STORE_UNAVAILABLE', 'Another node has been migrating for over a minute', {}, error);
  if (!(error instanceof VestibuleError) || error.code !== 'VST_STORE_UNAVAILABLE') return error;
  const message = `${error.message}. Start the database, or correct the URL that "database.url" refers to.`;
  return new VestibuleError(error.code, message, error.detail, { cause: error.cause });
}

async function prepareDatabase(client: Client): Promise<void> {
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ encoding: string; version: number }>(
      `select current_setting('server_encoding') as encoding, current_setting('server_version_num')::integer as version`,
    );
    const { encoding, version } = rows[0] ?? { encoding: 'unknown', version: 0 };
    if (encoding !== 'UTF8')
      throw new VestibuleError('VST_CONFIG_INVALID', `The database is encoded in ${encoding}; it must be UTF8`);
    if (version < oldestVersion)
      throw new VestibuleError('VST_CONFIG_INVALID', 'The database is older than PostgreSQL 15', { version });
    await migratePostgres(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
