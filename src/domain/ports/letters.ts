/** A letter that was written and is not delivered yet. What stands in it is sealed. */
export interface WaitingLetter {
  readonly id: string;
  readonly institution: string;
  /** As in `Letter`. */
  readonly kind: string;
  /** Whom it is for, where that is a user. */
  readonly userId?: string | undefined;
  readonly sealed: string;
  /** After this nobody needs it, epoch milliseconds. */
  readonly endsAt: number;
  /** How often delivering it was begun, this time included. */
  readonly tries: number;
}

/**
 * Letters on their way out, for any number of nodes. A letter is written down before anybody is told that it was sent, and
 * stands until it is delivered, refused or over: a restart loses none.
 *
 * @throws VestibuleError VST_STORE_UNAVAILABLE, VST_STORE_FULL
 */
export interface Letters {
  /** @param mostWaiting of one institution. @returns false when so many wait already; nothing was then written */
  add(letter: Omit<WaitingLetter, 'tries'>, now: number, mostWaiting: number): Promise<boolean>;
  /**
   * Those that are due; those that are over first come first, so that a code for a sign-in waits for no bulk letter.
   * Nobody else is given them for `leaseMs`.
   */
  claim(now: number, leaseMs: number, count: number): Promise<readonly WaitingLetter[]>;
  /** Not before this time again. */
  putOff(id: string, until: number): Promise<void>;
  remove(id: string): Promise<void>;
  /** How many wait, of every institution. */
  waiting(): Promise<number>;
}
