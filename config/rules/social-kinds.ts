import type { LoginProfile } from '../schema.ts';

export type SocialProfile = Extract<LoginProfile, { readonly kind: 'google' | 'facebook' | 'x' }>;

const kinds: ReadonlySet<LoginProfile['kind']> = new Set<SocialProfile['kind']>(['google', 'facebook', 'x']);

/** Providers where anybody makes an account: only the account that stands in a user's record says who she is. */
export function isSocial(profile: LoginProfile): profile is SocialProfile {
  return kinds.has(profile.kind);
}
