// Short-lived records in Redis, shared by any number of nodes. Every method is one command or one script on one key.
// Records expire by the clock of Redis.
import { VestibuleError } from '../domain/errors.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { Secrets } from '../domain/ports/secrets.ts';
import { checkCount, checkRecord, isPossibleName, ttlMs } from './limits.ts';
import {
  connectRedis,
  type RedisConfig,
  type RedisConnection,
  type RedisTimeouts,
  within,
} from './redis-connection.ts';
import { checkDurability } from './redis-durability.ts';
import { type RedisScript, scripts, withoutStamp } from './redis-scripts.ts';

const usualTimeouts: RedisTimeouts = { connectMs: 3000, commandMs: 3000 };

/**
 * @param tests what only tests set: other times, and servers without a file
 * @throws VestibuleError VST_EPHEMERAL_UNAVAILABLE when no server answers, VST_CONFIG_INVALID when one is not set up
 *   to keep what it is given
 */
export async function openRedisEphemeral(
  config: RedisConfig,
  { secrets }: { readonly secrets: Secrets },
  tests: { readonly timeouts?: RedisTimeouts; readonly requireDurable?: boolean } = {},
): Promise<Ephemeral> {
  const timeouts = tests.timeouts ?? usualTimeouts;
  const password = config.password === undefined ? undefined : secrets.read(config.password);
  const away = (error: unknown) => unavailableAtStart(config, error);
  const connection = await connectRedis(config, password, timeouts).catch(away);
  try {
    if (tests.requireDurable !== false) checkDurability(await connection.infos().catch(away));
  } catch (error) {
    await connection.close();
    throw error;
  }
  return ephemeralOn(connection, config.prefix, timeouts.commandMs);
}

function ephemeralOn(connection: RedisConnection, prefix: string, commandMs: number): Ephemeral {
  const nameOf = (space: string, key: string) => `${prefix}${space}:${key}`;
  const send = (name: string, ...command: readonly string[]) =>
    within(commandMs, connection.send(name, command)).catch(unavailable);
  const run = (script: RedisScript, name: string, ...args: readonly (string | number)[]) =>
    within(commandMs, runScript(connection, script, name, args.map(String))).catch(unavailable);
  let closed = false;

  return {
    async put(space, key, value, ttlSeconds) {
      checkRecord(space, key, value);
      await run(scripts.put, nameOf(space, key), value, ttlMs(ttlSeconds));
    },
    async claim(space, key, value, ttlSeconds) {
      checkRecord(space, key, value);
      return (await run(scripts.claim, nameOf(space, key), value, ttlMs(ttlSeconds))) === 1;
    },
    async get(space, key) {
      if (!isPossibleName(space, key)) return undefined;
      const name = nameOf(space, key);
      const text = await send(name, 'GET', name);
      return typeof text === 'string' ? withoutStamp(text) : undefined;
    },
    async take(space, key) {
      if (!isPossibleName(space, key)) return undefined;
      const text = await run(scripts.take, nameOf(space, key));
      return typeof text === 'string' ? text : undefined;
    },
    async swap(space, key, expected, next, ttlSeconds) {
      checkRecord(space, key, next);
      return (await run(scripts.swap, nameOf(space, key), expected, next, ttlMs(ttlSeconds))) === 1;
    },
    async touch(space, key, ttlSeconds) {
      if (!isPossibleName(space, key)) return false;
      const name = nameOf(space, key);
      return (await send(name, 'PEXPIRE', name, String(ttlMs(ttlSeconds)))) === 1;
    },
    async delete(space, key) {
      const name = nameOf(space, key);
      if (isPossibleName(space, key)) await send(name, 'DEL', name);
    },
    async count(space, key, by, windowSeconds) {
      checkRecord(space, key, '');
      checkCount(by);
      const name = nameOf(space, key);
      const window = ttlMs(windowSeconds);
      const answer = by === 0 ? await run(scripts.readCount, name) : await run(scripts.count, name, by, window);
      const [count, endsInMs] = answer as [number, number];
      return { count, endsInMs: Math.max(0, endsInMs) };
    },
    async close() {
      if (closed) return;
      closed = true;
      await connection.close();
    },
  };
}

/** By its hash, and by its text where the server has not seen it yet (a new one, or one that was started again). */
async function runScript(
  connection: RedisConnection,
  script: RedisScript,
  name: string,
  args: readonly string[],
): Promise<unknown> {
  try {
    return await connection.send(name, ['EVALSHA', script.sha1, '1', name, ...args]);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return connection.send(name, ['EVAL', script.text, '1', name, ...args]);
  }
}

/** Who starts Vestibule can mend it, and is told where. */
function unavailableAtStart(config: RedisConfig, error: unknown): never {
  const reason = error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : 'unknown';
  const message = `Redis does not answer (${addressesOf(config)}): ${reason}. Start it, or correct "ephemeral" in the configuration.`;
  throw new VestibuleError('VST_EPHEMERAL_UNAVAILABLE', message, {}, { cause: error });
}

function addressesOf(config: RedisConfig): string {
  const { topology } = config;
  const servers = topology === 'single' ? [config.node] : topology === 'sentinel' ? config.sentinels : config.nodes;
  return `${topology} ${servers.map(({ host, port }) => `${host}:${port}`).join(', ')}`;
}

function unavailable(error: unknown): never {
  if (error instanceof VestibuleError) throw error;
  // Redis begins an error with a word for its kind: OOM, READONLY, CLUSTERDOWN, LOADING …
  const fault = error instanceof Error ? (/^[A-Z]+(?= )/.exec(error.message)?.[0] ?? error.name) : 'unknown';
  throw new VestibuleError('VST_EPHEMERAL_UNAVAILABLE', 'Redis does not answer', { fault }, { cause: error });
}
