/**
 * Keeps a password that an upstream has just taken as the library's own of that user: only of an external one, and only
 * when it is another than the one that stands. Never judged by the policy (it was not chosen here), and it ends no session.
 */
export interface PasswordKeeper {
  /** Never throws: the sign-in stands without it, and the next one tries again. @param profile whose upstream took it */
  keep(institution: string, userId: string, secret: string, profile: string): Promise<void>;
}
