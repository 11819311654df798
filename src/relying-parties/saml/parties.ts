// Which application of an institution a message is from, and what is known of it.
import type { InstitutionConfig, SamlRelyingParty } from '../../../config/schema.ts';
import { VestibuleError } from '../../domain/errors.ts';
import { trustedDocument } from '../../saml/document.ts';
import { type Fault, fault } from '../../saml/fault.ts';
import type { SamlDoorDeps } from './deps.ts';
import { fetchedProvider, type Origin } from './fetched-metadata.ts';
import { providerByHand, type ServiceProvider } from './service-provider.ts';
import { type DescribedProvider, readServiceProvider } from './sp-metadata.ts';

export interface KnownParty {
  readonly type: 'known';
  readonly party: SamlRelyingParty;
  readonly provider: ServiceProvider;
}

export interface Parties {
  /** By the entity id that a message names. */
  named(config: InstitutionConfig, entityId: string): Promise<KnownParty | Fault>;
  /** By its id; undefined when it is not there any more, or switched off. */
  byId(config: InstitutionConfig, id: string): Promise<KnownParty | Fault>;
}

export function createParties(deps: Pick<SamlDoorDeps, 'ephemeral' | 'outbound' | 'clock'>): Parties {
  // A document is read once, however many requests come: the configuration in force is one object until it is replaced.
  const read = new WeakMap<SamlRelyingParty, DescribedProvider | Fault>();

  function given(party: SamlRelyingParty): DescribedProvider | Fault | undefined {
    const known = read.get(party);
    if (known !== undefined) return known;
    const described = withoutThrowing(() => describe(party));
    if (described !== undefined) read.set(party, described);
    return described;
  }

  function entityIdOf(party: SamlRelyingParty): string | undefined {
    const stated = party.entityId ?? party.metadataUrl;
    if (stated !== undefined) return stated;
    const described = given(party);
    return described !== undefined && 'provider' in described ? described.provider.entityId : undefined;
  }

  async function knownAs(party: SamlRelyingParty): Promise<KnownParty | Fault> {
    const origin = originOf(party);
    const described = origin === undefined ? given(party) : await fetchedProvider(deps, party, origin);
    if (described === undefined) return fault('metadata', `nothing is known of ${party.id}`);
    if (!('provider' in described)) return described;
    const { provider, validUntil } = described;
    if (validUntil !== undefined && validUntil <= deps.clock.now()) {
      return fault('metadata', `the metadata of ${provider.entityId} ended at ${new Date(validUntil).toISOString()}`);
    }
    return { type: 'known', party, provider };
  }

  return {
    async named(config, entityId) {
      const party = samlParties(config).find((one) => entityIdOf(one) === entityId);
      return party === undefined
        ? fault('issuer', `${entityId || 'nobody'} is no application of this institution`)
        : knownAs(party);
    },
    async byId(config, id) {
      const party = samlParties(config).find((one) => one.id === id);
      return party === undefined ? fault('issuer', 'the application is not known any more') : knownAs(party);
    },
  };
}

function samlParties({ relyingParties }: InstitutionConfig): readonly SamlRelyingParty[] {
  return relyingParties.filter((party) => party.kind === 'saml').filter(({ enabled }) => enabled);
}

function originOf(party: SamlRelyingParty): Origin | undefined {
  const { metadataUrl, mdq } = party;
  if (metadataUrl !== undefined) {
    return { entityId: party.entityId ?? metadataUrl, url: metadataUrl, isFederation: false };
  }
  if (mdq === undefined || party.entityId === undefined) return undefined;
  // Metadata Query Protocol section 2.
  const url = `${mdq.replace(/\/+$/, '')}/entities/${encodeURIComponent(party.entityId)}`;
  return { entityId: party.entityId, url, isFederation: true };
}

function describe(party: SamlRelyingParty): DescribedProvider | Fault | undefined {
  const byHand = providerByHand(party);
  if (byHand !== undefined) return { provider: byHand, validUntil: undefined, cacheMs: undefined };
  if (party.metadata === undefined) return undefined;
  // Trusted because the operator configured it: a signature in it is not asked for.
  const document = trustedDocument(Buffer.from(party.metadata, 'utf8'), undefined);
  return document.type === 'fault' ? document : readServiceProvider(document, party.entityId, 0);
}

function withoutThrowing(describing: () => DescribedProvider | Fault | undefined) {
  try {
    return describing();
  } catch (error) {
    if (error instanceof VestibuleError) return fault('metadata', error.message);
    throw error;
  }
}
