// A conversation with a SIP2 server: counted, checked, and logged in where the server asks for it.
import { VestibuleError } from '../../src/domain/errors.ts';
import type { Secrets } from '../../src/domain/ports/secrets.ts';
import { breaksMessage, encode, frame, readMessage, type SipMessage } from './message.ts';
import type { Sip2Options } from './options.ts';
import { openLine } from './socket.ts';

/** `fault`: what came is no answer, or none came; the connection is of no use any more. */
export type SipAnswer = SipMessage | { readonly fault: string; readonly timedOut?: true };

export interface SipConnection {
  isOpen(): boolean;
  /** @param body a message without what `frame` adds */
  ask(body: Buffer, timeoutMs: number): Promise<SipAnswer>;
  close(): void;
}

/** @throws VestibuleError VST_UPSTREAM_UNREACHABLE */
export async function openConnection(
  options: Sip2Options,
  secrets: Secrets,
  timeoutMs: number,
): Promise<SipConnection> {
  const line = await openLine(options, timeoutMs);
  let count = 0;
  const connection: SipConnection = {
    isOpen: () => line.isOpen(),
    close: () => line.close(),
    async ask(body, within) {
      const sequence = options.checksums ? count++ % 10 : undefined;
      const heard = await line.ask(frame(body, sequence), within);
      if (heard.type === 'timeout') return { fault: 'no answer in time', timedOut: true };
      if (heard.type === 'broken') return { fault: heard.detail };
      const message = readMessage(heard.line, options.charset, sequence);
      if (typeof message !== 'string') return message;
      line.close();
      return { fault: message };
    },
  };
  await logIn(connection, options, secrets, timeoutMs);
  return connection;
}

async function logIn(
  connection: SipConnection,
  { host, port, login, charset }: Sip2Options,
  secrets: Secrets,
  timeoutMs: number,
): Promise<void> {
  if (login === undefined) return;
  const refuse = (why: string, answered = false): never => {
    connection.close();
    throw new VestibuleError('VST_UPSTREAM_UNREACHABLE', `sip2://${host}:${port}: ${why}`, { answered });
  };
  const password = secrets.read(login.password);
  const location = login.location === undefined ? '' : `CP${login.location}|`;
  const body = breaksMessage(password) ? undefined : encode(`9300CN${login.user}|CO${password}|${location}`, charset);
  if (body === undefined) return refuse('the login password cannot be sent');
  const answer = await connection.ask(body, timeoutMs);
  if ('fault' in answer) return refuse(`login: ${answer.fault}`);
  if (answer.code !== '94' || answer.fixed !== '1') refuse('the login is refused', true);
}
