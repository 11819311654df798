// Discovery: fetched on first use, refreshed behind the requests, kept when a refresh fails.
import type { Configuration } from 'openid-client';
import { isLoopbackUrl } from '../../config/fields.ts';
import type { StrategyDeps } from '../../src/domain/strategy.ts';
import type { OidcOptions } from './options.ts';
import { upstreamFetch } from './upstream-fetch.ts';

export type OpenIdClient = typeof import('openid-client');

/** The library, loaded when the first person comes by this kind of profile. */
export const loadClient = (): Promise<OpenIdClient> => import('openid-client');

/** A document is asked for again after this, and a failed refresh is tried again after `retryMs`. */
const freshMs = 3_600_000;
const retryMs = 60_000;

/** The discovery document names another issuer than the configuration. */
export class OtherIssuer extends Error {}

export interface Discovery {
  /** @throws UpstreamAway, OtherIssuer, or openid-client's errors, only while there is no good document yet */
  configuration(): Promise<Configuration>;
}

export function createDiscovery(
  options: OidcOptions,
  deps: Pick<StrategyDeps, 'outbound' | 'secrets' | 'clock'>,
): Discovery {
  const { clock, outbound, secrets } = deps;
  const fetch = upstreamFetch(outbound.fetch, clock, isLoopbackUrl(options.issuer));
  let known: { configuration: Configuration; refreshAt: number; at: number } | undefined;
  let asking: Promise<Configuration> | undefined;

  async function discover(): Promise<Configuration> {
    const client = await loadClient();
    const configuration = await client.discovery(
      new URL(options.issuer),
      options.clientId,
      { client_secret: secrets.read(options.clientSecret), [client.clockTolerance]: options.clockSkewSeconds },
      clientAuthentication(client),
      {
        [client.customFetch]: fetch,
        timeout: options.timeoutSeconds,
        // The signature of every ID token is checked, also of one that came straight from the token endpoint.
        execute: [
          client.enableNonRepudiationChecks,
          ...(isLoopbackUrl(options.issuer) ? [client.allowInsecureRequests] : []),
        ],
      },
    );
    const { issuer } = configuration.serverMetadata();
    if (issuer !== options.issuer) throw new OtherIssuer(`the discovery document names the issuer ${issuer}`);
    return configuration;
  }

  function ask(): Promise<Configuration> {
    asking ??= discover()
      .then((configuration) => {
        known = { configuration, at: clock.now(), refreshAt: clock.now() + freshMs };
        return configuration;
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  }

  return {
    async configuration() {
      if (known === undefined) return ask();
      const now = clock.now();
      if (now >= known.refreshAt || now < known.at) {
        known = { ...known, at: now, refreshAt: now + retryMs };
        // Nobody waits for a refresh; when it fails, what is known stays.
        ask().catch(() => undefined);
      }
      return known.configuration;
    },
  };
}

/** RFC 8414 section 2: basic unless the upstream names its methods and basic is not among them. */
function clientAuthentication(client: OpenIdClient): ReturnType<OpenIdClient['ClientSecretBasic']> {
  const basic = client.ClientSecretBasic();
  const post = client.ClientSecretPost();
  return (server, metadata, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported;
    const chosen = methods === undefined || methods.includes('client_secret_basic') ? basic : post;
    chosen(server, metadata, body, headers);
  };
}
