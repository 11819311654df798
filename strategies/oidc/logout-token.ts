// Back-Channel Logout 1.0: the provider posts a signed logout token to `urls.backchannel`.
import type { Request } from 'express';
import type { Configuration, CustomFetch } from 'openid-client';
import { isLoopbackUrl } from '../../config/fields.ts';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { StrategyDeps, UpstreamLogout } from '../../src/domain/strategy.ts';
import type { Claims } from './assertion-of.ts';
import { type Discovery, loadClient, type OpenIdClient } from './discover.ts';
import { failureOf } from './failure.ts';
import { logoutOf } from './logout-claims.ts';
import type { OidcOptions } from './options.ts';

/** Longest token that is read, in characters. */
const tokenMax = 16 * 1024;
const tokens = 'oidc-logout-token';
/** Longer than any token is taken: `logoutOf` refuses those of more than five minutes, and clocks differ by five at most. */
const claimSeconds = 3600;

export function logoutTokenReader(
  options: OidcOptions,
  deps: StrategyDeps,
  discovery: Discovery,
): (request: Pick<Request, 'body'>) => Promise<UpstreamLogout | undefined> {
  const checkers = new WeakMap<Configuration, Configuration>();

  async function verified(token: string): Promise<Claims> {
    const client = await loadClient();
    try {
      const known = await discovery.configuration();
      const checker = checkers.get(known) ?? checkerOf(client, known, options, discovery.fetch);
      checkers.set(known, checker);
      const claims = (await client.refreshTokenGrant(checker, token)).claims();
      if (claims === undefined) throw refusal('it holds no claims');
      return claims;
    } catch (error) {
      const failure = failureOf(client, error);
      if (failure === undefined || failure.type === 'prompt') throw error;
      if (failure.type === 'refused') throw refusal(failure.detail);
      throw new VestibuleError('VST_UPSTREAM_UNREACHABLE', failure.detail);
    }
  }

  return async ({ body }) => {
    const token = tokenIn(body);
    if (token === undefined) return undefined;
    const claims = await verified(token);
    const now = deps.clock.now();
    const read = logoutOf(typeOf(token), claims, { now, skewMs: options.clockSkewSeconds * 1000 });
    if (read.type === 'fault') throw refusal(read.detail);
    // After it is verified: a forged token spends nothing. Of any number of the same, on any node, one goes on.
    const key = [deps.institution, options.id, read.id].join('\n');
    if (!(await deps.ephemeral.claim(tokens, key, '1', claimSeconds))) throw refusal('it was used before (jti)');
    return read.over;
  };
}

/**
 * openid-client knows no logout tokens. It checks one as it checks the ID token of a refresh, which has no nonce either:
 * signature by the provider's published keys, algorithm, issuer, audience, times, `sub`. So the checker is a client whose
 * token endpoint, which nobody is asked for, answers with the very token it is given; keys come from the provider.
 */
function checkerOf(
  client: OpenIdClient,
  known: Configuration,
  { clientId, clockSkewSeconds, issuer, timeoutSeconds }: OidcOptions,
  upstream: CustomFetch,
): Configuration {
  const server = known.serverMetadata();
  const metadata = { [client.clockTolerance]: clockSkewSeconds };
  const checker = new client.Configuration(server, clientId, metadata, client.None());
  checker.timeout = timeoutSeconds;
  checker[client.customFetch] = async (url, request) => {
    if (url !== server.token_endpoint) return upstream(url, request);
    const token = request.body instanceof URLSearchParams ? request.body.get('refresh_token') : null;
    return Response.json({ access_token: 'none', token_type: 'bearer', id_token: token });
  };
  client.enableNonRepudiationChecks(checker);
  if (isLoopbackUrl(issuer)) client.allowInsecureRequests(checker);
  return checker;
}

/** @returns undefined for a form that is no logout message at all */
function tokenIn(form: unknown): string | undefined {
  if (typeof form !== 'object' || form === null || !Object.hasOwn(form, 'logout_token')) return undefined;
  const { logout_token: token } = form as { readonly logout_token: unknown };
  if (typeof token !== 'string') throw refusal('it is repeated');
  if (token === '') throw refusal('it is empty');
  if (token.length > tokenMax) throw refusal('it is too long');
  return token;
}

/** `typ` of a token whose signature was checked. */
function typeOf(token: string): unknown {
  const header: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
  return typeof header === 'object' && header !== null && 'typ' in header ? header.typ : undefined;
}

function refusal(detail: string): VestibuleError {
  return new VestibuleError('VST_UPSTREAM_MESSAGE_INVALID', `The logout token: ${detail}.`);
}
