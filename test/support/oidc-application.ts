// A relying party of the door, on openid-client.
import * as client from 'openid-client';
import { clientSecret } from './oidc-door.ts';

export interface Asked {
  readonly url: string;
  readonly checks: { pkceCodeVerifier: string; expectedState: string; expectedNonce: string };
}

export class Application {
  readonly config: client.Configuration;

  private constructor(config: client.Configuration) {
    this.config = config;
  }

  static async discover(
    publicUrl: string,
    id = 'catalogue',
    authentication: client.ClientAuth = client.ClientSecretBasic(clientSecret),
    metadata: Partial<client.ClientMetadata> = { id_token_signed_response_alg: 'ES256' },
  ): Promise<Application> {
    const config = await client.discovery(new URL(`${publicUrl}/demo/oidc`), id, metadata, authentication, {
      execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
    });
    return new Application(config);
  }

  async ask(more: Record<string, string> = {}): Promise<Asked> {
    const checks = {
      pkceCodeVerifier: client.randomPKCECodeVerifier(),
      expectedState: client.randomState(),
      expectedNonce: client.randomNonce(),
    };
    const url = client.buildAuthorizationUrl(this.config, {
      redirect_uri: 'https://catalogue.example/cb',
      scope: 'openid profile email',
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: 'S256',
      ...more,
    });
    return { url: url.href, checks };
  }

  redeem(landed: URL, { checks }: Asked) {
    return client.authorizationCodeGrant(this.config, landed, checks);
  }

  userinfo(accessToken: string, subject: string) {
    return client.fetchUserInfo(this.config, accessToken, subject);
  }
}
