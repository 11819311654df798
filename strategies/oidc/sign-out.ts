// RP-Initiated Logout 1.0: the browser is sent to the provider, and comes back to `urls.logout`.
import type { Request } from 'express';
import type { Configuration } from 'openid-client';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { BuiltStrategy, LogoutMessage, StrategyDeps } from '../../src/domain/strategy.ts';
import type { Claims } from './assertion-of.ts';
import { type Discovery, loadClient } from './discover.ts';
import type { OidcOptions } from './options.ts';

/** Longest ID token that is kept and sent as a hint, in characters: it stands in an address. */
const hintMax = 4096;
const stateMax = 512;

/** What of a sign-in is needed to end the provider's session later; undefined where it cannot be ended. */
export function keptForSignOut(
  { signOut }: Pick<OidcOptions, 'signOut'>,
  configuration: Configuration,
  idToken: string | undefined,
  claims: Claims,
): Readonly<Record<string, string>> | undefined {
  if (signOut === 'never' || configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
  const { login_hint: loginHint } = claims;
  return {
    ...(idToken === undefined || idToken.length > hintMax ? {} : { idToken }),
    // Microsoft Entra: without it she is asked which of her accounts is meant.
    ...(typeof loginHint === 'string' && loginHint.length <= 512 ? { loginHint } : {}),
  };
}

export function signOutAt(
  discovery: Discovery,
  { urls }: Pick<StrategyDeps, 'urls'>,
): NonNullable<BuiltStrategy['signOut']> {
  return async ({ kept, state, language }) => {
    const configuration = await discovery.configuration();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
    const client = await loadClient();
    const { idToken, loginHint } = kept;
    const url = client.buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: urls.logout,
      state,
      ui_locales: language,
      ...(idToken === undefined ? {} : { id_token_hint: idToken }),
      ...(loginHint === undefined ? {} : { logout_hint: loginHint }),
    });
    return { type: 'redirect', url: url.href };
  };
}

/**
 * The provider sends the browser back with the `state` it was sent with, and says no more: that it came back is the answer.
 *
 * @throws VestibuleError VST_UPSTREAM_MESSAGE_INVALID
 */
export async function readReturn({ originalUrl }: Request): Promise<LogoutMessage> {
  const start = originalUrl.indexOf('?');
  const told = new URLSearchParams(start === -1 ? '' : originalUrl.slice(start));
  const [state, ...others] = told.getAll('state');
  if (others.length > 0 || (state?.length ?? 0) > stateMax) {
    throw new VestibuleError('VST_UPSTREAM_MESSAGE_INVALID', 'The state of the sign-out is repeated or too long.');
  }
  return { type: 'answer', state, ended: told.has('error') ? 'failed' : 'all' };
}
