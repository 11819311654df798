// Back-Channel Logout 1.0: the provider posts a signed logout token to `urls.backchannel`.
import type { Request } from 'express';
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { CustomFetch } from 'openid-client';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { StrategyDeps, UpstreamLogout } from '../../src/domain/strategy.ts';
import type { Claims } from './assertion-of.ts';
import { type Discovery, loadClient } from './discover.ts';
import { failureOf } from './failure.ts';
import { logoutOf } from './logout-claims.ts';
import type { OidcOptions } from './options.ts';
import { UpstreamAway } from './upstream-fetch.ts';

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
  let known: { readonly address: string; readonly keys: JWTVerifyGetKey } | undefined;

  /** The provider's published keys, from where its document says that they stand now. */
  function keysAt(address: string): JWTVerifyGetKey {
    if (known?.address !== address) known = { address, keys: keysOf(address, discovery.fetch, options.timeoutSeconds) };
    return known.keys;
  }

  async function verified(token: string): Promise<{ readonly type: unknown; readonly claims: Claims }> {
    try {
      const { jwks_uri: address, id_token_signing_alg_values_supported: signed } = (
        await discovery.configuration()
      ).serverMetadata();
      if (address === undefined) throw refusal('the upstream publishes no keys');
      const { protectedHeader, payload } = await jwtVerify(token, keysAt(address), {
        issuer: options.issuer,
        audience: options.clientId,
        algorithms: publicKeyAlgorithms.filter((name) => (signed ?? ['RS256']).includes(name)),
        clockTolerance: options.clockSkewSeconds,
        currentDate: new Date(deps.clock.now()),
        requiredClaims: ['exp'],
      });
      return { type: protectedHeader.typ, claims: payload };
    } catch (error) {
      throw await faultOf(error);
    }
  }

  return async ({ body }) => {
    const token = tokenIn(body);
    if (token === undefined) return undefined;
    const { type, claims } = await verified(token);
    const { clientId, clockSkewSeconds } = options;
    const read = logoutOf(type, claims, { clientId, now: deps.clock.now(), skewMs: clockSkewSeconds * 1000 });
    if (read.type === 'fault') throw refusal(read.detail);
    // After it is verified: a forged token spends nothing. Of any number of the same, on any node, one goes on.
    const key = [deps.institution, options.id, read.id].join('\n');
    if (!(await deps.ephemeral.claim(tokens, key, '1', claimSeconds))) throw refusal('it was used before (jti)');
    return read.over;
  };
}

/** What an ID token may be signed by: never `none`, and nothing that we ourselves could have made. */
const publicKeyAlgorithms = ['RS', 'PS', 'ES'].flatMap((kind) => ['256', '384', '512'].map((bits) => kind + bits));
publicKeyAlgorithms.push('EdDSA', 'Ed25519');

/** Read through the strategy's own way out, which keeps the last good copy and is asked once for a crowd. */
function keysOf(address: string, upstream: CustomFetch, timeoutSeconds: number): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(address), {
    timeoutDuration: timeoutSeconds * 1000,
    [customFetch]: (url, { headers, ...request }) =>
      upstream(url, { ...request, body: undefined, headers: Object.fromEntries(headers) }),
  });
}

/** A token that is not good is refused; a provider that cannot be asked is told apart from that. */
async function faultOf(error: unknown): Promise<unknown> {
  if (error instanceof UpstreamAway || error instanceof errors.JWKSTimeout) {
    return new VestibuleError('VST_UPSTREAM_UNREACHABLE', error.message);
  }
  if (error instanceof errors.JOSEError) return refusal(error.message);
  const failure = failureOf(await loadClient(), error);
  if (failure === undefined || failure.type === 'prompt') return error;
  if (failure.type === 'refused') return refusal(failure.detail);
  return new VestibuleError('VST_UPSTREAM_UNREACHABLE', failure.detail);
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

function refusal(detail: string): VestibuleError {
  return new VestibuleError('VST_UPSTREAM_MESSAGE_INVALID', `The logout token: ${detail}.`);
}
