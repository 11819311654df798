/** Whom a letter about her sign-ins goes to. */
export interface Addressee {
  readonly userId: string;
  /** As it stands in her record. */
  readonly address: string;
  /** Language tag of her record; the institution's first language without one, or one it does not offer. */
  readonly language: string | undefined;
}

/**
 * Letters about the sign-ins of one institution's people.
 *
 * @throws VestibuleError VST_BUSY when too many letters wait; VST_STORE_UNAVAILABLE, VST_STORE_FULL
 */
export interface AttachmentLetters {
  /** Whether a letter can go to this address at all. */
  canWriteTo(address: string): boolean;
  /** @param token the secret of the link; it stands in this letter and nowhere else */
  invite(
    to: Addressee,
    given: { readonly profile: string; readonly token: string; readonly endsAt: number },
  ): Promise<void>;
  /** Says what was done, and whom to ask. No link of it signs in. */
  confirm(
    to: Addressee,
    given: { readonly what: 'attached' | 'detached'; readonly profile: string; readonly at: number },
  ): Promise<void>;
}
