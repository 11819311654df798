import type { MatchSource } from '../../src/domain/match-rule.ts';
import type { StrategyDeps, UpstreamRegistration } from '../../src/domain/strategy.ts';
import { publicKeys } from './client-keys.ts';
import type { OidcOptions } from './options.ts';
import { presetOf } from './presets.ts';

/** What the administrator of the provider needs. */
export function registrationOf(options: OidcOptions, deps: StrategyDeps): UpstreamRegistration {
  const { clientKey, preset } = options;
  const keySet =
    clientKey === undefined || preset === 'apple' ? undefined : { keys: publicKeys(clientKey, deps.secrets) };
  const facts = [
    { label: 'Issuer', value: options.issuer },
    { label: 'Redirect URI', value: deps.urls.callback },
    { label: 'Client ID', value: options.clientId },
    { label: 'Flow', value: 'authorization code with PKCE (S256)' },
    { label: 'Response mode', value: options.responseMode },
    { label: 'Client authentication', value: authentication(options) },
    ...(keySet === undefined
      ? []
      : [
          { label: 'Our public keys (JWKS)', value: deps.urls.metadata },
          { label: 'The same, as text', value: JSON.stringify(keySet) },
        ]),
    { label: 'Scopes', value: options.scopes.join(' ') },
    { label: 'Claim wanted', value: wantedClaim(options, options.match.from) },
    ...(options.signOut === 'never' || !presetOf(preset).endsSessions
      ? []
      : [{ label: 'Post-logout redirect URI', value: deps.urls.logout }]),
    ...(options.backchannelLogout
      ? [
          { label: 'Back-channel logout URI', value: deps.urls.backchannel },
          { label: 'Back-channel logout names', value: 'sub and sid' },
        ]
      : []),
  ];
  return { facts, certificates: [], ...(keySet === undefined ? {} : { keySet: JSON.stringify(keySet) }) };
}

function authentication({ clientKey, preset }: OidcOptions): string {
  if (preset === 'apple') return 'client secret, signed by the key of the team at each use';
  if (clientKey !== undefined) return 'private_key_jwt';
  return 'client_secret_basic, or client_secret_post where basic is not offered';
}

function wantedClaim({ preset }: OidcOptions, source: MatchSource): string {
  switch (source.type) {
    case 'subject':
      return presetOf(preset).subject;
    case 'attribute':
      return source.name;
    case 'verified-email':
      return 'email, with email_verified: true';
  }
}
