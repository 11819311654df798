// What a signed ID token must say beside its issuer, so that it speaks of the people of this very organization.
import type { StrategyFailure } from '../../src/domain/strategy.ts';
import type { Claims } from './assertion-of.ts';
import { hearsay, refused } from './failure.ts';
import type { OidcOptions } from './options.ts';
import { presetOf } from './presets.ts';

/** @returns why nobody is asserted; undefined for a token of the right people */
export function strangerFault(
  { preset, tenant, hostedDomain }: Pick<OidcOptions, 'preset' | 'tenant' | 'hostedDomain'>,
  idToken: Claims,
): StrategyFailure | undefined {
  const { subject } = presetOf(preset);
  if (tenant !== undefined && !isSame(idToken.tid, tenant)) {
    return refused('invalid', 'the ID token is of another directory than the profile’s (tid)');
  }
  if (hostedDomain !== undefined && !isSame(idToken.hd, hostedDomain)) {
    // Anybody can bring an account of her own: it says nothing of hers in that domain.
    return hearsay('credentials', `the account is not of the domain ${hostedDomain} (hd)`);
  }
  const name = idToken[subject];
  if (typeof name !== 'string' || !/^[!-~]{1,255}$/.test(name)) {
    return refused('invalid', `the ID token names nobody (${subject}) by 1 to 255 printable characters`);
  }
  return undefined;
}

function isSame(told: unknown, wanted: string): boolean {
  return typeof told === 'string' && told.toLowerCase() === wanted.toLowerCase();
}
