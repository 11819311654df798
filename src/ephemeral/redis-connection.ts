// One way to speak to Redis, whatever its topology. The package `redis` is imported here alone, and when it is needed.
import type { SecretReference } from '../domain/ports/secrets.ts';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

export type RedisConfig = {
  readonly username?: string | undefined;
  readonly password?: SecretReference | undefined;
  readonly tls: boolean;
  readonly prefix: string;
} & (
  | { readonly topology: 'single'; readonly node: RedisAddress }
  | { readonly topology: 'sentinel'; readonly master: string; readonly sentinels: readonly RedisAddress[] }
  | { readonly topology: 'cluster'; readonly nodes: readonly RedisAddress[] }
);

export interface RedisTimeouts {
  readonly connectMs: number;
  /** A command that has no answer by then has failed, whatever becomes of it. */
  readonly commandMs: number;
}

export interface RedisConnection {
  /** Sends one command about one key to the server that keeps the key. */
  send(key: string, command: readonly string[]): Promise<unknown>;
  /** The answer to `INFO` of every server that takes writes. */
  infos(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Rejects when no server answers in time; after that it connects again by itself whenever a connection is lost. */
export async function connectRedis(
  config: RedisConfig,
  password: string | undefined,
  timeouts: RedisTimeouts,
): Promise<RedisConnection> {
  const node = nodeOptions(config, password, timeouts);
  // Commands that wait for a connection give up after this; `commandMs` also bounds those that wait for an answer.
  const commandOptions = { timeout: timeouts.commandMs };
  switch (config.topology) {
    case 'single':
      return connectSingle(config.node, node, commandOptions);
    case 'sentinel':
      return connectSentinel(config.master, config.sentinels, node, commandOptions);
    case 'cluster':
      return connectCluster(config.nodes, node, commandOptions);
  }
}

function nodeOptions(config: RedisConfig, password: string | undefined, { connectMs, commandMs }: RedisTimeouts) {
  return {
    ...(config.username === undefined ? {} : { username: config.username }),
    ...(password === undefined ? {} : { password }),
    name: 'vestibule',
    disableClientInfo: true,
    maintNotifications: 'disabled' as const,
    commandsQueueMaxLength: 10_000,
    // A server that is gone without a word is noticed by the silence after a ping.
    pingInterval: commandMs,
    socket: {
      connectTimeout: connectMs,
      socketTimeout: 3 * commandMs,
      reconnectStrategy: (retries: number) => Math.min(25 * 2 ** retries, 1000),
      ...(config.tls ? { tls: true as const } : {}),
    },
  };
}

type NodeOptions = ReturnType<typeof nodeOptions>;
interface CommandOptions {
  readonly timeout: number;
}

async function connectSingle(
  address: RedisAddress,
  node: NodeOptions,
  commandOptions: CommandOptions,
): Promise<RedisConnection> {
  const { createClient } = await import('redis');
  const { host, port } = address;
  const client = createClient({ ...node, commandOptions, socket: { ...node.socket, host, port } });
  await connected(client, node.socket.connectTimeout);
  return {
    send: (_key, command) => client.sendCommand([...command]),
    infos: async () => [await client.info()],
    close: async () => client.destroy(),
  };
}

async function connectSentinel(
  master: string,
  sentinels: readonly RedisAddress[],
  node: NodeOptions,
  commandOptions: CommandOptions,
): Promise<RedisConnection> {
  const { createSentinel } = await import('redis');
  const { username: _user, password: _password, ...sentinelClientOptions } = { username: '', password: '', ...node };
  const sentinel = createSentinel({
    name: master,
    sentinelRootNodes: sentinels.map(({ host, port }) => ({ host, port })),
    nodeClientOptions: node,
    sentinelClientOptions,
    commandOptions,
    // Callers would otherwise queue for the one connection until those before them are all answered.
    reserveClient: true,
    scanInterval: 5000,
  });
  await connected(sentinel, node.socket.connectTimeout);
  return {
    send: (_key, command) => sentinel.sendCommand(false, [...command]),
    infos: async () => [await sentinel.sendCommand<string>(false, ['INFO'])],
    close: async () => sentinel.destroy(),
  };
}

async function connectCluster(
  nodes: readonly RedisAddress[],
  node: NodeOptions,
  commandOptions: CommandOptions,
): Promise<RedisConnection> {
  const { createCluster } = await import('redis');
  const cluster = createCluster({
    rootNodes: nodes.map(({ host, port }) => ({ socket: { host, port } })),
    defaults: node,
    commandOptions,
  });
  await connected(cluster, node.socket.connectTimeout);
  return {
    send: (key, command) => cluster.sendCommand(key, false, [...command]),
    infos: () => Promise.all(cluster.masters.map(async (master) => (await cluster.nodeClient(master)).info())),
    close: async () => cluster.destroy(),
  };
}

interface Connecting {
  on(event: 'error', listener: (error: unknown) => void): unknown;
  connect(): Promise<unknown>;
  destroy(): unknown;
}

/** The clients try for ever to connect for the first time, too: at start that is a fault to be told, with its reason. */
async function connected(client: Connecting, limitMs: number): Promise<void> {
  let last: unknown;
  // Later losses show in the commands that fail; without a listener the event would end the process.
  client.on('error', (error) => {
    last = error;
  });
  try {
    await within(2 * limitMs, client.connect());
  } catch (error) {
    await client.destroy();
    throw last ?? error;
  }
}

/** @throws Error when there is no answer after `limitMs` */
export async function within<T>(limitMs: number, answer: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`No answer within ${limitMs} ms`)), limitMs);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
