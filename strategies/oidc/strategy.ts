import type { Configuration } from 'openid-client';
import { Strategy } from 'passport';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { StrategyDeps, StrategyRequest } from '../../src/domain/strategy.ts';
import { meaningful, queryFault, queryOf } from './answer.ts';
import { assertionOf } from './assertion-of.ts';
import { mustProveFresh, wishes } from './departure.ts';
import { type Discovery, loadClient } from './discover.ts';
import { failureOf, hearsay, refused } from './failure.ts';
import type { OidcOptions } from './options.ts';
import { presetOf } from './presets.ts';
import { keptForSignOut } from './sign-out.ts';
import { strangerFault } from './whose-people.ts';

export class OidcStrategy extends Strategy {
  override readonly name = 'oidc';
  // Not `#` fields: Passport runs a copy of the instance, made by `Object.create`.
  private readonly options: OidcOptions;
  private readonly deps: StrategyDeps;
  private readonly discovery: Discovery;

  constructor(options: OidcOptions, deps: StrategyDeps, discovery: Discovery) {
    super();
    this.options = options;
    this.deps = deps;
    this.discovery = discovery;
  }

  override authenticate(request: StrategyRequest): void {
    const step = request.signIn.phase === 'begin' ? this.begin(request) : this.finish(request);
    step.catch((error: unknown) => this.fault(error));
  }

  private async begin({ signIn }: StrategyRequest): Promise<void> {
    const { attemptId, state } = signIn;
    if (attemptId === undefined) throw new VestibuleError('VST_INTERNAL', 'A redirect needs an attempt');
    if (signIn.passive && !presetOf(this.options.preset).silent) {
      this.fail(hearsay('credentials', 'the upstream cannot be asked silently'));
      return;
    }
    if (signIn.forceAuthn && this.options.reauthentication === 'refuse') {
      this.fail(hearsay('credentials', 'the upstream proves nothing anew, and the profile takes nobody then'));
      return;
    }
    const configuration = await this.discovery.configuration();
    const client = await loadClient();
    const { random, urls } = this.deps;
    // The attempt stands in front of the first dot: the callback finds it by the state alone.
    state['state'] = `${attemptId}.${random.token()}`;
    state['nonce'] = random.token();
    const codeVerifier = random.token();
    state['codeVerifier'] = codeVerifier;
    if (mustProveFresh(this.options, signIn)) state['maxAge'] = '0';
    const parameters = {
      redirect_uri: urls.callback,
      state: state['state'],
      nonce: state['nonce'],
      code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      ...wishes(this.options, signIn),
    };
    const url = this.pushes(configuration)
      ? await client.buildAuthorizationUrlWithPAR(configuration, parameters)
      : client.buildAuthorizationUrl(configuration, parameters);
    this.redirect(url.href);
  }

  /** RFC 9126: what we ask for goes by the back, where nobody on the way can read or change it. */
  private pushes(configuration: Configuration): boolean {
    const server = configuration.serverMetadata();
    if (server.require_pushed_authorization_requests === true) return true;
    return this.options.pushRequests && server.pushed_authorization_request_endpoint !== undefined;
  }

  private async finish(request: StrategyRequest): Promise<void> {
    const { state, nonce, codeVerifier, maxAge } = request.signIn.state;
    if (state === undefined || nonce === undefined || codeVerifier === undefined) {
      this.fail(refused('invalid', 'the answer belongs to no request of ours'));
      return;
    }
    const query = queryOf(request);
    const fault = queryFault(query);
    if (fault !== undefined) {
      this.fail(refused('invalid', fault));
      return;
    }
    const configuration = await this.discovery.configuration();
    const client = await loadClient();
    const current = new URL(this.deps.urls.callback);
    current.search = meaningful(query).toString();
    const tokens = await client.authorizationCodeGrant(configuration, current, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: codeVerifier,
      idTokenExpected: true,
      ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }),
    });
    const idToken = tokens.claims();
    if (idToken === undefined || idToken.sub === '') {
      this.fail(refused('invalid', 'the answer has no ID token with a subject'));
      return;
    }
    const stranger = strangerFault(this.options, idToken);
    if (stranger !== undefined) {
      this.fail(stranger);
      return;
    }
    const asks = this.options.userinfo && configuration.serverMetadata().userinfo_endpoint !== undefined;
    const userinfo = asks ? await client.fetchUserInfo(configuration, tokens.access_token, idToken.sub) : undefined;
    const { id: profile, issuer, preset } = this.options;
    const { subject, textualBooleans = false } = presetOf(preset);
    const receivedAt = this.deps.clock.now();
    this.success({
      ...assertionOf({ profile, issuer, subject, textualBooleans, idToken, userinfo, receivedAt }),
      signOut: keptForSignOut(this.options, configuration, tokens.id_token, idToken),
    });
  }

  private async fault(error: unknown): Promise<void> {
    const failure = failureOf(await loadClient(), error);
    if (failure === undefined) this.error(error);
    else this.fail(failure);
  }
}
