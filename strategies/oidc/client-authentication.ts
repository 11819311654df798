// How we prove to the provider who asks: by a secret, by a key of ours, or (Apple) by a secret that the key signs.
import type { ClientAuth } from 'openid-client';
import type { Secrets } from '../../src/domain/ports/secrets.ts';
import { readClientKey } from './client-keys.ts';
import type { OpenIdClient } from './discover.ts';
import type { OidcOptions } from './options.ts';
import { presetOf } from './presets.ts';

/** @throws VestibuleError VST_CONFIG_INVALID for a key or secret that cannot be used */
export function clientAuthentication(client: OpenIdClient, options: OidcOptions, secrets: Secrets): ClientAuth {
  if (options.preset === 'apple') return appleSecret(client, options, secrets);
  if (options.clientKey !== undefined) return ownKey(client, options, secrets);
  return secret(client);
}

/** RFC 8414 section 2: basic unless the upstream names its methods and basic is not among them. */
function secret(client: OpenIdClient): ClientAuth {
  const basic = client.ClientSecretBasic();
  const post = client.ClientSecretPost();
  return (server, metadata, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported;
    const chosen = methods === undefined || methods.includes('client_secret_basic') ? basic : post;
    chosen(server, metadata, body, headers);
  };
}

/** RFC 7523: an assertion of one minute, for this provider only. */
function ownKey(client: OpenIdClient, options: OidcOptions, secrets: Secrets): ClientAuth {
  const { key, kid, thumbprint } = readClientKey(options, secrets);
  const audience = options.clientKey?.audience ?? presetOf(options.preset).assertionAudience;
  // Made anew for each server: where the assertion goes stands in its metadata.
  return (server, ...rest) =>
    client.PrivateKeyJwt(
      { key, kid },
      {
        [client.modifyAssertion]: (header, payload) => {
          header['typ'] = 'JWT';
          if (thumbprint !== undefined) header['x5t#S256'] = thumbprint;
          if (audience === 'token-endpoint' && server.token_endpoint !== undefined)
            payload['aud'] = server.token_endpoint;
        },
      },
    )(server, ...rest);
}

/**
 * Apple takes as client secret a JWT that the team's key signed, of six months at the most. Made for each use it lives a
 * minute, so that no date has to be remembered and nothing worth stealing is kept.
 */
function appleSecret(client: OpenIdClient, options: OidcOptions, secrets: Secrets): ClientAuth {
  const { key, kid } = readClientKey(options, secrets);
  const sign = client.PrivateKeyJwt(
    { key, kid },
    {
      [client.modifyAssertion]: (_header, payload) => {
        payload['iss'] = options.teamId;
        delete payload['jti'];
        delete payload['nbf'];
      },
    },
  );
  return (server, metadata, body, headers) => sign(server, metadata, new SecretForm(body), headers);
}

/** What openid-client would send as an assertion goes into the form as a secret. */
class SecretForm extends URLSearchParams {
  private readonly form: URLSearchParams;

  constructor(form: URLSearchParams) {
    super();
    this.form = form;
  }

  override set(name: string, value: string): void {
    if (name === 'client_id') this.form.set(name, value);
    if (name === 'client_assertion') this.form.set('client_secret', value);
  }
}
