// Relying parties as the provider sees them: read from the configuration at every look-up.
import type { AdapterPayload } from 'oidc-provider';
import type { InstitutionConfig, OidcRelyingParty } from '../../../config/schema.ts';
import type { Secrets } from '../../domain/ports/secrets.ts';

export function relyingPartyOf(config: InstitutionConfig, clientId: unknown): OidcRelyingParty | undefined {
  return config.relyingParties
    .filter((party) => party.kind === 'oidc')
    .find(({ id, enabled }) => enabled && id === clientId);
}

/**
 * OpenID Connect Dynamic Client Registration section 2.
 *
 * @param usesBasic the secret came in the Authorization header: a client may send it there or in the body
 * @throws VestibuleError VST_CONFIG_INVALID when the secret's reference leads nowhere
 */
export function clientMetadata(
  party: OidcRelyingParty,
  issuer: string,
  secrets: Secrets,
  usesBasic: boolean,
): AdapterPayload {
  const isWeb = party.redirectUris.every((uri) => /^https?:/i.test(uri));
  return {
    client_id: party.id,
    application_type: isWeb ? 'web' : 'native',
    redirect_uris: party.redirectUris,
    grant_types: ['authorization_code'],
    response_types: ['code'],
    response_modes: ['query'],
    scope: [...new Set(['openid', ...party.scopes])].join(' '),
    id_token_signed_response_alg: party.idTokenAlgorithm,
    require_auth_time: true,
    // The subject is what the release says, and so may differ from one relying party to the next.
    subject_type: 'pairwise',
    sector_identifier_uri: `https://${new URL(issuer).hostname}/`,
    ...(party.secret === undefined
      ? { token_endpoint_auth_method: 'none' as const }
      : {
          token_endpoint_auth_method: usesBasic ? ('client_secret_basic' as const) : ('client_secret_post' as const),
          client_secret: secrets.read(party.secret),
        }),
  };
}

/** Where the last redirect of a sign-in goes to, for `form-action`: an origin, or the scheme of a native application. */
export function redirectTarget(redirectUri: string): string {
  const { origin, protocol } = new URL(redirectUri);
  return /^https?:$/.test(protocol) ? origin : protocol;
}
