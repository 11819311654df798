// The listeners of the door in one process, and the conversations on them.
import type { Socket } from 'node:net';
import { Admission } from './admission.ts';
import { type Connection, serveConnection } from './connection.ts';
import { Conversation } from './conversation.ts';
import type { Sip2DoorDeps } from './deps.ts';
import { type Listener, type ListenerConfig, openListener } from './listener.ts';
import { plainAddress } from './networks.ts';
import { Pace } from './pace.ts';
import { createPatrons } from './patron.ts';
import { createQuietly } from './quietly.ts';
import { createReplies } from './replies.ts';

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
const drainMs = 5000;

export function createSip2Door(deps: Sip2DoorDeps): Sip2Door {
  const { config, secrets, clock } = deps;
  const shared = { deps, patron: createPatrons(deps), replies: createReplies(deps), pace: new Pace(clock) };
  const cuts = createQuietly((why, count) => deps.tell('warn', 'terminal cut off', { outcome: why, count }));
  const wrongLogins = createQuietly((address, count) =>
    deps.tell('warn', 'terminal refused', { outcome: 'login', message: `from ${address}`, count }),
  );
  const admission = new Admission(config);
  const limits = { idleMs: config.idleSeconds * 1000, lineMs: config.lineSeconds * 1000 };
  const connections = new Set<Connection>();
  const listeners: { readonly config: ListenerConfig; readonly listener: Listener }[] = [];
  let renewing: NodeJS.Timeout | undefined;

  function serve(socket: Socket, { institutions }: ListenerConfig): void {
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    const address = plainAddress(socket.remoteAddress);
    const conversation = new Conversation({
      ...shared,
      address,
      onWrongLogin: () => wrongLogins.tell(address),
      institutions: () => deps.institutions.all().filter(({ slug }) => institutions?.includes(slug) ?? true),
    });
    const connection = serveConnection(socket, conversation, limits, (why) => cuts.tell(why));
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  }

  async function open(one: ListenerConfig): Promise<void> {
    const onRefused = (why: string) => cuts.tell(why);
    const parts = { secrets, admission, onRefused, serve: (socket: Socket) => serve(socket, one) };
    listeners.push({ config: one, listener: await openListener(one, parts) });
  }

  function renew(): void {
    for (const { config: one, listener } of listeners) {
      const of = `of the SIP2 listener ${one.host}:${one.port}`;
      try {
        if (listener.renew()) deps.tell('info', 'certificate renewed', { message: of });
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        deps.tell('error', 'certificate not renewed', { message: `${of}: ${why}` });
      }
    }
  }

  return {
    async open() {
      try {
        for (const one of config.listeners) await open(one);
      } catch (error) {
        await Promise.all(listeners.map(({ listener }) => listener.close()));
        throw error;
      }
      renewing = setInterval(renew, renewMs).unref();
    },
    ports: () => listeners.map(({ listener }) => listener.port),
    renew,
    async close() {
      clearInterval(renewing);
      const closed = listeners.map(({ listener }) => listener.close());
      for (const connection of connections) connection.finish();
      const cut = setTimeout(() => admission.cutAll(), drainMs);
      await Promise.all(closed);
      clearTimeout(cut);
      for (const told of [cuts, wrongLogins]) told.close();
    },
  };
}
