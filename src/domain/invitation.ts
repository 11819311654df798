// An invitation to attach a sign-in: staff send it to a user or hand it to her, and whoever holds it may attach one identity
// to her record. What is kept of it is a keyed hash of its secret.

/**
 * `open`: it may still be used. `used`: an identity was attached by it. `replaced`: a newer one for the same sign-in counts.
 * `revoked`: staff took it back. `failed`: too many identities were refused.
 */
export type InvitationState = 'open' | 'used' | 'replaced' | 'revoked' | 'failed';

/** `letter`: a link, sent to an address of hers. `code`: printed, and handed to her. */
export type InvitationKind = 'letter' | 'code';

export interface Invitation {
  readonly institution: string;
  /** Hash of the secret: it finds the invitation and does not use it. */
  readonly id: string;
  readonly userId: string;
  /** The login profile that an identity may be attached of. */
  readonly profile: string;
  readonly kind: InvitationKind;
  /** A user id, or `operator`. */
  readonly by: string;
  /** Epoch milliseconds, as the others. */
  readonly madeAt: number;
  readonly endsAt: number;
  /** When its letter was given to the mail, or its code printed. Without it nobody ever had it. */
  readonly sentAt?: number | undefined;
  readonly state: InvitationState;
  readonly stateAt: number;
  /** Identities that were refused. */
  readonly tries: number;
  /** What was wrong with the last of them: an error code, and the code of the trace that tells more. */
  readonly trouble?: { readonly outcome: string; readonly trace: string } | undefined;
}

/** Identities that may be refused before an invitation is over. */
export const invitationTries = 5;
