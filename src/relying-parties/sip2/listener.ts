// One listener, plain or by TLS. It hands on only whom it admits.
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Sip2ListenersConfig } from '../../../config/schema.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { Secrets } from '../../domain/ports/secrets.ts';
import type { Admission } from './admission.ts';
import { within } from './networks.ts';

export type ListenerConfig = Sip2ListenersConfig['listeners'][number];

export interface ListenerParts {
  readonly secrets: Secrets;
  readonly admission: Admission;
  readonly serve: (socket: Socket) => void;
  /** Somebody was not admitted, or ended no handshake. */
  readonly onRefused: (why: string) => void;
}

export interface Listener {
  readonly port: number;
  /** Reads key and certificate anew. @returns whether there were new ones; throws when they are none */
  renew(): boolean;
  /** Takes nobody new; resolves when everybody has gone. */
  close(): Promise<void>;
}

const handshakeMs = 10_000;
const minVersion = 'TLSv1.2';

/** @throws VestibuleError VST_CONFIG_INVALID when the address cannot be listened on, or the key is none */
export async function openListener(config: ListenerConfig, parts: ListenerParts): Promise<Listener> {
  const { host, port } = config;
  try {
    const { server, renew } = config.tls === undefined ? plain(config, parts) : secure(config, config.tls, parts);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    server.on('error', () => parts.onRefused('fault of the listener'));
    const address = server.address();
    return {
      port: typeof address === 'object' && address !== null ? address.port : port,
      renew,
      close: () => new Promise((resolve) => server.close(() => resolve())),
    };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `Cannot listen on ${host}:${port} for SIP2: ${why}. Change "sip2.listeners", or what else listens there.`;
    throw new VestibuleError('VST_CONFIG_INVALID', message, {}, { cause });
  }
}

interface Made {
  readonly server: Server;
  readonly renew: () => boolean;
}

function admitting({ networks }: ListenerConfig, { admission, onRefused }: ListenerParts): (socket: Socket) => boolean {
  const isPermitted = within(networks);
  return (socket) => {
    const admitted = admission.admit(socket, isPermitted);
    if (admitted === 'admitted') return true;
    onRefused(admitted);
    socket.destroy();
    return false;
  };
}

function plain(config: ListenerConfig, parts: ListenerParts): Made {
  const isAdmitted = admitting(config, parts);
  const server = createServer((socket) => {
    if (isAdmitted(socket)) parts.serve(socket);
  });
  return { server, renew: () => false };
}

function secure(config: ListenerConfig, tls: NonNullable<ListenerConfig['tls']>, parts: ListenerParts): Made {
  const read = () => ({ key: parts.secrets.read(tls.key), cert: parts.secrets.read(tls.certificate) });
  const first = read();
  let seen = JSON.stringify(first);
  const isAdmitted = admitting(config, parts);
  const server = createTlsServer({ ...first, minVersion, handshakeTimeout: handshakeMs });
  // Before TLS itself hears of it: who is not admitted costs no handshake.
  server.prependListener('connection', (socket: Socket) => void isAdmitted(socket));
  server.on('secureConnection', (socket) => parts.serve(socket));
  server.on('tlsClientError', (_error, socket) => {
    parts.onRefused('handshake');
    socket.destroy();
  });
  return {
    server,
    renew() {
      const pair = read();
      const text = JSON.stringify(pair);
      if (text === seen) return false;
      server.setSecureContext({ ...pair, minVersion });
      seen = text;
      return true;
    },
  };
}
