// Private Redis servers on loopback, for tests: single, cluster of three masters, master with replica and Sentinel.
// Each has its own directory and free ports, and ends with the test that started it.
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Why tests that need Redis are left out; false when it is installed. */
export const redisMissing: string | false = (['redis-server', 'redis-cli', 'redis-sentinel'] as const).every(
  (program) => spawnSync(program, ['--version']).status === 0,
)
  ? false
  : 'redis-server, redis-cli or redis-sentinel is not installed';

export interface RedisServer {
  readonly host: string;
  readonly port: number;
  cli(...args: readonly string[]): Promise<string>;
  /** Ends it by a signal, SIGTERM unless told otherwise, and waits until it has ended. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Sends a signal without waiting (SIGSTOP, SIGCONT). */
  signal(signal: NodeJS.Signals): void;
  /** Starts it again on the same port and directory. */
  start(): Promise<void>;
}

export interface RedisLab {
  single(...options: readonly string[]): Promise<RedisServer>;
  cluster(): Promise<readonly RedisServer[]>;
  sentinel(): Promise<{
    readonly name: string;
    readonly sentinel: RedisServer;
    readonly master: RedisServer;
    readonly replica: RedisServer;
  }>;
  close(): Promise<void>;
}

/** What production sets, too. */
const durable = ['--appendonly', 'yes', '--maxmemory-policy', 'noeviction', '--save', ''];

export async function openRedisLab(): Promise<RedisLab> {
  const root = await mkdtemp(join(tmpdir(), 'vestibule-redis-'));
  const servers: RedisServer[] = [];

  async function serve(port: number, args: readonly string[], program = 'redis-server'): Promise<RedisServer> {
    const directory = join(root, String(port));
    await mkdir(directory, { recursive: true });
    const common = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory];
    const server = redisServer(program, port, program === 'redis-server' ? [...common, ...args] : args);
    servers.push(server);
    await server.start();
    return server;
  }

  return {
    single: async (...options) => serve(await freePort(), [...durable, ...options]),
    async cluster() {
      const nodes: RedisServer[] = [];
      for (let i = 0; i < 3; i++) {
        const bus = String(await freePort());
        nodes.push(
          await serve(
            await freePort(),
            [
              ...durable,
              '--cluster-enabled yes --cluster-config-file nodes.conf --cluster-node-timeout 2000'.split(' '),
              ['--cluster-require-full-coverage', 'no', '--cluster-port', bus],
            ].flat(),
          ),
        );
      }
      const addresses = nodes.map(({ host, port }) => `${host}:${port}`);
      await run('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-replicas', '0', '--cluster-yes']);
      await until('the cluster is joined', async () => {
        const states = await Promise.all(nodes.map((node) => node.cli('cluster', 'info')));
        return states.every((state) => state.includes('cluster_state:ok') && state.includes('cluster_known_nodes:3'));
      });
      return nodes;
    },
    async sentinel() {
      const name = 'main';
      const master = await serve(await freePort(), durable);
      const replica = await serve(await freePort(), [...durable, '--replicaof', master.host, String(master.port)]);
      const port = await freePort();
      await mkdir(join(root, String(port)), { recursive: true });
      const file = join(root, String(port), 'sentinel.conf');
      await writeFile(
        file,
        `port ${port}\nbind 127.0.0.1\ndir ${join(root, String(port))}\n` +
          `sentinel monitor ${name} ${master.host} ${master.port} 1\n` +
          `sentinel down-after-milliseconds ${name} 1000\nsentinel failover-timeout ${name} 5000\n`,
      );
      const sentinel = await serve(port, [file], 'redis-sentinel');
      await until('the sentinel knows the replica', async () =>
        (await sentinel.cli('sentinel', 'replicas', name)).includes(String(replica.port)),
      );
      await until('the replica is in step', async () =>
        (await replica.cli('info', 'replication')).includes('master_link_status:up'),
      );
      return { name, sentinel, master, replica };
    },
    async close() {
      await Promise.all(servers.map((server) => server.kill('SIGKILL')));
      await rm(root, { recursive: true, force: true });
    },
  };
}

function redisServer(program: string, port: number, args: readonly string[]): RedisServer {
  const host = '127.0.0.1';
  const cli = async (...words: readonly string[]) =>
    (await run('redis-cli', ['-h', host, '-p', String(port), ...words])).stdout;
  let child: ChildProcess | undefined;
  // Not even a test that ends in a hurry leaves a server behind.
  process.on('exit', () => child?.kill('SIGKILL'));
  return {
    host,
    port,
    cli,
    async kill(signal = 'SIGTERM') {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
    signal: (signal) => void child?.kill(signal),
    async start() {
      const started = spawn(program, [...args], { stdio: 'ignore' });
      child = started;
      await until(`${program} answers on port ${port}`, async () => {
        if (started.exitCode !== null) throw new Error(`${program} ended with ${started.exitCode}`);
        return /PONG|NOAUTH/.test(await cli('ping').catch(() => ''));
      });
    },
  };
}

/** Waits up to 20 s until something is so. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; await wait(50)) {
    if (await isSo()) return;
  }
  throw new Error(`Waited in vain until ${what}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}
