// One letter on its way out, and how handing it over can end.
import type { Letter } from '../domain/ports/mailer.ts';

export interface Message extends Letter {
  readonly id: string;
  readonly from: { readonly name: string; readonly address: string };
  /** Without angle brackets; the same at every try. */
  readonly messageId: string;
  /** When it was written, epoch milliseconds. */
  readonly writtenAt: number;
}

export type Delivered =
  | { readonly type: 'accepted' }
  /** For good: the mail server will not take it, now or later. `bounced`: it has no such recipient. */
  | { readonly type: 'bounced' | 'refused'; readonly reply: string }
  /** Not now: tried again later. */
  | { readonly type: 'put-off'; readonly reply: string };

/** A way out. It bounds its own time, and its ends are values: what it throws counts as put off. */
export interface Delivery {
  deliver(message: Message, signal: AbortSignal): Promise<Delivered>;
  /** Whether it could be used now: as far as the mail server's greeting, TLS and password. No letter is sent. */
  check(): Promise<Delivered>;
}
