// Discovery: fetched on first use, refreshed behind the requests, kept when a refresh fails.
import type { Configuration, CustomFetch } from 'openid-client';
import { isLoopbackUrl } from '../../config/fields.ts';
import type { StrategyDeps } from '../../src/domain/strategy.ts';
import { clientAuthentication } from './client-authentication.ts';
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
  /**
   * @throws UpstreamAway, OtherIssuer, or openid-client's errors, only while there is no good document yet; VestibuleError
   *   VST_CONFIG_INVALID for a secret or key of ours that cannot be used
   */
  configuration(): Promise<Configuration>;
  /** The document as it is now, whatever is known; what was known stays. @throws as above */
  probe(): Promise<Configuration>;
  /** How the upstream is spoken to. */
  readonly fetch: CustomFetch;
}

export function createDiscovery(
  options: OidcOptions,
  deps: Pick<StrategyDeps, 'outbound' | 'secrets' | 'clock'>,
): Discovery {
  const { clock, outbound, secrets } = deps;
  const fetch = upstreamFetch(outbound.fetch, clock, isLoopbackUrl(options.issuer));
  let known: { configuration: Configuration; refreshAt: number; at: number } | undefined;
  let asking: Promise<Configuration> | undefined;

  async function discover(by: CustomFetch): Promise<Configuration> {
    const client = await loadClient();
    const configuration = await client.discovery(
      new URL(options.issuer),
      options.clientId,
      {
        ...(options.clientSecret === undefined ? {} : { client_secret: secrets.read(options.clientSecret) }),
        [client.clockTolerance]: options.clockSkewSeconds,
      },
      clientAuthentication(client, options, secrets),
      {
        [client.customFetch]: by,
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
    asking ??= discover(fetch)
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
    fetch,
    // With a memory of its own, empty: no earlier copy answers in the upstream's place.
    probe: () => discover(upstreamFetch(outbound.fetch, clock, isLoopbackUrl(options.issuer))),
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
