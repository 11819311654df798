// How oidc-provider is set up for one institution: what is on, whose accounts, which cookies, what is written down.
import type { Request, Response } from 'express';
import type { AdapterPayload, Configuration, JWK, KoaContextWithOIDC } from 'oidc-provider';
import { accountOf, type ReleasedAccount, releaseFor, sessionIdOf, sidOf } from './account.ts';
import { adapterFor } from './adapter.ts';
import { onlyProof } from './asked-claims.ts';
import { clientMetadata, relyingPartyOf } from './clients.ts';
import { cookieConfiguration } from './cookies.ts';
import { hintParameters } from './demands.ts';
import type { OidcDoorDeps } from './deps.ts';
import { faultOf } from './faults.ts';
import type { OidcProvider } from './load.ts';
import { seenSession } from './our-session.ts';
import { doorPolicy } from './policy.ts';

/** Seconds. A grant outlives every token issued on it. */
const lifetimes = {
  AuthorizationCode: 60,
  AccessToken: 900,
  Grant: 1200,
  IdToken: 3600,
  Session: 3600,
};

/** What the provider is built with and cannot read again later; another table means another provider. */
export interface ProviderTable {
  readonly slug: string;
  readonly issuer: string;
  readonly keys: readonly JWK[];
  readonly scopes: readonly string[];
  readonly claims: readonly string[];
  /** Authentication contexts that some login profile can give. */
  readonly contexts: readonly string[];
}

export function configurationOf(library: OidcProvider, table: ProviderTable, deps: OidcDoorDeps): Configuration {
  const { slug, issuer } = table;
  const party = (clientId: string) => {
    const config = deps.institutions.get(slug)?.config;
    return config === undefined ? undefined : relyingPartyOf(config, clientId);
  };
  const canAskSilently = () =>
    deps.institutions.get(slug)?.config.loginProfiles.some(({ enabled, silent }) => enabled && silent) ?? false;
  return {
    adapter: (model: string) =>
      adapterFor(model, {
        institution: slug,
        ephemeral: deps.ephemeral,
        sealing: deps.sealing,
        clock: deps.clock,
        alreadyUsed: () => new library.errors.InvalidGrant('authorization code already consumed'),
        client: (id) => {
          const found = party(id);
          const authorization = library.Provider.ctx?.req.headers.authorization ?? '';
          return found === undefined
            ? undefined
            : clientMetadata(found, issuer, deps.secrets, /^basic /i.test(authorization));
        },
        codeIssued: (payload) => auditRelease(library, slug, payload, deps),
      }),
    jwks: { keys: [...table.keys] },
    ...accountConfiguration(table, deps, party),
    ...cookieConfiguration(slug, deps),
    ...protocolConfiguration(deps, table),
    interactions: {
      policy: doorPolicy(library, { party, canAskSilently }),
      url: (_ctx, { uid }) => `${issuer}/interaction/${uid}`,
    },
    clientBasedCORS: (_ctx, origin, client) =>
      (client.redirectUris ?? []).some((uri) => URL.canParse(uri) && new URL(uri).origin === origin),
    renderError: async (ctx, out, error) => {
      ctx.respond = false;
      await deps.renderError(ctx.req as Request, ctx.res as Response, faultOf(out, error));
    },
  };
}

/** Only what is used is on: code flow with PKCE, query responses, opaque access tokens for userinfo, no refresh. */
function protocolConfiguration({ attemptSeconds }: OidcDoorDeps, { contexts }: ProviderTable): Configuration {
  return {
    acrValues: [...contexts],
    extraParams: [...hintParameters],
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    enabledJWA: { idTokenSigningAlgValues: ['ES256', 'RS256'] },
    routes: { userinfo: '/userinfo' },
    pkce: { required: () => true },
    allowOmittingSingleRegisteredRedirectUri: false,
    // Tokens stand and fall with our session, which every use of them reads.
    expiresWithSession: () => false,
    issueRefreshToken: () => false,
    // An interaction outlives an attempt and the one after it: who failed once may try again.
    ttl: { ...lifetimes, Interaction: 2 * attemptSeconds },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      claimsParameter: { enabled: true, assertClaimsParameter: keepOnlyProof },
      userinfo: { enabled: true },
    },
  };
}

/** Whatever else is asked for one by one comes by its scope, or not. */
async function keepOnlyProof({ oidc }: KoaContextWithOIDC): Promise<void> {
  if (oidc.params !== undefined) oidc.params['claims'] = onlyProof(oidc.params['claims']);
}

function accountConfiguration(
  { slug, scopes, claims }: ProviderTable,
  deps: OidcDoorDeps,
  party: (clientId: string) => ReturnType<typeof relyingPartyOf>,
): Configuration {
  return {
    scopes: [...scopes],
    // Every claim stands under `openid` here; which of them a person's tokens carry, the account says.
    claims: { auth_time: null, iss: null, openid: ['sub', 'acr', 'amr', ...claims] },
    subjectTypes: ['public', 'pairwise'],
    sectorIdentifierUriValidate: () => false,
    pairwiseIdentifier: async ({ oidc }) => (oidc.account as ReleasedAccount | undefined)?.subject ?? 'nobody',
    async findAccount(ctx, accountId) {
      const known = ctx.oidc.client === undefined ? undefined : party(ctx.oidc.client.clientId);
      const signedIn = seenSession(ctx) ?? (await deps.sessions.get(slug, sessionIdOf(accountId)));
      if (known === undefined || signedIn === undefined) return undefined;
      const released = await releaseFor(deps, slug, known, signedIn);
      if (released.type === 'refused') return undefined;
      const record = () => deps.users.user(slug, signedIn.user.id);
      const account = accountOf(signedIn, released, known, record);
      return account.accountId === accountId ? account : undefined;
    },
    /** No consent page: a grant of its own for every authorization, of exactly the scopes that the client has. */
    async loadExistingGrant({ oidc }) {
      if (oidc.account === undefined || oidc.client === undefined) return undefined;
      const known = party(oidc.client.clientId);
      if (known === undefined) return undefined;
      const grant = new oidc.provider.Grant({ accountId: oidc.account.accountId, clientId: known.id });
      grant.addOIDCScope([...new Set(['openid', ...known.scopes])].join(' '));
      await grant.save();
      return grant;
    },
  };
}

/** One audit line a release, and a place among those who are told of the end: written before the code exists. */
async function auditRelease(
  library: OidcProvider,
  institution: string,
  payload: AdapterPayload,
  deps: OidcDoorDeps,
): Promise<void> {
  const account = library.Provider.ctx?.oidc.account as ReleasedAccount | undefined;
  if (account === undefined) throw new Error('a code without an account');
  const { session, user } = account.signedIn;
  const clientId = payload.clientId ?? '';
  const sid = sidOf(deps.sealing, institution, clientId, session.id);
  await deps.participants.join(session, {
    door: 'oidc',
    relyingParty: clientId,
    key: sid,
    handle: { sub: account.subject, sid },
  });
  await deps.audit({
    at: deps.clock.now(),
    institution,
    action: 'release',
    actor: user.id,
    via: 'oidc',
    userId: user.id,
    relyingParty: clientId,
    trace: session.trace,
    detail: {
      door: 'oidc',
      subjectType: account.subjectType,
      scope: payload.scope ?? '',
      user: user.primaryIdentifier,
    },
  });
}
