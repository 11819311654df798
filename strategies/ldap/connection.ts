// What is said on one connection, and how each saying can end. A connection is used for one thing at a time, and once
// it is closed it stays closed: ldapts would open another one by itself, in clear and bound as nobody.
import type { Socket } from 'node:net';
import type { Client, SearchOptions, SearchResult } from 'ldapts';
import { encrypt, type LdapServer, openSocket, unreachableServer } from './socket.ts';

const startTlsOid = '1.3.6.1.4.1.1466.20037';

/** `said`: the server answered with this result code (RFC 4511 section 4.1.9). `broken`: the connection failed. */
export type LdapAnswer<T> =
  | { readonly type: 'done'; readonly value: T }
  | { readonly type: 'said'; readonly code: number; readonly text: string }
  | { readonly type: 'timeout' }
  | { readonly type: 'broken'; readonly detail: string };

export interface LdapConnection {
  readonly server: LdapServer;
  /** False from the moment the server or a fault closed it. */
  isOpen(): boolean;
  bind(dn: string, password: string, timeoutMs: number): Promise<LdapAnswer<void>>;
  search(base: string, options: SearchOptions, timeoutMs: number): Promise<LdapAnswer<SearchResult>>;
  close(): void;
}

/** Connects and encrypts. @throws VestibuleError VST_UPSTREAM_UNREACHABLE; nothing secret was then sent */
export async function openConnection(server: LdapServer, timeoutMs: number): Promise<LdapConnection> {
  const plain = await openSocket(server, timeoutMs);
  if (server.security === 'plain') return over(plain, server);
  if (server.security === 'starttls') await agreeOnTls(plain, server, timeoutMs);
  return over(await encrypt(plain, server, timeoutMs), server);
}

/**
 * StartTLS (RFC 4511 section 4.14) in a conversation of its own: what a stranger slipped in before encryption is left
 * behind with it, and cannot become the beginning of an answer.
 */
async function agreeOnTls(plain: Socket, server: LdapServer, timeoutMs: number): Promise<void> {
  const client = await clientOver(plain);
  const answer = await within(plain, timeoutMs, () => client.exop(startTlsOid));
  plain.removeAllListeners('data');
  if (answer.type === 'done') return;
  plain.destroy();
  throw unreachableServer(server, `refuses StartTLS (${describe(answer)})`);
}

async function over(socket: Socket, server: LdapServer): Promise<LdapConnection> {
  const client = await clientOver(socket);
  return {
    server,
    isOpen: () => !socket.destroyed && socket.writable,
    bind: (dn, password, timeoutMs) => within(socket, timeoutMs, () => client.bind(dn, password)),
    search: (base, options, timeoutMs) => within(socket, timeoutMs, () => client.search(base, options)),
    close: () => {
      const ended = (): void => {
        socket.destroy();
      };
      client.unbind().then(ended, ended);
    },
  };
}

/** A client that speaks on this connection and can open no other. */
async function clientOver(socket: Socket): Promise<Client> {
  const { Client } = await import('ldapts');
  const createConnection = (): Socket => {
    if (socket.destroyed) throw new Error('the connection is closed');
    return socket;
  };
  return new Client({ url: 'ldap://connected', createConnection: createConnection as never });
}

/** One saying with its end: an answer, a result code, the time, or the connection. */
async function within<T>(socket: Socket, timeoutMs: number, say: () => Promise<T>): Promise<LdapAnswer<T>> {
  if (socket.destroyed) return { type: 'broken', detail: 'the connection is closed' };
  const { promise, resolve } = Promise.withResolvers<LdapAnswer<T>>();
  const onClose = (): void => resolve({ type: 'broken', detail: 'the connection was closed' });
  const timer = setTimeout(() => {
    resolve({ type: 'timeout' });
    socket.destroy();
  }, timeoutMs);
  socket.once('close', onClose);
  say().then(
    (value) => resolve({ type: 'done', value }),
    (error: unknown) => resolve(answerOfError(error)),
  );
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    socket.off('close', onClose);
  }
}

function answerOfError(error: unknown): LdapAnswer<never> {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  if (error instanceof Error && typeof code === 'number') return { type: 'said', code, text: error.message };
  // Not the message: it may quote the question, and with it what was typed.
  return { type: 'broken', detail: typeof code === 'string' ? code : 'the conversation failed' };
}

export function describe(answer: Exclude<LdapAnswer<unknown>, { type: 'done' }>): string {
  switch (answer.type) {
    case 'said':
      return `result ${answer.code}`;
    case 'timeout':
      return 'no answer in time';
    case 'broken':
      return answer.detail;
  }
}
