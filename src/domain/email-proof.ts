/** Where a proof waits for its sign-in, a minute or two: taken once, by the strategy that asserts it. */
export const emailProofSpace = 'email-proof';
export const emailProofSeconds = 120;

/** A person proved, in the browser that began the attempt, that she reads the mail of an address. */
export interface EmailProof {
  readonly institution: string;
  readonly profile: string;
  readonly attemptId: string;
  /** As it stands in the records. */
  readonly address: string;
  /** Whose it is: the one that the mail was for, or whom she chose among those who share it. */
  readonly userId: string;
  /** Epoch milliseconds. */
  readonly provedAt: number;
}
