// From what Google's userinfo says to an assertion. Pure.
import type { Assertion } from '../../src/domain/assertion.ts';
import { Ended, hearsay, invalid } from '../oauth/ended.ts';
import { attributesOf } from '../oauth/tokens.ts';
import { type GoogleOptions, googleIssuer } from './options.ts';

/** @throws Ended for an answer that names no account, or one of another domain than the profile's */
export function assertionOf(
  said: Readonly<Record<string, unknown>>,
  { id: profile, hostedDomain }: Pick<GoogleOptions, 'id' | 'hostedDomain'>,
  receivedAt: number,
): Assertion {
  const { sub, hd, email, email_verified: isVerified } = said;
  if (typeof sub !== 'string' || !/^[!-~]{1,255}$/.test(sub)) throw invalid('Google named no account (sub)');
  if (hostedDomain !== undefined && (typeof hd !== 'string' || hd.toLowerCase() !== hostedDomain)) {
    // Any other account says nothing of hers in that domain, so no fallback rests on it.
    throw new Ended(hearsay('credentials', `the account is not of the domain ${hostedDomain} (hd)`));
  }
  return {
    profile,
    issuer: googleIssuer,
    subject: sub,
    attributes: attributesOf(said),
    verifiedEmails: isVerified === true && typeof email === 'string' && email !== '' ? [email] : [],
    authenticatedAt: receivedAt,
    methods: [],
  };
}
