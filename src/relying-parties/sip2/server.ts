// The listeners of the door, in one process: who may connect, how many, and the keys of TLS.
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import type { Sip2ListenersConfig } from '../../../config/schema.ts';
import { VestibuleError } from '../../domain/errors.ts';
import { type Connection, serveConnection } from './connection.ts';
import { Conversation } from './conversation.ts';
import type { Sip2DoorDeps } from './deps.ts';
import { plainAddress, within } from './networks.ts';
import { Pace } from './pace.ts';
import { createPatrons } from './patron.ts';
import { createQuietly } from './quietly.ts';

type Listener = Sip2ListenersConfig['listeners'][number];

export interface Sip2Door {
  /** Begins to listen. @throws VestibuleError VST_CONFIG_INVALID when it cannot, or a key is none */
  open(): Promise<void>;
  /** Where it listens, in the order of the configuration. */
  ports(): readonly number[];
  /** Reads keys and certificates anew; called every minute. What cannot be used is told, and the former goes on. */
  renew(): void;
  /** Takes nobody new, lets answers under way end, and closes. */
  close(): Promise<void>;
}

const renewMs = 60_000;
const handshakeMs = 10_000;
const drainMs = 5000;

export function createSip2Door(deps: Sip2DoorDeps): Sip2Door {
  const { config } = deps;
  const pace = new Pace(deps.clock);
  const patron = createPatrons(deps);
  const cuts = createQuietly((why, count) => deps.tell('warn', 'terminal cut off', { outcome: why, count }));
  const open = new Map<Socket, Connection | undefined>();
  const perAddress = new Map<string, number>();
  const servers: { readonly server: Server; readonly listener: Listener; seen: string }[] = [];
  const limits = { idleMs: config.idleSeconds * 1000, lineMs: config.lineSeconds * 1000 };
  let renewing: NodeJS.Timeout | undefined;

  /** Counted from the first packet on: a connection that never ends its handshake is one too. */
  function admit(socket: Socket, isPermitted: (address: string) => boolean): boolean {
    const address = plainAddress(socket.remoteAddress);
    const count = perAddress.get(address) ?? 0;
    const isFull = open.size >= config.connections || count >= config.connectionsPerAddress;
    if (isFull || !isPermitted(address)) {
      cuts.tell(isFull ? 'too many connections' : 'network');
      socket.destroy();
      return false;
    }
    open.set(socket, undefined);
    perAddress.set(address, count + 1);
    socket.once('close', () => {
      open.delete(socket);
      const left = (perAddress.get(address) ?? 1) - 1;
      if (left > 0) perAddress.set(address, left);
      else perAddress.delete(address);
    });
    return true;
  }

  function serve(socket: Socket, counted: Socket, { institutions }: Listener): void {
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    const conversation = new Conversation({
      deps,
      patron,
      pace,
      address: plainAddress(counted.remoteAddress),
      institutions: () => deps.institutions.all().filter(({ slug }) => institutions?.includes(slug) ?? true),
    });
    open.set(
      counted,
      serveConnection(socket, conversation, limits, (why) => cuts.tell(why)),
    );
  }

  function plain(listener: Listener): Server {
    const isPermitted = within(listener.networks);
    return createServer((socket) => {
      if (admit(socket, isPermitted)) serve(socket, socket, listener);
    });
  }

  function secure(listener: Listener): TlsServer {
    const isPermitted = within(listener.networks);
    const server = createTlsServer({ ...pairOf(listener), minVersion: 'TLSv1.2', handshakeTimeout: handshakeMs });
    // By the ports of both ends: TLS hands out a socket of its own over the one that was counted.
    const counted = new Map<string, Socket>();
    server.prependListener('connection', (socket: Socket) => {
      if (!admit(socket, isPermitted)) return;
      const key = `${socket.remoteAddress} ${socket.remotePort}`;
      counted.set(key, socket);
      socket.once('close', () => counted.delete(key));
    });
    server.on('secureConnection', (socket) => {
      const below = counted.get(`${socket.remoteAddress} ${socket.remotePort}`);
      if (below === undefined) socket.destroy();
      else serve(socket, below, listener);
    });
    server.on('tlsClientError', (_error, socket) => {
      cuts.tell('handshake');
      socket.destroy();
    });
    return server;
  }

  function pairOf({ tls }: Listener): { readonly key: string; readonly cert: string } {
    if (tls === undefined) throw new VestibuleError('VST_INTERNAL', 'A listener without TLS has no keys');
    return { key: deps.secrets.read(tls.key), cert: deps.secrets.read(tls.certificate) };
  }

  async function listen(listener: Listener): Promise<void> {
    const { host, port } = listener;
    try {
      const server = listener.tls === undefined ? plain(listener) : secure(listener);
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          resolve();
        });
      });
      server.on('error', (error) => deps.tell('error', 'listener failed', { message: error.message }));
      const seen = listener.tls === undefined ? '' : JSON.stringify(pairOf(listener));
      servers.push({ server, listener, seen });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      const message = `Cannot listen on ${host}:${port} for SIP2: ${why}. Stop what listens there, or change "sip2.listeners".`;
      throw new VestibuleError('VST_CONFIG_INVALID', message, {}, { cause });
    }
  }

  function renew(): void {
    for (const one of servers) {
      if (one.listener.tls === undefined || !('setSecureContext' in one.server)) continue;
      const { host, port } = one.listener;
      try {
        const pair = pairOf(one.listener);
        const read = JSON.stringify(pair);
        if (read === one.seen) continue;
        (one.server as TlsServer).setSecureContext({ ...pair, minVersion: 'TLSv1.2' });
        one.seen = read;
        deps.tell('info', 'certificate renewed', { message: `of the SIP2 listener ${host}:${port}` });
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        deps.tell('error', 'certificate not renewed', { message: `of the SIP2 listener ${host}:${port}: ${why}` });
      }
    }
  }

  return {
    async open() {
      try {
        for (const listener of config.listeners) await listen(listener);
      } catch (error) {
        for (const { server } of servers) server.close();
        throw error;
      }
      renewing = setInterval(renew, renewMs).unref();
    },
    ports: () =>
      servers.map(({ server, listener }) => {
        const address = server.address();
        return typeof address === 'object' && address !== null ? address.port : listener.port;
      }),
    renew,
    async close() {
      clearInterval(renewing);
      const closed = servers.map(({ server }) => new Promise((resolve) => server.close(resolve)));
      for (const [socket, connection] of open) {
        if (connection === undefined) socket.destroy();
        else connection.finish();
      }
      const cut = setTimeout(() => {
        for (const socket of open.keys()) socket.destroy();
      }, drainMs);
      await Promise.all(closed);
      clearTimeout(cut);
      cuts.close();
    },
  };
}
