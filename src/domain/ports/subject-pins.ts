/** What an application was first told that a person is called: it stays so, whatever becomes of her identifiers. */
export interface SubjectPin {
  readonly institution: string;
  /** The application, as `kind:id`. */
  readonly relyingParty: string;
  readonly userId: string;
  readonly subject: string;
  /** `primary`, `pairwise` or the identifier type that the subject was of. */
  readonly subjectType: string;
  /** Epoch milliseconds. */
  readonly pinnedAt: number;
}

/** `taken`: the application knows somebody else by this subject, and would take the one for the other. */
export type PinOutcome = { readonly type: 'pinned'; readonly pin: SubjectPin } | { readonly type: 'taken' };

/**
 * The subjects that applications know people by; of one application no two people have the same. A merge hands them on to
 * the user who stays, as far as the application does not know her already, and undoing it gives them back.
 *
 * @throws VestibuleError VST_STORE_UNAVAILABLE, VST_STORE_FULL
 */
export interface SubjectPins {
  pinOf(institution: string, relyingParty: string, userId: string): Promise<SubjectPin | undefined>;
  /** Of several at once for one person, the first stands and all are given it. */
  pin(pin: SubjectPin): Promise<PinOutcome>;
  /** Of one person at every application. */
  pinsOf(institution: string, userId: string): Promise<readonly SubjectPin[]>;
  /** The application may know her by another subject from now on. @returns whether there was any */
  unpin(institution: string, relyingParty: string, userId: string): Promise<boolean>;
}
