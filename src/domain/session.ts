/** A signed-in browser. Stored in `ephemeral`; read together with its user. */
export interface Session {
  readonly id: string;
  readonly institution: string;
  readonly userId: string;
  /** The user's `sessionEpoch` when the session began. */
  readonly epoch: number;
  readonly profile: string;
  /** The identifier that matched and its type, as released to the person herself. */
  readonly identifier: { readonly type: string; readonly value: string };
  /** When she proved who she is, epoch milliseconds. */
  readonly authenticatedAt: number;
  /** When this session began, epoch milliseconds. */
  readonly startedAt: number;
  readonly context?: string | undefined;
  readonly methods: readonly string[];
  readonly issuer: string;
  readonly upstreamSession?: string | undefined;
  /** Over at this time whatever happens, epoch milliseconds. */
  readonly endsAt: number;
  /** Code of the trace that explains this sign-in. */
  readonly trace: string;
}
