// What will end soon, in words for the operator: in the log, in `vestibule check` and in `profile show`.
import { X509Certificate } from 'node:crypto';
import type { Aggregate } from '../../src/domain/ports/aggregates.ts';
import type { ServiceProvider } from './parties.ts';
import type { KnownProvider } from './providers.ts';

const dayMs = 86_400_000;
/** From so long before its end something is told. */
export const noticeMs = 30 * dayMs;

export function certificateWarning(use: string, pem: string, now: number): string | undefined {
  const end = new X509Certificate(pem).validToDate.getTime();
  return endWarning(`the certificate for ${use}`, end, now);
}

export function ownWarnings(sp: ServiceProvider, now: number): readonly string[] {
  const own: readonly (readonly [string, string | undefined])[] = [
    ['signing requests', sp.signing?.certificate],
    ['signing requests next', sp.nextSigning],
    ['decryption', sp.decryption?.certificate],
  ];
  return own.flatMap(([use, pem]) => (pem === undefined ? [] : (certificateWarning(use, pem, now) ?? [])));
}

export function providerWarnings(
  { entityId, idp, held, fault, isRemote }: KnownProvider,
  now: number,
): readonly string[] {
  const about = (text: string) => `${entityId}: ${text}`;
  const certificates = held?.facts.certificates ?? idp?.certificates ?? [];
  return [
    ...certificates.flatMap((pem) => certificateWarning('its signatures', pem, now) ?? []),
    ...(metadataWarning(held, idp?.validUntil, now) ?? []),
    ...(held?.facts.ignored ?? []).map((what) => `left out of its metadata: ${what}`),
    ...(isRemote && held === undefined && fault === undefined ? ['its metadata has not been read yet'] : []),
    ...(fault === undefined ? [] : [`its metadata could not be read anew: ${fault}`]),
  ].map(about);
}

/** Of a federation that is read whole: told when it could not be read, and when it nears its end unrenewed. */
export async function aggregateWarnings(aggregate: Aggregate, now: number): Promise<readonly string[]> {
  const [status, fault] = await Promise.all([aggregate.status(), aggregate.fault()]);
  const warnings = fault === undefined ? [] : [`the metadata of the federation could not be read anew: ${fault}`];
  if (status === undefined) return warnings.length > 0 ? warnings : ['the metadata of the federation is not read yet'];
  const isStale = status.validUntil - now < (status.validUntil - status.readAt) / 3;
  const ending = isStale ? endWarning('the metadata of the federation', status.validUntil, now) : undefined;
  const left = `${status.ignoredCount} identity providers cannot be used, for instance ${status.ignored[0] ?? ''}`;
  return [...warnings, ...(ending === undefined ? [] : [ending]), ...(status.ignoredCount === 0 ? [] : [left])];
}

function metadataWarning(
  held: KnownProvider['held'],
  validUntil: number | undefined,
  now: number,
): readonly string[] | undefined {
  if (held === undefined) {
    const warning = validUntil === undefined ? undefined : endWarning('its metadata', validUntil, now);
    return warning === undefined ? undefined : [warning];
  }
  // Metadata of a federation never lasts long, and is no news while it is renewed: told when a reading was missed, or
  // when two thirds of its life are over and the server still has nothing newer.
  const isOverdue = now - held.checkedAt > 2 * (held.refreshAfter - held.checkedAt);
  const isStale = held.facts.validUntil !== undefined && held.endsAt - now < (held.endsAt - held.firstSeenAt) / 3;
  if (!isOverdue && !isStale) return undefined;
  const warning = endWarning('its metadata', held.endsAt, now);
  return warning === undefined ? undefined : [warning];
}

/** @returns undefined while there is more than a month left */
export function endWarning(what: string, end: number, now: number): string | undefined {
  if (end - now > noticeMs) return undefined;
  const day = new Date(end).toISOString();
  if (end <= now) return `${what} ended at ${day}`;
  return `${what} ends in ${Math.floor((end - now) / dayMs)} days, at ${day}`;
}
