// Google accounts, by passport-google-oauth20.
import type { Assertion } from '../../src/domain/assertion.ts';
import type { StrategyDeps, StrategyKind, StrategyLogin } from '../../src/domain/strategy.ts';
import { CodeStrategy } from '../oauth/code-strategy.ts';
import { endpointsOf } from '../oauth/options.ts';
import { probeEndpoints } from '../oauth/probe.ts';
import type { Grant, Proof } from '../oauth/proof.ts';
import { registrationOf } from '../oauth/registration.ts';
import type { AskUpstream } from '../oauth/upstream.ts';
import { assertionOf } from './assertion-of.ts';
import { GoogleLibrary } from './library.ts';
import { type GoogleOptions, googleIssuer } from './options.ts';

/** What https://accounts.google.com/.well-known/openid-configuration names. */
const own = {
  authorization: 'https://accounts.google.com/o/oauth2/v2/auth',
  token: 'https://oauth2.googleapis.com/token',
  userinfo: 'https://openidconnect.googleapis.com/v1/userinfo',
};

const scopes = ['openid', 'email', 'profile'];

class GoogleStrategy extends CodeStrategy<GoogleOptions> {
  override readonly name = 'google';
  protected override readonly responseIssuer = googleIssuer;
  protected override readonly isSilent = true;
  private readonly library: GoogleLibrary;

  constructor(options: GoogleOptions, deps: StrategyDeps) {
    super(options, deps);
    const { authorization, token, userinfo } = endpointsOf(options, own);
    this.library = new GoogleLibrary({
      clientID: options.clientId,
      clientSecret: deps.secrets.read(options.clientSecret),
      callbackURL: deps.urls.callback,
      scope: scopes,
      authorizationURL: authorization,
      tokenURL: token,
      userProfileURL: userinfo,
    });
  }

  protected override authorizationUrl({ state, codeChallenge }: Proof, signIn: StrategyLogin): Promise<string> {
    const { passive, loginHint } = signIn;
    const { hostedDomain } = this.options;
    return this.library.departTo({
      state,
      codeChallenge,
      // The account of whoever sat at this machine before is never taken unasked.
      prompt: passive ? 'none' : 'select_account',
      // Google knows addresses; a library card is none of its business.
      ...(loginHint?.includes('@') === true ? { loginHint } : {}),
      ...(hostedDomain === undefined ? {} : { hostedDomain }),
    });
  }

  protected override async personOf(grant: Grant, ask: AskUpstream): Promise<Assertion> {
    return assertionOf(await this.library.redeem(grant, ask), this.options, this.deps.clock.now());
  }
}

export const googleKind: StrategyKind<GoogleOptions> = {
  flow: 'redirect',
  create: (options, deps) => ({
    strategy: new GoogleStrategy(options, deps),
    check: () => probeEndpoints(endpointsOf(options, own), deps.outbound.fetch, options.timeoutSeconds * 1000),
    registration: async () =>
      registrationOf(options, deps, {
        issuer: googleIssuer,
        redirectUri: 'Authorized redirect URI',
        clientId: 'Client ID',
        authentication: 'client secret in the form (client_secret_post)',
        scopes,
        identifier: 'sub, Google’s opaque id of the account',
      }),
    close: async () => undefined,
  }),
};
