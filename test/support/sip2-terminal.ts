// A terminal as a test speaks through one: lines over TCP or TLS, nothing believed and nothing added.
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { checksum } from '../../src/relying-parties/sip2/checksum.ts';

export interface TestTerminal {
  /** Sends it with CR and gives the next line. @throws when the connection ends or nothing comes in time */
  ask(message: string | Buffer): Promise<string>;
  /** Sends bytes as they are. */
  send(bytes: string | Buffer): void;
  /** The next line, whatever was asked. */
  line(): Promise<string>;
  /** Everything received so far, as it came. */
  raw(): string;
  /** Resolves when the other side has closed. */
  closed(): Promise<void>;
  close(): void;
}

export interface TerminalAt {
  readonly host?: string;
  readonly localAddress?: string;
  /** The certificate that is trusted: then it is TLS. */
  readonly ca?: string;
}

const answerMs = 10_000;

export async function openTerminal(
  port: number,
  { host = '127.0.0.1', localAddress, ca }: TerminalAt = {},
): Promise<TestTerminal> {
  const tcp = { host, port, ...(localAddress === undefined ? {} : { localAddress }) };
  const socket: Socket = ca === undefined ? connectTcp(tcp) : connectTls({ ...tcp, ca, servername: 'localhost' });
  await new Promise<void>((resolve, reject) => {
    socket.once(ca === undefined ? 'connect' : 'secureConnect', resolve);
    socket.once('error', reject);
  });
  let received = '';
  let read = 0;
  const waiting: (() => void)[] = [];
  const wake = (): void => {
    for (const one of waiting.splice(0)) one();
  };
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    received += text;
    wake();
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', wake);

  async function line(): Promise<string> {
    const until = Date.now() + answerMs;
    for (;;) {
      while (received[read] === '\n') read++;
      const end = received.indexOf('\r', read);
      if (end !== -1) {
        const found = received.slice(read, end);
        read = end + 1;
        return found;
      }
      if (socket.destroyed) throw new Error(`closed after: ${received.slice(-200)}`);
      if (Date.now() > until) throw new Error('no answer in time');
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, answerMs);
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  return {
    ask: (message) => {
      socket.write(
        typeof message === 'string'
          ? Buffer.from(`${message}\r`, 'latin1')
          : Buffer.concat([message, Buffer.from('\r')]),
      );
      return line();
    },
    send: (bytes) => void socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes),
    line,
    raw: () => received,
    closed: () =>
      socket.destroyed ? Promise.resolve() : new Promise((resolve) => socket.once('close', () => resolve())),
    close: () => socket.destroy(),
  };
}

const date = '20260302    090000';

export const login = (user: string, password: string, more = ''): string => `9300CN${user}|CO${password}|${more}`;
export const status = (name: string, secret: string): string => `23001${date}AO|AA${name}|AC|AD${secret}|`;
export const information = (name: string, secret: string, language = '001'): string =>
  `63${language}${date}${' '.repeat(10)}AO|AA${name}|AC|AD${secret}|`;
export const scStatus = '9900802.00';
export const endSession = (name: string): string => `35${date}AO|AA${name}|`;

/** With a sequence number and a checksum. */
export function counted(message: string, sequence: number): string {
  const head = `${message}AY${sequence}AZ`;
  return head + checksum(head);
}

/** The values of a field in an answer, of one character a byte. */
export function fieldsOf(answer: string, code: string): readonly string[] {
  const fixed = { '24': 37, '64': 61, '98': 36, '36': 21 }[answer.slice(0, 2)] ?? 2;
  const body = answer.slice(fixed).replace(/AY\dAZ[0-9A-F]{4}$/, '');
  return body.split('|').flatMap((part) => (part.startsWith(code) ? [part.slice(2)] : []));
}

/** What an answer says of the patron: BL and CQ. */
export function verdict(answer: string): string {
  return `BL=${fieldsOf(answer, 'BL').join(',')} CQ=${fieldsOf(answer, 'CQ').join(',')}`;
}
