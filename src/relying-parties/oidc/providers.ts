// The issuers of this process, one an institution, built on first use and again when their keys or tables change.
import type { Provider } from 'oidc-provider';
import { VestibuleError } from '../../domain/errors.ts';
import type { ProviderTable } from './configuration.ts';
import type { OidcDoorDeps } from './deps.ts';
import { loadProvider } from './load.ts';
import { buildProvider, tableOf } from './provider.ts';

/** How long a node may go without looking for new keys: far less than a key is published before it signs. */
const keysFreshMs = 10_000;

export interface Issuer {
  readonly slug: string;
  readonly issuer: string;
  readonly provider: Provider;
  readonly callback: ReturnType<Provider['callback']>;
}

interface Standing extends Issuer {
  readonly fingerprint: string;
  readonly config: unknown;
  readonly lookedAt: number;
}

export interface Issuers {
  /** @throws VestibuleError VST_INSTITUTION_UNKNOWN */
  of(slug: string): Promise<Issuer>;
}

export function createIssuers(deps: OidcDoorDeps): Issuers {
  const standing = new Map<string, Standing>();
  const refreshing = new Map<string, Promise<Standing>>();

  async function refresh(slug: string, before: Standing | undefined): Promise<Standing> {
    const config = configOf(slug);
    const lookedAt = deps.clock.now();
    const keys = await deps.signingKeys.allPrivate(slug, 'oidc');
    const issuer = `${deps.publicUrl}/${slug}/oidc`;
    const table = tableOf(slug, issuer, config, keys);
    const fingerprint = fingerprintOf(table);
    const kept = before?.fingerprint === fingerprint ? before : undefined;
    const provider = kept?.provider ?? buildProvider(await loadProvider(), table, deps);
    const next = {
      slug,
      issuer,
      provider,
      callback: kept?.callback ?? provider.callback(),
      fingerprint,
      config,
      lookedAt,
    };
    standing.set(slug, next);
    return next;
  }

  function configOf(slug: string) {
    const config = deps.institutions.get(slug)?.config;
    if (config === undefined) throw new VestibuleError('VST_INSTITUTION_UNKNOWN', 'No institution has this slug.');
    return config;
  }

  return {
    async of(slug) {
      const known = standing.get(slug);
      const age = known === undefined ? 0 : deps.clock.now() - known.lookedAt;
      const isFresh = known !== undefined && known.config === configOf(slug) && age >= 0 && age < keysFreshMs;
      if (isFresh) return known;
      const under = refreshing.get(slug) ?? refresh(slug, known).finally(() => refreshing.delete(slug));
      refreshing.set(slug, under);
      return under;
    },
  };
}

/** Keys by name and order: the first of an algorithm signs. */
function fingerprintOf({ issuer, keys, scopes, claims, contexts }: ProviderTable): string {
  return JSON.stringify([issuer, keys.map(({ kid }) => kid), scopes, claims, contexts]);
}
