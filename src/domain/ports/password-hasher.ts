export type PasswordVerdict =
  | {
      readonly type: 'right' /** A hash by today's parameters, when the stored one is weaker. */;
      readonly rehash: string | undefined;
    }
  | { readonly type: 'wrong' };

/** Password hashing off the event loop, behind a bounded queue. @throws VestibuleError VST_BUSY when the queue is full */
export interface PasswordHasher {
  /** A PHC string with its parameters. */
  hash(secret: string): Promise<string>;
  verify(secret: string, hash: string): Promise<PasswordVerdict>;
  /** Spends what `verify` would: for an unknown, locked or wrong-type name. */
  spend(secret: string): Promise<void>;
  /** How many run, and how many wait for their turn, in this process. */
  load?(): { readonly running: number; readonly waiting: number };
}
