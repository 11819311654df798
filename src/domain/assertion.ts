/** What an upstream said about a person, verified and normalised. It names nobody here yet. */
export interface Assertion {
  /** Id of the login profile whose strategy made it. */
  readonly profile: string;
  /** SAML entity id, OpenID Connect issuer, LDAP directory name, or `internal`. */
  readonly issuer: string;
  /** The upstream's own name of the person: NameID, `sub`, DN, typed name. */
  readonly subject: string;
  /** The NameID format of a SAML subject. */
  readonly subjectFormat?: string | undefined;
  /** Every value of every attribute or claim, in the order received. Scalars of OpenID Connect are written as text. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** Email addresses the upstream says it verified. */
  readonly verifiedEmails: readonly string[];
  /** When the person proved who she is, epoch milliseconds. */
  readonly authenticatedAt: number;
  /** The standard's own URI or the `acr` of how she proved it. */
  readonly context?: string | undefined;
  /** RFC 8176 values, where the upstream or the strategy gives them. */
  readonly methods: readonly string[];
  /** What ends the upstream's session: SAML SessionIndex, OpenID Connect `sid`. */
  readonly upstreamSession?: string | undefined;
  /** After this the upstream's session is over, epoch milliseconds (SAML SessionNotOnOrAfter). */
  readonly notAfter?: number | undefined;
  /** What the strategy needs to end the upstream's session later (`BuiltStrategy.signOut`); kept sealed beside ours. */
  readonly signOut?: Readonly<Record<string, string>> | undefined;
  /** The name a strategy already resolved itself: only the `password` strategy, whose port checked the hash. */
  readonly resolvedUserId?: string | undefined;
  /** The internal password was right and has to be changed before it signs in: only the `password` strategy. */
  readonly mustChangePassword?: boolean | undefined;
}

/** What our own password check says of a typed name, in the words of an upstream. */
export function internalAssertion(checked: {
  readonly profile: string;
  readonly name: string;
  readonly userId: string;
  readonly mustChange: boolean;
  readonly authenticatedAt: number;
}): Assertion {
  const { profile, name, userId, mustChange, authenticatedAt } = checked;
  const nothing = { attributes: {}, verifiedEmails: [] };
  return {
    ...nothing,
    profile,
    issuer: 'internal',
    subject: name,
    authenticatedAt,
    methods: ['pwd'],
    resolvedUserId: userId,
    ...(mustChange ? { mustChangePassword: true } : {}),
  };
}
