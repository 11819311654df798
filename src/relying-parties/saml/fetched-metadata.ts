// Metadata of service providers that is fetched: kept in `ephemeral`, so that every node reads what any node fetched. A
// server that fails changes nothing; what is held counts until its own end.
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { SamlRelyingParty } from '../../../config/schema.ts';
import { trustedCertificate } from '../../saml/certificates.ts';
import { trustedDocument } from '../../saml/document.ts';
import { type Fault, fault } from '../../saml/fault.ts';
import { fetchMetadata, type Validators } from '../../saml/fetch-metadata.ts';
import { timesOf } from '../../saml/times.ts';
import type { SamlDoorDeps } from './deps.ts';
import { type DescribedProvider, readServiceProvider } from './sp-metadata.ts';

interface Held {
  readonly described: DescribedProvider;
  readonly validators: Validators;
  readonly refreshAfter: number;
  readonly endsAt: number;
}

export interface Origin {
  readonly entityId: string;
  readonly url: string;
  /** A federation: who is not known there any more is believed no more, and nothing counts without an end. */
  readonly isFederation: boolean;
}

type Deps = Pick<SamlDoorDeps, 'ephemeral' | 'outbound' | 'clock'>;

const space = 'saml-sp-metadata';
const asked = 'saml-sp-metadata-asked';
const askSeconds = 60;
const timeoutMs = 5000;
/** How often, and how long apart, a node looks for what another one is fetching. */
const looks = { count: 16, everyMs: 250 } as const;

/** What is held, read anew beside if it is time; the server is waited for only where nothing is held. */
export async function fetchedProvider(
  deps: Deps,
  party: SamlRelyingParty,
  origin: Origin,
): Promise<DescribedProvider | Fault> {
  const key = keyOf(party, origin);
  const held = await heldBy(deps, key);
  if (held === undefined) return fetchFirst(deps, party, origin, key);
  if (held.refreshAfter <= deps.clock.now()) {
    renew(deps, party, origin, key, held).catch(() => {
      // What is held counts, and the next one tries again.
    });
  }
  return held.described;
}

async function fetchFirst(deps: Deps, party: SamlRelyingParty, origin: Origin, key: string) {
  const fetched = await renew(deps, party, origin, key, undefined);
  if (fetched !== undefined) return fetched;
  // Another node, or another request here, is asking.
  for (let look = 0; look < looks.count; look++) {
    await wait(looks.everyMs);
    const held = await heldBy(deps, key);
    if (held !== undefined) return held.described;
  }
  return fault('metadata', `the metadata of ${origin.entityId} was asked for less than a minute ago and did not come`);
}

/** @returns undefined when somebody asked within the last minute */
async function renew(
  deps: Deps,
  party: SamlRelyingParty,
  origin: Origin,
  key: string,
  held: Held | undefined,
): Promise<DescribedProvider | Fault | undefined> {
  if (!(await deps.ephemeral.claim(asked, key, '1', askSeconds))) return undefined;
  const fetched = await fetchMetadata(deps.outbound, origin.url, held?.validators ?? {}, timeoutMs);
  if (fetched.type === 'failed') return fault('metadata', `${origin.url}: ${fetched.detail}`);
  if (fetched.type === 'absent') {
    if (origin.isFederation) await deps.ephemeral.delete(space, key);
    return fault('metadata', `${origin.url}: there is no such document`);
  }
  if (fetched.type === 'unchanged') {
    return held === undefined
      ? fault('metadata', 'the server says that nothing changed')
      : keep(deps, party, key, held);
  }
  const signers = party.metadataCertificates?.map((text) => trustedCertificate(text, 'metadataCertificates'));
  const document = trustedDocument(fetched.bytes, signers);
  if (document.type === 'fault') return document;
  const described = readServiceProvider(document, origin.entityId, deps.clock.now());
  if (!('provider' in described)) return described;
  if (origin.isFederation && described.validUntil === undefined) {
    return fault('metadata', 'it has no validUntil: once signed it could be played back for ever');
  }
  const before = held?.described.validUntil;
  if (before !== undefined && (described.validUntil ?? 0) < before) {
    return fault('metadata', 'it is older than the metadata in force (an earlier validUntil, or none)');
  }
  return keep(deps, party, key, { described, validators: fetched.validators });
}

async function keep(
  { ephemeral, clock }: Deps,
  { refreshMinutes }: SamlRelyingParty,
  key: string,
  { described, validators }: Pick<Held, 'described' | 'validators'>,
): Promise<DescribedProvider> {
  const now = clock.now();
  const held: Held = { described, validators, ...timesOf(described, refreshMinutes, now) };
  await ephemeral.put(space, key, JSON.stringify(held), Math.max(1, Math.ceil((held.endsAt - now) / 1000)));
  return described;
}

async function heldBy({ ephemeral, clock }: Deps, key: string): Promise<Held | undefined> {
  const record = await ephemeral.get(space, key);
  const held = record === undefined ? undefined : (JSON.parse(record) as Held);
  return held === undefined || held.endsAt <= clock.now() ? undefined : held;
}

/** Under other signers or from another address nothing fetched before counts. */
function keyOf({ metadataCertificates = [] }: SamlRelyingParty, { entityId, url }: Origin): string {
  return createHash('sha256')
    .update(JSON.stringify([entityId, url, metadataCertificates]))
    .digest('base64url');
}
