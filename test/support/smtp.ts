// An SMTP server on an address of this machine that keeps what it got, and refuses what a test tells it to.
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { testKeyPair } from './saml-certificate.ts';

export interface ReceivedLetter {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came over the wire. */
  readonly raw: string;
  readonly secure: boolean;
  readonly user: string | undefined;
}

export interface SmtpPeer {
  readonly host: string;
  readonly port: number;
  readonly received: ReceivedLetter[];
  /** PEM of what it shows in STARTTLS. */
  readonly certificate: string;
  /** Answers the next recipients with this; undefined: takes them. */
  refuse: { readonly at: 'RCPT' | 'DATA'; readonly code: number; readonly text: string } | undefined;
  close(): Promise<void>;
}

export interface SmtpPeerOptions {
  readonly host?: string;
  readonly startTls?: boolean;
  readonly login?: { readonly user: string; readonly password: string };
}

export async function startSmtp(options: SmtpPeerOptions = {}): Promise<SmtpPeer> {
  const { host = '127.0.0.1', startTls = true, login } = options;
  const { key, certificate } = testKeyPair('localhost');
  const disabled = [...(startTls ? [] : ['STARTTLS']), ...(login === undefined ? ['AUTH'] : [])];
  const server = new SMTPServer({
    key,
    cert: certificate,
    disabledCommands: disabled,
    authOptional: login === undefined,
    disableReverseLookup: true,
    logger: false,
    onAuth: (auth, _session, done) => {
      const isRight = auth.username === login?.user && auth.password === login?.password;
      done(isRight ? null : replyOf(535, 'no'), isRight ? { user: login?.user } : undefined);
    },
    onRcptTo: (_address, _session, done) => {
      const { refuse } = peer;
      done(refuse?.at === 'RCPT' ? replyOf(refuse.code, refuse.text) : null);
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { refuse } = peer;
        if (refuse?.at === 'DATA') return done(replyOf(refuse.code, refuse.text));
        const { mailFrom, rcptTo } = session.envelope;
        peer.received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
          secure: session.secure,
          user: session.user as string | undefined,
        });
        return done(null);
      });
    },
  } satisfies SMTPServerOptions);
  server.on('error', () => {
    // A client that hangs up is a case of the test.
  });
  await new Promise<void>((resolve) => {
    server.listen(0, host, resolve);
  });
  const peer: SmtpPeer = {
    host,
    port: (server.server.address() as AddressInfo).port,
    received: [],
    certificate,
    refuse: undefined,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return peer;
}

function replyOf(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

/** A header of a letter, unfolded; undefined when it is not there. */
export function headerOf({ raw }: ReceivedLetter, name: string): string | undefined {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ');
  return new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1];
}

/** The parts of a multipart letter by their type, decoded. */
export function partsOf({ raw }: ReceivedLetter): Readonly<Record<string, string>> {
  const boundary = /boundary="([^"]+)"/.exec(raw)?.[1] ?? '';
  const parts = raw.split(`--${boundary}`).slice(1, -1);
  return Object.fromEntries(
    parts.map((part) => {
      const [head = '', ...body] = part.trimStart().split('\r\n\r\n');
      const type = /^content-type: ([^;\r\n]+)/im.exec(head)?.[1] ?? '';
      return [type, decoded(body.join('\r\n\r\n'), /^content-transfer-encoding: (\S+)/im.exec(head)?.[1] ?? '7bit')];
    }),
  );
}

function decoded(text: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return text.replaceAll('\r\n', '\n');
  const bytes = text
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8').replaceAll('\r\n', '\n');
}
