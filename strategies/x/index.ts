// X accounts: OAuth 2.0 with PKCE as a confidential client.
import type { Assertion } from '../../src/domain/assertion.ts';
import type { StrategyDeps, StrategyKind } from '../../src/domain/strategy.ts';
import { CodeStrategy } from '../oauth/code-strategy.ts';
import { type Endpoints, endpointsOf } from '../oauth/options.ts';
import { probeEndpoints } from '../oauth/probe.ts';
import type { Grant, Proof } from '../oauth/proof.ts';
import { registrationOf } from '../oauth/registration.ts';
import { accessTokenOf, oauthRefusal } from '../oauth/tokens.ts';
import type { AskUpstream } from '../oauth/upstream.ts';
import { type XOptions, xIssuer } from './options.ts';
import { personOf } from './person.ts';

const own = {
  authorization: 'https://x.com/i/oauth2/authorize',
  token: 'https://api.x.com/2/oauth2/token',
  userinfo: 'https://api.x.com/2/users/me',
};

/** The two that `users/me` needs. */
const scopes = ['users.read', 'tweet.read'];

class XStrategy extends CodeStrategy<XOptions> {
  override readonly name = 'x';
  private readonly endpoints: Endpoints;

  constructor(options: XOptions, deps: StrategyDeps) {
    super(options, deps);
    this.endpoints = endpointsOf(options, own);
  }

  protected override authorizationUrl({ state, codeChallenge }: Proof): string {
    const url = new URL(this.endpoints.authorization);
    const asked = {
      response_type: 'code',
      client_id: this.options.clientId,
      redirect_uri: this.deps.urls.callback,
      scope: scopes.join(' '),
      state,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
    return url.href;
  }

  protected override async personOf({ code, codeVerifier }: Grant, ask: AskUpstream): Promise<Assertion> {
    const { options, deps, endpoints } = this;
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      redirect_uri: deps.urls.callback,
      code,
      code_verifier: codeVerifier,
    });
    const authorization = basic(options.clientId, deps.secrets.read(options.clientSecret));
    const answer = await ask({ url: endpoints.token, form: form.toString(), headers: { authorization } });
    const token = accessTokenOf(answer, oauthRefusal);
    const person = await ask({ url: endpoints.userinfo, headers: { authorization: `Bearer ${token}` } });
    return personOf(person, options.id, deps.clock.now());
  }
}

/** RFC 6749 section 2.3.1: both are encoded as in a form first. */
function basic(id: string, secret: string): string {
  const encoded = [id, secret].map((text) => new URLSearchParams({ '': text }).toString().slice(1)).join(':');
  return `Basic ${Buffer.from(encoded).toString('base64')}`;
}

export const xKind: StrategyKind<XOptions> = {
  flow: 'redirect',
  create: (options, deps) => ({
    strategy: new XStrategy(options, deps),
    check: () => probeEndpoints(endpointsOf(options, own), deps.outbound.fetch, options.timeoutSeconds * 1000),
    registration: async () =>
      registrationOf(options, deps, {
        issuer: xIssuer,
        redirectUri: 'Callback URI / Redirect URL',
        clientId: 'Client ID',
        authentication: 'confidential client, by HTTP Basic (client_secret_basic)',
        scopes,
        identifier: 'id, the number of the account, never its @name',
      }),
    close: async () => undefined,
  }),
};
