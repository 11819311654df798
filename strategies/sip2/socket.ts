// One connection to a SIP2 server: a line is sent, a line comes back, and never anything else.
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls } from 'node:tls';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { Sip2Options } from './options.ts';
import { isPrivateHost } from './private-host.ts';

/** No patron information is longer: an answer that is comes from something else. */
const lineBytesMax = 16_384;
const [lineFeed, carriageReturn] = [0x0a, 0x0d];

export type Heard =
  | { readonly type: 'line'; readonly line: Buffer }
  | { readonly type: 'timeout' }
  | { readonly type: 'broken'; readonly detail: string };

export interface Line {
  /** False from the moment the server or a fault closed it. */
  isOpen(): boolean;
  ask(message: Buffer, timeoutMs: number): Promise<Heard>;
  close(): void;
}

type Server = Pick<Sip2Options, 'host' | 'port' | 'ca' | 'serverName' | 'plainText'>;

/** Without TLS only where the profile says so and the server is near. @throws VestibuleError VST_UPSTREAM_UNREACHABLE */
export async function openLine(server: Server, timeoutMs: number): Promise<Line> {
  const { host, port, ca, plainText } = server;
  const isPlain = plainText && isPrivateHost(host);
  const expected = server.serverName ?? host;
  // Said in full: no environment variable may turn the checks off.
  const socket = isPlain
    ? connectTcp({ host, port, noDelay: true, keepAlive: true })
    : connectTls({
        host,
        port,
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
        checkServerIdentity: (_host, certificate) => checkServerIdentity(expected, certificate),
        ...(ca === undefined ? {} : { ca }),
        // A server name is a DNS name (RFC 6066 section 3).
        ...(isIP(expected) === 0 ? { servername: expected } : {}),
      });
  return over(await opened(socket, isPlain ? 'connect' : 'secureConnect', server, timeoutMs));
}

function opened(socket: Socket, event: string, { host, port }: Server, timeoutMs: number): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const fault = (what: string, cause?: unknown): void => {
    socket.destroy();
    reject(new VestibuleError('VST_UPSTREAM_UNREACHABLE', `sip2://${host}:${port}: ${what}`, {}, { cause }));
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

function over(socket: Socket): Line {
  let received: Buffer = Buffer.alloc(0);
  let answer: ((heard: Heard) => void) | undefined;
  const end = (heard: Heard): void => {
    answer?.(heard);
    answer = undefined;
  };
  const breakOff = (detail: string): void => {
    end({ type: 'broken', detail });
    socket.destroy();
  };
  socket.on('close', () => end({ type: 'broken', detail: 'the connection was closed' }));
  socket.on('data', (chunk: Buffer) => {
    received = withoutLineEnds(Buffer.concat([received, chunk]));
    const at = received.indexOf(carriageReturn);
    if (at === -1) {
      if (received.length > lineBytesMax) breakOff('an answer that is too long');
      else if (answer === undefined && received.length > 0) breakOff('an answer to no question');
      return;
    }
    const rest = withoutLineEnds(received.subarray(at));
    const line = received.subarray(0, at);
    received = Buffer.alloc(0);
    // What comes unasked would be taken for the answer to the next person's question.
    if (rest.length > 0 || answer === undefined) return breakOff('more than one answer');
    if (line.length > lineBytesMax) return breakOff('an answer that is too long');
    end({ type: 'line', line });
  });
  return {
    isOpen: () => !socket.destroyed && socket.writable,
    async ask(message, timeoutMs) {
      if (socket.destroyed || answer !== undefined) return { type: 'broken', detail: 'the connection is closed' };
      const { promise, resolve } = Promise.withResolvers<Heard>();
      answer = resolve;
      const timer = setTimeout(() => {
        end({ type: 'timeout' });
        socket.destroy();
      }, timeoutMs);
      socket.write(message);
      return promise.finally(() => clearTimeout(timer));
    },
    close: () => {
      socket.end();
      socket.destroySoon();
    },
  };
}

/** Some servers end a line with a line feed as well, which then stands before the next one. */
function withoutLineEnds(bytes: Buffer): Buffer {
  let start = 0;
  while (start < bytes.length && (bytes[start] === lineFeed || bytes[start] === carriageReturn)) start++;
  return bytes.subarray(start);
}
