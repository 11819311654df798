import type { LetterKind } from '../letter.ts';

/** What one person is written, complete. */
export interface Letter {
  readonly institution: string;
  readonly kind: LetterKind;
  /** One address, as it stands in the records. */
  readonly to: string;
  /** Whose address that is, where it is a user's: the desk finds the delivery by it. */
  readonly userId?: string | undefined;
  /** Who it comes from. The installation's address stands in for a missing one. */
  readonly from: { readonly name: string; readonly address?: string | undefined };
  readonly replyTo?: string | undefined;
  /** Language tag of the texts. */
  readonly language: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** After this nobody needs it (epoch ms): it is not sent any more. A week from now unless said. */
  readonly endsAt?: number | undefined;
}

/** The way out by mail. */
export interface Mailer {
  /**
   * Written down when this resolves, and delivered from then on, off the request, more than once if need be: a mail
   * server that took a letter and was cut off before it said so gets it again, under the same Message-ID.
   *
   * @throws VestibuleError VST_REQUEST_MALFORMED for an address, name or subject that no header can carry; VST_BUSY when
   *   too many letters of the institution wait; VST_STORE_UNAVAILABLE, VST_STORE_FULL
   */
  send(letter: Letter): Promise<{ readonly id: string }>;
}
