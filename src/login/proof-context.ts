// In which context a person proved who she is. Applications let people in on this word, so it is never made up. Pure.
import type { LoginProfile } from '../../config/schema.ts';
import type { Assertion } from '../domain/assertion.ts';

/** Kinds by which the library itself vouches. */
const ownKinds: readonly LoginProfile['kind'][] = ['password', 'email-link'];

/**
 * The upstream's own word. Where it says none, the one context of the profile, which then has no other; of several it cannot
 * be told which it was. A library password that stood in for the upstream is not what the profile says of the upstream.
 */
export function proofContext(
  { context, issuer }: Pick<Assertion, 'context' | 'issuer'>,
  profile: Pick<LoginProfile, 'kind' | 'contexts'> | undefined,
): string | undefined {
  if (context !== undefined) return context;
  if (profile === undefined || (issuer === 'internal' && !ownKinds.includes(profile.kind))) return undefined;
  const [only, ...others] = profile.contexts ?? [];
  return others.length === 0 ? only : undefined;
}
