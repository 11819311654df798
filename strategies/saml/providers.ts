// The identity providers that a login profile believes: one by hand, one by the address of its metadata, or those of a
// federation. The rest of the room asks here and cannot tell which it is.
import type { Aggregate } from '../../src/domain/ports/aggregates.ts';
import type { StrategyDeps, UpstreamList } from '../../src/domain/strategy.ts';
import { configFault } from '../../src/saml/certificates.ts';
import { AggregateMetadata } from './metadata/aggregate-source.ts';
import { type HeldEntity, heldEntities } from './metadata/held.ts';
import { MetadataSource } from './metadata/source.ts';
import type { SamlOptions } from './options.ts';
import { at, certificateTexts, type IdentityProvider, identityProvider } from './parties.ts';
import { remoteProviders } from './remote-providers.ts';

/** Why there is no identity provider to go to. `hearsay`: the browser alone named the one that is missing. */
export type NoProvider =
  | { readonly type: 'refused'; readonly detail: string }
  | { readonly type: 'unreachable'; readonly detail: string; readonly hearsay?: true };
export type ProviderFound = { readonly type: 'provider'; readonly idp: IdentityProvider } | NoProvider;

export interface IdentityProviders {
  /** The only one there is; undefined in a federation, where the request that is answered says which. */
  readonly only: string | undefined;
  /** Where a sign-in goes. @param named by the browser: an entity id, or anything else */
  choose(named: unknown, searched: Searched): Promise<ProviderFound | ({ readonly type: 'choose' } & UpstreamList)>;
  /** One that a request of ours was sent to. */
  named(entityId: string): Promise<ProviderFound>;
  /** One of this profile whose metadata is held: nothing is fetched, whoever names it. */
  held(entityId: string): Promise<IdentityProvider | undefined>;
  /** The same one after asking for its metadata again; undefined when nothing newer is known. */
  renewed(idp: IdentityProvider): Promise<IdentityProvider | undefined>;
  /** Those known by name, with what is held of them; nothing is fetched. */
  known(): Promise<readonly KnownProvider[]>;
  /** Reads anew what is due. @returns how many were */
  renewDue(): Promise<number>;
  /** Where the logo of one that may be chosen lies; nothing is fetched. */
  logoOf?(entityId: string): Promise<string | undefined>;
  /** Of a federation that is read whole. */
  readonly aggregate?: Aggregate | undefined;
}

export interface KnownProvider {
  readonly entityId: string;
  readonly idp: IdentityProvider | undefined;
  readonly held: HeldEntity | undefined;
  readonly fault: string | undefined;
  /** Read anew by itself. */
  readonly isRemote: boolean;
}

/** What a person searches for among many, and which page of it she sees. */
export interface Searched {
  readonly query: string;
  /** From 1. */
  readonly page: number;
  readonly language: string;
  /** The one that was chosen last in this browser. */
  readonly last: string | undefined;
}

/** What its metadata is read from anew, and how; undefined for one that is configured as it is. */
export function remoteSettings({ idp, federation, id }: SamlOptions) {
  if (federation?.mdq !== undefined) {
    const { mdq, signingCertificates, refreshMinutes } = federation;
    const base = mdq.replace(/\/+$/, '');
    const urlOf = (entityId: string) => `${base}/entities/${encodeURIComponent(entityId)}`;
    const where = 'federation.signingCertificates';
    return { id, base, urlOf, signers: signingCertificates, where, refreshMinutes, isFederation: true };
  }
  if (idp?.metadataUrl === undefined) return undefined;
  const { metadataUrl: base, signingCertificates, refreshMinutes = 360 } = idp;
  const where = 'idp.signingCertificates';
  return { id, base, urlOf: () => base, signers: signingCertificates, where, refreshMinutes, isFederation: false };
}

type RemoteDeps = Pick<StrategyDeps, 'secrets' | 'ephemeral' | 'outbound' | 'clock' | 'aggregates'>;

/** @throws VestibuleError VST_CONFIG_INVALID */
export function identityProviders(options: SamlOptions, deps: RemoteDeps): IdentityProviders {
  const isOpen = options.federation !== undefined && options.federation.entityIds === undefined;
  if (isOpen && options.match.from.type !== 'attribute') {
    throw configFault(at(options, 'match.from'), 'an attribute with a scope, which says which organisation vouches');
  }
  const whole = wholeFederation(options, deps);
  if (whole !== undefined) {
    const { aggregate } = whole;
    const found = remoteProviders(
      options,
      whole,
      undefined,
      options.federation?.entityIds ?? [],
      deps.clock,
      aggregate,
    );
    return { ...found, aggregate };
  }
  const source = metadataSource(options, deps);
  if (source === undefined) return oneConfigured(identityProvider(options, deps.secrets));
  const { idp, federation } = options;
  const only = federation === undefined ? (idp?.entityId ?? idp?.metadataUrl) : undefined;
  const listed = federation === undefined ? (only === undefined ? [] : [only]) : (federation.entityIds ?? []);
  return remoteProviders(options, source, only, listed, deps.clock);
}

function wholeFederation(options: SamlOptions, { secrets, aggregates }: RemoteDeps): AggregateMetadata | undefined {
  const { aggregate: location, signingCertificates = [], refreshMinutes = 360 } = options.federation ?? {};
  if (location === undefined) return undefined;
  if (aggregates === undefined)
    throw configFault(at(options, 'federation.aggregate'), 'a data directory to keep it in');
  const signers = certificateTexts(options, 'federation.signingCertificates', signingCertificates, secrets);
  return new AggregateMetadata(aggregates.open({ location, signers, refreshMinutes }), location);
}

function metadataSource(options: SamlOptions, { secrets, ephemeral, outbound, clock }: RemoteDeps) {
  const settings = remoteSettings(options);
  if (settings === undefined) return undefined;
  const signers = settings.signers && certificateTexts(options, settings.where, settings.signers, secrets);
  const held = heldEntities(ephemeral, [settings.base, ...(signers ?? [])]);
  // The sign-in that waits for it has to end before its own deadline.
  const timeoutMs = options.timeoutSeconds * 800;
  return new MetadataSource({ ...settings, signers, timeoutMs }, held, outbound, clock);
}

function oneConfigured(idp: IdentityProvider): IdentityProviders {
  const found = async (): Promise<ProviderFound> => ({ type: 'provider', idp });
  return {
    only: idp.entityId,
    choose: found,
    named: found,
    held: async (entityId) => (entityId === idp.entityId ? idp : undefined),
    renewed: async () => undefined,
    known: async () => [{ entityId: idp.entityId, idp, held: undefined, fault: undefined, isRemote: false }],
    renewDue: async () => 0,
  };
}
