// OpenID Connect upstreams: authorization code with PKCE, state, nonce and `iss`, on openid-client.
import { Strategy } from 'passport';
import { isLoopbackUrl } from '../../config/fields.ts';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { MatchSource } from '../../src/domain/match-rule.ts';
import type { StrategyDeps, StrategyKind, StrategyRequest, UpstreamRegistration } from '../../src/domain/strategy.ts';
import { assertionOf } from './assertion-of.ts';
import { createDiscovery, type Discovery, loadClient } from './discover.ts';
import { failureOf, refused } from './failure.ts';
import type { OidcOptions } from './options.ts';

/** What of the callback's query means something; each may stand once. */
const responseParameters = [
  'code',
  'state',
  'iss',
  'error',
  'error_description',
  'error_uri',
  'session_state',
  'response',
];

/** Longest query of a callback that is read, in characters. */
const maxQuery = 8192;

class OidcStrategy extends Strategy {
  override readonly name = 'oidc';
  // Not `#` fields: Passport runs a copy of the instance, made by `Object.create`.
  private readonly options: OidcOptions;
  private readonly deps: StrategyDeps;
  private readonly discovery: Discovery;

  constructor(options: OidcOptions, deps: StrategyDeps) {
    super();
    this.options = options;
    this.deps = deps;
    this.discovery = createDiscovery(options, deps);
  }

  override authenticate(request: StrategyRequest): void {
    const step = request.signIn.phase === 'begin' ? this.begin(request) : this.finish(request);
    step.catch((error: unknown) => this.fault(error));
  }

  private async begin({ signIn }: StrategyRequest): Promise<void> {
    if (signIn.attemptId === undefined) throw new VestibuleError('VST_INTERNAL', 'A redirect needs an attempt');
    const configuration = await this.discovery.configuration();
    const client = await loadClient();
    const { random } = this.deps;
    // The attempt stands in front of the first dot: the callback finds it by the state alone.
    signIn.state.state = `${signIn.attemptId}.${random.token()}`;
    signIn.state.nonce = random.token();
    signIn.state.codeVerifier = random.token();
    if (signIn.forceAuthn) signIn.state.maxAge = '0';
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.deps.urls.callback,
      scope: scopesOf(this.options),
      state: signIn.state.state,
      nonce: signIn.state.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(signIn.state.codeVerifier),
      code_challenge_method: 'S256',
      ...(signIn.forceAuthn ? { prompt: 'login', max_age: '0' } : {}),
      ...(signIn.passive ? { prompt: 'none' } : {}),
      ...(signIn.loginHint === undefined ? {} : { login_hint: signIn.loginHint }),
    });
    this.redirect(url.href);
  }

  private async finish(request: StrategyRequest): Promise<void> {
    const { state, nonce, codeVerifier, maxAge } = request.signIn.state;
    if (state === undefined || nonce === undefined || codeVerifier === undefined) {
      this.fail(refused('invalid', 'the answer belongs to no request of ours'));
      return;
    }
    const query = queryOf(request);
    const fault = faultOf(query);
    if (fault !== undefined) {
      this.fail(refused('invalid', fault));
      return;
    }
    const configuration = await this.discovery.configuration();
    const client = await loadClient();
    const current = new URL(this.deps.urls.callback);
    current.search = query;
    const tokens = await client.authorizationCodeGrant(configuration, current, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: codeVerifier,
      ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }),
    });
    const idToken = tokens.claims();
    if (idToken === undefined || idToken.sub === '') {
      this.fail(refused('invalid', 'the answer has no ID token with a subject'));
      return;
    }
    const asks = this.options.userinfo && configuration.serverMetadata().userinfo_endpoint !== undefined;
    const userinfo = asks ? await client.fetchUserInfo(configuration, tokens.access_token, idToken.sub) : undefined;
    const { id: profile, issuer } = this.options;
    this.success(assertionOf({ profile, issuer, idToken, userinfo, receivedAt: this.deps.clock.now() }));
  }

  private async fault(error: unknown): Promise<void> {
    const failure = failureOf(await loadClient(), error);
    if (failure === undefined) this.error(error);
    else this.fail(failure);
  }
}

function queryOf(request: StrategyRequest): string {
  const start = request.originalUrl.indexOf('?');
  return start === -1 ? '' : request.originalUrl.slice(start);
}

function faultOf(query: string): string | undefined {
  if (query.length > maxQuery) return 'the answer is too long';
  const parameters = new URLSearchParams(query);
  const repeated = responseParameters.find((name) => parameters.getAll(name).length > 1);
  if (repeated !== undefined) return `the answer repeats ${repeated}`;
  if (!parameters.has('code') && !parameters.has('error')) return 'the answer has neither code nor error';
  return undefined;
}

function scopesOf({ scopes }: OidcOptions): string {
  return [...new Set(['openid', ...scopes])].join(' ');
}

function wantedClaim(source: MatchSource): string {
  switch (source.type) {
    case 'subject':
      return 'sub';
    case 'attribute':
      return source.name;
    case 'verified-email':
      return 'email, with email_verified: true';
  }
}

function registrationOf(options: OidcOptions, deps: StrategyDeps): UpstreamRegistration {
  return {
    facts: [
      { label: 'Issuer', value: options.issuer },
      { label: 'Redirect URI', value: deps.urls.callback },
      { label: 'Client ID', value: options.clientId },
      { label: 'Flow', value: 'authorization code with PKCE (S256)' },
      {
        label: 'Client authentication',
        value: 'client_secret_basic, or client_secret_post where basic is not offered',
      },
      { label: 'Scopes', value: scopesOf(options) },
      { label: 'Claim wanted', value: wantedClaim(options.match.from) },
    ],
    certificates: [],
  };
}

export const oidcKind: StrategyKind<OidcOptions> = {
  flow: 'redirect',
  create(options, deps) {
    if (!options.issuer.startsWith('https:') && !isLoopbackUrl(options.issuer)) {
      throw new VestibuleError('VST_CONFIG_INVALID', 'An OpenID Connect issuer needs an https address', {
        profile: options.id,
      });
    }
    return {
      strategy: new OidcStrategy(options, deps),
      registration: async () => registrationOf(options, deps),
      close: async () => undefined,
    };
  },
};
