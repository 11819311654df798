// One institution's issuer on oidc-provider.
import type { EventEmitter } from 'node:events';
import type { JWK, KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { InstitutionConfig } from '../../../config/schema.ts';
import { mayRelease } from './account.ts';
import { configurationOf, type ProviderTable } from './configuration.ts';
import type { OidcDoorDeps } from './deps.ts';
import type { OidcProvider } from './load.ts';
import { reflectOurSessions } from './our-session.ts';

export function tableOf(slug: string, issuer: string, config: InstitutionConfig, keys: readonly JWK[]): ProviderTable {
  const parties = config.relyingParties.filter((party) => party.kind === 'oidc');
  return {
    slug,
    issuer,
    keys,
    scopes: [...new Set(['openid', ...parties.flatMap(({ scopes }) => scopes)])].sort(),
    contexts: [...new Set(config.loginProfiles.flatMap(({ contexts = [] }) => contexts))].sort(),
    claims: [...new Set(parties.flatMap(({ release }) => Object.keys(release.claims)))].filter(mayRelease).sort(),
  };
}

export function buildProvider(library: OidcProvider, table: ProviderTable, deps: OidcDoorDeps): Provider {
  const provider = new library.Provider(table.issuer, configurationOf(library, table, deps));
  speakForPublicUrl(provider, deps.publicUrl);
  reflectOurSessions(provider, table.slug, deps);
  provider.on('server_error', (_ctx: unknown, error: unknown) => deps.report(error));
  // Koa would print it.
  (provider as EventEmitter).on('error', (error: unknown) => deps.report(error));
  provider.use(async (ctx, next) => {
    await next();
    const { oidc } = ctx as { oidc?: KoaContextWithOIDC['oidc'] };
    if (oidc?.route === 'discovery' && ctx.status === 200) Object.assign(ctx.body as object, discoveryOf(table));
  });
  return provider;
}

/** What the library cannot know: our own end of sessions, and what clients are limited to. */
function discoveryOf({ issuer }: ProviderTable): Record<string, unknown> {
  return {
    end_session_endpoint: `${issuer}/session/end`,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
    grant_types_supported: ['authorization_code'],
    response_modes_supported: ['query'],
    subject_types_supported: ['public', 'pairwise'],
  };
}

/** Every address is made from the public URL, never from the Host header. */
function speakForPublicUrl(provider: Provider, publicUrl: string): void {
  const { protocol, host } = new URL(publicUrl);
  Object.defineProperties(provider.request, {
    protocol: { get: () => protocol.slice(0, -1) },
    host: { get: () => host },
  });
}
