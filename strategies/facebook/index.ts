// Facebook accounts: OAuth 2.0 as Facebook speaks it, on the Graph API.
import { createHmac } from 'node:crypto';
import type { Assertion } from '../../src/domain/assertion.ts';
import type { StrategyDeps, StrategyKind, StrategyLogin } from '../../src/domain/strategy.ts';
import { CodeStrategy } from '../oauth/code-strategy.ts';
import { type Endpoints, endpointsOf } from '../oauth/options.ts';
import { probeEndpoints } from '../oauth/probe.ts';
import type { Grant, Proof } from '../oauth/proof.ts';
import { registrationOf } from '../oauth/registration.ts';
import { accessTokenOf } from '../oauth/tokens.ts';
import type { AskUpstream } from '../oauth/upstream.ts';
import { graphRefusal, personOf } from './graph.ts';
import { type FacebookOptions, facebookIssuer } from './options.ts';

/** Her id and name; an email address would be worth nothing here and is not asked for. */
const scopes = ['public_profile'];

function endpointsFor(options: FacebookOptions): Endpoints {
  const { graphVersion: version } = options;
  return endpointsOf(options, {
    authorization: `https://www.facebook.com/${version}/dialog/oauth`,
    token: `https://graph.facebook.com/${version}/oauth/access_token`,
    userinfo: `https://graph.facebook.com/${version}/me`,
  });
}

class FacebookStrategy extends CodeStrategy<FacebookOptions> {
  override readonly name = 'facebook';
  private readonly endpoints: Endpoints;

  constructor(options: FacebookOptions, deps: StrategyDeps) {
    super(options, deps);
    this.endpoints = endpointsFor(options);
  }

  protected override authorizationUrl({ state, codeChallenge }: Proof, { forceAuthn }: StrategyLogin): string {
    const url = new URL(this.endpoints.authorization);
    const asked = {
      client_id: this.options.clientId,
      redirect_uri: this.deps.urls.callback,
      response_type: 'code',
      scope: scopes.join(','),
      state,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
      ...(forceAuthn ? { auth_type: 'reauthenticate' } : {}),
    };
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
    return url.href;
  }

  protected override async personOf({ code, codeVerifier }: Grant, ask: AskUpstream): Promise<Assertion> {
    const { options, deps, endpoints } = this;
    const secret = deps.secrets.read(options.clientSecret);
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: options.clientId,
      client_secret: secret,
      redirect_uri: deps.urls.callback,
      code,
      code_verifier: codeVerifier,
    });
    const token = accessTokenOf(await ask({ url: endpoints.token, form: form.toString() }), graphRefusal);
    const url = new URL(endpoints.userinfo);
    url.searchParams.set('fields', 'id,name');
    // "Securing Graph API Requests": Facebook takes the token only with the secret of the application it was given to.
    url.searchParams.set('appsecret_proof', createHmac('sha256', secret).update(token).digest('hex'));
    const answer = await ask({ url: url.href, headers: { authorization: `Bearer ${token}` } });
    return personOf(answer, options.id, deps.clock.now());
  }
}

export const facebookKind: StrategyKind<FacebookOptions> = {
  flow: 'redirect',
  create: (options, deps) => ({
    strategy: new FacebookStrategy(options, deps),
    check: () => probeEndpoints(endpointsFor(options), deps.outbound.fetch, options.timeoutSeconds * 1000),
    registration: async () =>
      registrationOf(options, deps, {
        issuer: facebookIssuer,
        redirectUri: 'Valid OAuth Redirect URI',
        clientId: 'App ID',
        authentication: 'App Secret in the form, and appsecret_proof on each call',
        scopes,
        identifier: `id, which Facebook gives to App ID ${options.clientId} only`,
      }),
    close: async () => undefined,
  }),
};
