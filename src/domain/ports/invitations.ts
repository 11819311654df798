import type { Invitation, InvitationState } from '../invitation.ts';

export type NewInvitation = Pick<
  Invitation,
  'institution' | 'id' | 'userId' | 'profile' | 'kind' | 'by' | 'madeAt' | 'endsAt' | 'sentAt'
>;

export interface InvitationFilter {
  readonly userId?: string | undefined;
  readonly profile?: string | undefined;
  readonly state?: InvitationState | undefined;
  /** Only those of which an identity was refused. */
  readonly troubled?: boolean | undefined;
}

/**
 * Invitations, kept with the records: they live for weeks, longer than single-use records are sure to. One is spent in the
 * very transaction that attaches an identity (`Decision.spends`), and goes with its user.
 *
 * @throws VestibuleError VST_STORE_UNAVAILABLE, VST_STORE_FULL
 */
export interface Invitations {
  /** The newest counts: an open one of the same user for the same profile is replaced. */
  add(invitation: NewInvitation): Promise<void>;
  find(institution: string, id: string): Promise<Invitation | undefined>;
  /** Its letter is with the mail. */
  sent(institution: string, id: string, now: number): Promise<void>;
  /** Takes back all open ones of a user, for one profile or for all. @returns how many */
  revoke(institution: string, userId: string, profile: string | undefined, now: number): Promise<number>;
  /** An identity was refused: counted, and the last one ends it. @param most how many may be */
  refused(
    institution: string,
    id: string,
    trouble: NonNullable<Invitation['trouble']>,
    most: number,
    now: number,
  ): Promise<void>;
  /** Newest first; read in pages, so that it needs the same memory whatever their number. */
  list(institution: string, filter?: InvitationFilter): AsyncIterable<Invitation>;
  /** Drops those that were over before the given time. @returns how many */
  dropEndedBefore(epochMs: number): Promise<number>;
}
