/**
 * Why the internal password is asked for: the person chose it, or as fallback of a named cause. `none`: the upstream
 * ended in a way no policy rests on (two entries, say). Internal users are checked whatever the cause.
 */
export type InternalPasswordCause = 'chosen' | 'refused' | 'unknown' | 'unreachable' | 'none';

export type InternalPasswordVerdict =
  | { readonly type: 'right'; readonly userId: string; readonly mustChange: boolean }
  /** Unknown name, wrong password, no password, not allowed for this user: told apart in the trace only. */
  | { readonly type: 'wrong'; readonly detail: string };

/**
 * Resolves a typed name by the match rule of a password profile and verifies the hash of the one user it names. Always
 * spends one hashing, whatever was found.
 */
export interface InternalPasswordCheck {
  verify(request: {
    readonly institution: string;
    readonly profile: string;
    readonly name: string;
    readonly secret: string;
    readonly cause: InternalPasswordCause;
  }): Promise<InternalPasswordVerdict>;
}
