// The identity providers whose metadata is read by its address: one, or those of a federation.

import type { Aggregate } from '../../src/domain/ports/aggregates.ts';
import type { Clock } from '../../src/domain/ports/clock.ts';
import { aggregateUpstreams, listedUpstreams } from './discovery.ts';
import { preferredLogout } from './logout/services.ts';
import type { HeldEntity } from './metadata/held.ts';
import type { EntitySource, Found } from './metadata/source.ts';
import { entityIdShape, type SamlOptions } from './options.ts';
import type { IdentityProvider } from './parties.ts';
import type { IdentityProviders, KnownProvider, NoProvider, ProviderFound } from './providers.ts';
import { narrowScopes } from './scopes.ts';
import { trustedNow } from './trusted-now.ts';

/**
 * @param only the one there is; undefined in a federation
 * @param listed those known by name: read anew by themselves, and offered to choose from
 * @param aggregate of a federation that is read whole: without a list all its members are offered
 */
export function remoteProviders(
  options: SamlOptions,
  source: EntitySource,
  only: string | undefined,
  listed: readonly string[],
  clock: Clock,
  aggregate?: Aggregate,
): IdentityProviders {
  const limits = options.federation?.entityIds;
  const providerOf = (held: HeldEntity) => toProvider(options, held, clock.now());
  const named = async (entityId: string): Promise<ProviderFound> => {
    const found = await source.find(entityId);
    if ('type' in found) return noProvider(found, entityId, !listed.includes(entityId));
    const idp = providerOf(found);
    return idp === undefined
      ? {
          type: 'unreachable',
          detail: `metadata of ${entityId}: no address for requestBinding: ${options.requestBinding}`,
        }
      : { type: 'provider', idp };
  };
  return {
    only,
    named,
    async choose(asked, searched) {
      if (only !== undefined) return named(only);
      if (asked === undefined) {
        const [first, ...more] = listed;
        if (first !== undefined && more.length === 0) return named(first);
        if (first !== undefined) return { type: 'choose', ...(await listedUpstreams(source, listed, searched)) };
        if ((await aggregate?.status()) !== undefined && aggregate !== undefined) {
          return { type: 'choose', ...(await aggregateUpstreams(source, aggregate, searched)) };
        }
        if (aggregate !== undefined) {
          const detail = (await aggregate.fault()) ?? 'it has not been read yet';
          return { type: 'unreachable', detail: `metadata of the federation: ${detail}` };
        }
        return {
          type: 'refused',
          detail: 'entity-id: the address names no identity provider (idp=…), and none is listed',
        };
      }
      if (typeof asked !== 'string' || !entityIdShape.test(asked)) {
        return { type: 'refused', detail: 'entity-id: what the address names is no entity id' };
      }
      if (limits !== undefined && !limits.includes(asked)) {
        return { type: 'refused', detail: `entity-id: ${asked} is not among the identity providers of this profile` };
      }
      return named(asked);
    },
    async held(entityId) {
      const isMember = only === undefined ? (limits?.includes(entityId) ?? true) : entityId === only;
      const held = isMember ? await source.inForce(entityId) : undefined;
      return held && providerOf(held);
    },
    async logoOf(entityId) {
      const isMember = only === undefined ? (limits?.includes(entityId) ?? true) : entityId === only;
      return isMember ? (await source.inForce(entityId))?.facts.logo : undefined;
    },
    async renewed(idp) {
      await source.renew(idp.entityId);
      const held = await source.inForce(idp.entityId);
      const next = held && providerOf(held);
      return next === undefined || sameKeys(next, idp) ? undefined : next;
    },
    known: () =>
      Promise.all(
        listed.map(async (entityId): Promise<KnownProvider> => {
          const held = await source.inForce(entityId);
          const fault = await source.lastFault(entityId);
          return { entityId, idp: held && providerOf(held), held, fault, isRemote: true };
        }),
      ),
    async renewDue() {
      let renewed = 0;
      for (const entityId of listed) {
        const held = await source.inForce(entityId);
        if (held !== undefined && held.refreshAfter > clock.now()) continue;
        if ('held' in (await source.renew(entityId))) renewed++;
      }
      return renewed;
    },
  };
}

function toProvider(options: SamlOptions, { facts }: HeldEntity, now: number): IdentityProvider | undefined {
  const singleSignOnUrl = facts.singleSignOn[options.requestBinding];
  if (singleSignOnUrl === undefined) return undefined;
  // In a federation an identity provider that publishes no scope may assert none.
  const scopes =
    options.federation === undefined
      ? (options.scopes ?? facts.scopes)
      : narrowScopes(facts.scopes ?? [], options.scopes);
  return {
    entityId: facts.entityId,
    singleSignOnUrl,
    singleLogout: preferredLogout(facts.singleLogout, options.requestBinding),
    certificates: trustedNow(facts.certificates, now),
    validUntil: facts.validUntil,
    scopes,
  };
}

function noProvider(
  found: Extract<Found, { readonly type: string }>,
  entityId: string,
  isUnlisted: boolean,
): NoProvider {
  if (found.type === 'absent') return { type: 'refused', detail: `entity-id: the federation knows no ${entityId}` };
  const detail = `metadata of ${entityId}: ${found.detail}`;
  return isUnlisted ? { type: 'unreachable', detail, hearsay: true } : { type: 'unreachable', detail };
}

function sameKeys(left: IdentityProvider, right: IdentityProvider): boolean {
  return left.certificates.join('') === right.certificates.join('');
}
