// What the person is sent away with.
import type { StrategyLogin } from '../../src/domain/strategy.ts';
import type { OidcOptions } from './options.ts';
import { presetOf } from './presets.ts';

/** Parameters of the authorization request that depend on the profile and on what was asked for; the proof comes apart. */
export function wishes(options: OidcOptions, signIn: StrategyLogin): Readonly<Record<string, string>> {
  const { acrValues, domainHint, hostedDomain, responseMode, scopes } = options;
  const contexts = signIn.contexts === undefined || signIn.contexts.length === 0 ? acrValues : signIn.contexts;
  const hint = loginHint(options, signIn);
  return {
    scope: scopes.join(' '),
    ...(responseMode === 'query' ? {} : { response_mode: responseMode }),
    ...prompts(options, signIn),
    ...(hint === undefined ? {} : { login_hint: hint }),
    ...(contexts === undefined ? {} : { acr_values: contexts.join(' ') }),
    ...(hostedDomain === undefined ? {} : { hd: hostedDomain }),
    ...(domainHint === undefined ? {} : { domain_hint: domainHint }),
  };
}

/** Whether the answer must hold a fresh `auth_time`. */
export function mustProveFresh({ reauthentication }: OidcOptions, { forceAuthn }: StrategyLogin): boolean {
  return forceAuthn && reauthentication === 'prove';
}

function prompts(options: OidcOptions, signIn: StrategyLogin): Readonly<Record<string, string>> {
  const { freshPrompt, prompt } = presetOf(options.preset);
  const wanted = signIn.passive ? 'none' : signIn.forceAuthn ? freshPrompt : prompt;
  return {
    ...(wanted === undefined ? {} : { prompt: wanted }),
    ...(mustProveFresh(options, signIn) ? { max_age: '0' } : {}),
  };
}

/** A library card is none of a provider's business that knows addresses only. */
function loginHint({ preset }: OidcOptions, signIn: StrategyLogin): string | undefined {
  const { loginHint: takes } = presetOf(preset);
  if (takes === 'none' || (takes === 'address' && signIn.loginHint?.includes('@') !== true)) return undefined;
  return signIn.loginHint;
}
