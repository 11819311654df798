// A private PostgreSQL server on a loopback port, in a directory of its own. Ends with `stop`.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { appendFile, chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from './free-port.ts';

// PostgreSQL refuses to run as root: there its own account runs it.
const isRoot = process.getuid?.() === 0;
const binaries = globSync('/usr/lib/postgresql/*/bin').sort().at(-1);

/** Why PostgreSQL cannot be started here; `false` when it can, as `skip` of a test takes it. */
export function postgresMissing(): string | false {
  if (binaries === undefined || !existsSync(join(binaries, 'initdb'))) return 'PostgreSQL is not installed';
  if (isRoot && spawnSync('runuser', ['-u', 'postgres', '--', 'true']).status !== 0)
    return 'there is no account postgres to run PostgreSQL as';
  return false;
}

export interface PostgresServer {
  /** A new empty database. @returns its URL */
  createDatabase(...options: readonly string[]): Promise<string>;
  /** Up again on the same port with the same data. */
  start(): void;
  /** Ends the server as a crash would; its data stay. */
  crash(): void;
  /** Ends the server and removes what it left. */
  stop(): Promise<void>;
}

export async function startPostgres(): Promise<PostgresServer> {
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-postgres-'));
  await chmod(directory, 0o755);
  if (isRoot) run('chown', ['postgres', directory]);
  const data = join(directory, 'data');
  asOwner('initdb', ['-D', data, '-U', 'app', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-N']);
  const port = await freePort();
  const settings = [`listen_addresses = '127.0.0.1'`, `port = ${port}`, `unix_socket_directories = '${directory}'`];
  await appendFile(join(data, 'postgresql.conf'), `${settings.join('\n')}\n`);
  const start = () => asOwner('pg_ctl', ['-D', data, '-l', join(directory, 'log'), '-w', 'start']);
  const crash = () => asOwner('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']);
  start();
  let databases = 0;
  return {
    start,
    crash,
    createDatabase: async (...options) => {
      const name = `app${++databases}`;
      asOwner('createdb', ['-h', '127.0.0.1', '-p', String(port), '-U', 'app', ...options, name]);
      return `postgresql://app@127.0.0.1:${port}/${name}`;
    },
    stop: async () => {
      if (existsSync(join(data, 'postmaster.pid'))) crash();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function asOwner(command: string, args: readonly string[]): void {
  const path = join(binaries ?? '', command);
  if (isRoot) run('runuser', ['-u', 'postgres', '--', path, ...args]);
  else run(path, args);
}

function run(command: string, args: readonly string[]): void {
  // Its output goes nowhere: the server that pg_ctl leaves behind would hold a pipe open.
  const { status, error } = spawnSync(command, args, { stdio: 'ignore', cwd: tmpdir() });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed (${error?.message ?? status})`);
}

/** What a query gives, past the store. */
export async function queryRows(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
