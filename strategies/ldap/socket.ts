// One connection to one directory server, encrypted before anything is said on it.
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, checkServerIdentity, connect as connectTls } from 'node:tls';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { LdapOptions } from './options.ts';

export interface LdapServer {
  /** As it is configured: names the server in traces. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** `plain` is for an address of this machine only. */
  readonly security: 'ldaps' | 'starttls' | 'plain';
  readonly tls: ConnectionOptions;
}

/** StartTLS is left out only where the configuration says so and the server is on this machine. */
export function ldapServer(given: LdapOptions['servers'][number], plainText: boolean): LdapServer {
  const url = new URL(given.url);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const secure = url.protocol === 'ldaps:';
  const security = secure ? 'ldaps' : plainText && isLoopback(host) ? 'plain' : 'starttls';
  return {
    url: given.url,
    host,
    port: url.port === '' ? (secure ? 636 : 389) : Number(url.port),
    security,
    tls: tlsOptions(given.serverName ?? host, given.ca),
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Said in full: no environment variable may turn the checks off. */
function tlsOptions(expected: string, ca: string | undefined): ConnectionOptions {
  return {
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    checkServerIdentity: (_host, certificate) => checkServerIdentity(expected, certificate),
    ...(ca === undefined ? {} : { ca }),
    // A server name is a DNS name (RFC 6066 section 3).
    ...(isIP(expected) === 0 ? { servername: expected } : {}),
  };
}

/** @throws VestibuleError VST_UPSTREAM_UNREACHABLE */
export async function openSocket(server: LdapServer, timeoutMs: number): Promise<Socket> {
  const socket = connectTcp({ host: server.host, port: server.port, noDelay: true, keepAlive: true });
  return opened(socket, 'connect', server, timeoutMs);
}

/** The TLS handshake over an open connection. @throws VestibuleError VST_UPSTREAM_UNREACHABLE */
export async function encrypt(socket: Socket, server: LdapServer, timeoutMs: number): Promise<Socket> {
  return opened(connectTls({ ...server.tls, socket }), 'secureConnect', server, timeoutMs);
}

function opened(socket: Socket, event: string, server: LdapServer, timeoutMs: number): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const fault = (what: string, cause?: unknown): void => {
    socket.destroy();
    reject(unreachableServer(server, what, cause));
  };
  const onClose = (): void => fault('closed the connection');
  const timer = setTimeout(() => fault('did not answer in time'), timeoutMs);
  socket.once(event, () => {
    socket.off('close', onClose);
    resolve(socket);
  });
  // Stays for good: an `error` without a listener would end the process.
  socket.on('error', (error) => fault(reasonOf(error), error));
  socket.once('close', onClose);
  return promise.finally(() => clearTimeout(timer));
}

function reasonOf(error: Error): string {
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : error.message;
}

export function unreachableServer(server: LdapServer, what: string, cause?: unknown): VestibuleError {
  return new VestibuleError('VST_UPSTREAM_UNREACHABLE', `${server.url}: ${what}`, {}, { cause });
}
