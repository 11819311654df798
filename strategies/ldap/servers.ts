// Which server is asked: in the configured order, the next one only when a connection fails.
import { VestibuleError } from '../../src/domain/errors.ts';
import type { Clock } from '../../src/domain/ports/clock.ts';
import { ConnectionPool } from '../connections/pool.ts';
import { describe, type LdapAnswer, type LdapConnection, openConnection } from './connection.ts';
import type { LdapServer } from './socket.ts';

const idleMsMax = 120_000;
/** Result codes of a server that cannot work just now: busy, unavailable. The next one may. */
const serverAway: readonly number[] = [51, 52];

export interface ServersOptions {
  readonly servers: readonly LdapServer[];
  readonly connectTimeoutMs: number;
  /** What one question may take in all, every server and replacement counted. */
  readonly totalMs: number;
  readonly poolSize: number;
  readonly clock: Clock;
  /** Prepares a new connection (binds the service account). Not `done`: the connection is not used. */
  readonly prepare?: (connection: LdapConnection, timeoutMs: number) => Promise<LdapAnswer<void>>;
}

export type Asked<T> = Exclude<LdapAnswer<T>, { type: 'broken' | 'timeout' }> | { type: 'unreachable'; detail: string };

export interface Servers {
  /** Asks one question on one connection. A kept connection that turns out to be dead is replaced, once. */
  ask<T>(question: (connection: LdapConnection, timeoutMs: number) => Promise<LdapAnswer<T>>): Promise<Asked<T>>;
  close(): void;
}

export function createServers(options: ServersOptions): Servers {
  const { servers, clock, totalMs } = options;
  const open = (avoid: ReadonlySet<string>): Promise<LdapConnection> => openFirst(options, avoid);
  const pool = new ConnectionPool({
    open,
    fits: ({ server }, avoid) => !avoid.has(server.url),
    size: options.poolSize,
    idleMsMax,
    clock,
  });
  return {
    async ask(question) {
      const until = clock.now() + totalMs;
      const avoid = new Set<string>();
      const faults: string[] = [];
      let replaced = false;
      while (avoid.size < servers.length) {
        if (clock.now() >= until) break;
        const lease = await pool.lease(avoid, until).catch((error: unknown) => faultOf(error));
        if (typeof lease === 'string') return { type: 'unreachable', detail: [...faults, lease].join('; ') };
        const left = Math.max(1, until - clock.now());
        // Half the time for a kept connection, so that there is some left to replace it.
        const answer = await question(lease.connection, lease.kept && !replaced ? left / 2 : left);
        const fault = faultIn(answer);
        pool.giveBack(lease, fault === undefined);
        if (fault === undefined && (answer.type === 'done' || answer.type === 'said')) return answer;
        faults.push(`${lease.connection.server.url}: ${fault}`);
        if (lease.kept && !replaced) replaced = true;
        else if (answer.type === 'timeout') break;
        else avoid.add(lease.connection.server.url);
      }
      return { type: 'unreachable', detail: faults.join('; ') || 'no answer in time' };
    },
    close: () => pool.close(),
  };
}

/** What is wrong with the server rather than with what it was asked. */
function faultIn(answer: LdapAnswer<unknown>): string | undefined {
  if (answer.type === 'done') return undefined;
  return answer.type === 'said' && !serverAway.includes(answer.code) ? undefined : describe(answer);
}

/** Each server gets its share of the time, so that dead ones in front leave some for the last. */
async function openFirst(options: ServersOptions, avoid: ReadonlySet<string>): Promise<LdapConnection> {
  const { clock, connectTimeoutMs, totalMs } = options;
  const servers = options.servers.filter(({ url }) => !avoid.has(url));
  const until = clock.now() + totalMs;
  const faults: string[] = [];
  for (const [index, server] of servers.entries()) {
    const share = (until - clock.now()) / (servers.length - index);
    if (share <= 0) break;
    try {
      return await openOne(options, server, Math.min(connectTimeoutMs, share));
    } catch (error) {
      faults.push(faultOf(error));
      if (error instanceof VestibuleError && error.detail['final'] === true) break;
    }
  }
  throw new VestibuleError('VST_UPSTREAM_UNREACHABLE', faults.join('; '));
}

async function openOne({ prepare }: ServersOptions, server: LdapServer, timeoutMs: number): Promise<LdapConnection> {
  const connection = await openConnection(server, timeoutMs);
  const prepared = (await prepare?.(connection, timeoutMs)) ?? { type: 'done' };
  if (prepared.type === 'done') return connection;
  connection.close();
  // The other servers hold the same accounts: trying a wrong service password on all of them only locks it sooner.
  const final = faultIn(prepared) === undefined;
  const what = `the service account cannot bind (${describe(prepared)})`;
  throw new VestibuleError('VST_UPSTREAM_UNREACHABLE', `${server.url}: ${what}`, { final });
}

/** @throws what is no connection fault */
function faultOf(error: unknown): string {
  if (error instanceof VestibuleError && error.code === 'VST_UPSTREAM_UNREACHABLE') return error.message;
  throw error;
}
