// One connection: lines in, answers out, one at a time. Who is idle, slow, or does not read what he asked for is cut off.
import type { Socket } from 'node:net';
import type { Conversation } from './conversation.ts';
import { type Framed, LineReader } from './lines.ts';

export interface ConnectionLimits {
  readonly idleMs: number;
  readonly lineMs: number;
}

export interface Connection {
  /** Ends when the answer under way is sent; at once when there is none. */
  finish(): void;
}

/** How much longer than a line a terminal may take to name itself: it may have to be switched on first. */
const unknownLines = 3;

/** @param onCut told why the connection was cut by us, in a word */
export function serveConnection(
  socket: Socket,
  conversation: Conversation,
  limits: ConnectionLimits,
  onCut: (why: string) => void,
): Connection {
  const reader = new LineReader();
  const waiting: Framed[] = [];
  let isAnswering = false;
  let isEnding = false;
  let line: NodeJS.Timeout | undefined;

  const cut = (why: string): void => {
    if (socket.destroyed) return;
    onCut(why);
    socket.destroy();
  };
  const idle = setTimeout(() => {
    if (isAnswering) idle.refresh();
    else cut('idle');
  }, limits.idleMs);
  const unknown = setTimeout(() => {
    if (!conversation.isKnown && !isAnswering) cut('never signed in');
  }, limits.lineMs * unknownLines);

  const watchLine = (): void => {
    if (!reader.isPending) {
      clearTimeout(line);
      line = undefined;
    } else line ??= setTimeout(() => cut('slow'), limits.lineMs);
  };

  /** Resolves when the other side has taken it; a connection that is closed meanwhile resolves too. */
  const send = (bytes: string): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => cut('does not read'), limits.lineMs);
      const done = (): void => {
        clearTimeout(timer);
        socket.off('close', done);
        resolve();
      };
      socket.once('close', done);
      socket.write(Buffer.from(bytes, 'latin1'), done);
    });

  async function answerAll(): Promise<void> {
    isAnswering = true;
    for (let next = waiting.shift(); next !== undefined && !socket.destroyed; next = waiting.shift()) {
      const { bytes, ends } = await conversation.answer(next);
      if (!socket.destroyed) await send(bytes);
      if (ends) {
        onCut('too many faults');
        isEnding = true;
      }
      if (isEnding) break;
    }
    isAnswering = false;
    idle.refresh();
    if (isEnding) socket.end(() => socket.destroySoon());
    else socket.resume();
  }

  socket.on('data', (chunk: Buffer) => {
    if (isEnding) return;
    waiting.push(...reader.push(chunk));
    if (reader.isFlood) return cut('too long');
    watchLine();
    idle.refresh();
    if (waiting.length === 0 || isAnswering) return;
    // Nothing more is read until this is answered: what waits is never more than came at once.
    socket.pause();
    answerAll().catch(() => cut('fault'));
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    waiting.length = 0;
    for (const timer of [idle, unknown, line]) clearTimeout(timer);
  });

  return {
    finish: () => {
      isEnding = true;
      if (!isAnswering) socket.end(() => socket.destroySoon());
    },
  };
}
