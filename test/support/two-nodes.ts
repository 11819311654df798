// Two nodes of one installation behind one address, on shared stores: a test says which of them takes the next requests.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ephemeral } from '../../src/domain/ports/ephemeral.ts';
import { openSqliteEphemeral } from '../../src/ephemeral/sqlite.ts';
import { createSealing } from '../../src/keys/sealing.ts';
import { systemClock, systemRandom } from '../../src/platform.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import type { House } from './sign-in-end.ts';
import { type RunningVestibule, startVestibule, type VestibuleOptions } from './vestibule.ts';

export type Node = 'a' | 'b';

export interface TwoNodes extends House {
  readonly a: RunningVestibule;
  readonly b: RunningVestibule;
  /** Sends every request to this node from now on. */
  turn(node: Node): void;
  /** Both read these institution files anew. */
  load(...given: Parameters<RunningVestibule['load']>): Promise<void>;
  close(): Promise<void>;
}

/** What each node opens for itself, as processes would; the stores behind are the same. */
export interface NodeStores {
  readonly store: Store;
  readonly ephemeral: Ephemeral;
}

export async function startTwoNodes(
  options: Omit<VestibuleOptions, 'shared'>,
  open: (sealing: ReturnType<typeof createSealing>) => Promise<NodeStores> = sqliteStores(),
): Promise<TwoNodes> {
  let target = '';
  const server = createServer((req, res) => {
    const { port, hostname } = new URL(target);
    const headers = { ...req.headers, connection: 'close' };
    const onward = request({ host: hostname, port, method: req.method, path: req.url, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(res);
    });
    onward.on('error', () => res.destroy());
    req.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // The key under which `startVestibule` seals.
  const sealing = createSealing(Buffer.alloc(32, 7), systemRandom);
  const stores = [await open(sealing), await open(sealing)] as const;
  const node = (own: NodeStores) => startVestibule({ ...options, shared: { ...own, publicUrl: url } });
  const nodes = { a: await node(stores[0]), b: await node(stores[1]) };
  target = nodes.a.url;
  return {
    url,
    ...nodes,
    parts: nodes.a.parts,
    turn: (to) => {
      target = nodes[to].url;
    },
    load: async (institutions) => {
      await nodes.a.load(institutions);
      await nodes.b.load(institutions);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all([nodes.a.close(), nodes.b.close()]);
      for (const { store, ephemeral } of stores) await Promise.all([store.close(), ephemeral.close()]);
    },
  };
}

/** Two processes on one data directory. */
function sqliteStores(): (sealing: ReturnType<typeof createSealing>) => Promise<NodeStores> {
  const directory = mkdtempSync(join(tmpdir(), 'vestibule-nodes-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  return async (sealing) => ({
    store: await openSqliteStore({ directory, clock: systemClock, sealing, random: systemRandom }),
    ephemeral: await openSqliteEphemeral({ directory, clock: systemClock }),
  });
}
