// What is tried without a person: whether metadata can be had and how long it lasts, and which certificates end.
import { X509Certificate } from 'node:crypto';
import type { StrategyDeps, UpstreamCheck } from '../../src/domain/strategy.ts';
import { fetchMetadata } from '../../src/saml/fetch-metadata.ts';
import type { SamlOptions } from './options.ts';
import type { ServiceProvider } from './parties.ts';
import { type IdentityProviders, type KnownProvider, remoteSettings } from './providers.ts';

type HealthDeps = Pick<StrategyDeps, 'outbound' | 'clock'>;

/** Of a long list so many are looked at one by one. */
const namedMax = 20;

export async function checkUpstream(
  options: SamlOptions,
  sp: ServiceProvider,
  providers: IdentityProviders,
  deps: HealthDeps,
): Promise<readonly UpstreamCheck[]> {
  const now = deps.clock.now();
  const known = (await providers.known()).slice(0, namedMax);
  const whole = await wholeCheck(providers, now);
  const server = await serverCheck(options, sp, known, deps);
  return [
    ...(whole === undefined ? [] : [whole]),
    ...(server === undefined ? [] : [server]),
    ...known.flatMap((one) => [metadataCheck(one, now, providers.aggregate !== undefined), ...keyCheck(one, now)]),
    ...ownChecks(sp, now),
  ];
}

/** A federation that is read whole: what this node holds of it. */
async function wholeCheck({ aggregate }: IdentityProviders, now: number): Promise<UpstreamCheck | undefined> {
  if (aggregate === undefined) return undefined;
  const [status, fault] = await Promise.all([aggregate.status(), aggregate.fault()]);
  const name = 'metadata of the federation';
  const why = fault === undefined ? '' : ` It could not be read anew: ${fault}.`;
  if (status === undefined) {
    const detail = `None is held, so nobody can come in.${why} A new one is tried every few minutes.`;
    return { name, ok: false, unreachable: true, detail };
  }
  const isStale = status.validUntil - now < (status.validUntil - status.readAt) / 3;
  const detail = `${status.count} identity providers, valid until ${day(status.validUntil)}.${why}`;
  return { name, ok: fault === undefined && !isStale, detail, endsAt: status.validUntil };
}

/** Whether the server of metadata answers at all. Of MDQ one member is asked for, or else ourselves: any answer will do. */
async function serverCheck(
  options: SamlOptions,
  sp: ServiceProvider,
  [first]: readonly KnownProvider[],
  { outbound }: HealthDeps,
): Promise<UpstreamCheck | undefined> {
  const remote = remoteSettings(options);
  if (remote === undefined) return undefined;
  const url = remote.urlOf(first?.entityId ?? sp.entityId);
  const answer = await fetchMetadata(outbound, url, {}, options.timeoutSeconds * 800);
  const name = remote.isFederation ? 'metadata query service' : 'metadata server';
  if (answer.type === 'failed') {
    const detail = `${remote.base}: ${answer.detail}. What was read before counts until it ends.`;
    return { name, ok: false, detail };
  }
  if (answer.type === 'absent' && (first !== undefined || !remote.isFederation)) {
    return { name, ok: false, detail: `${remote.base} answers, and has nothing of ${first?.entityId ?? remote.base}.` };
  }
  return { name, ok: true, detail: `${remote.base} answers.` };
}

function metadataCheck(
  { entityId, idp, held, isRemote, fault }: KnownProvider,
  now: number,
  isWhole: boolean,
): UpstreamCheck {
  const name = `metadata of ${entityId}`;
  if (idp === undefined) {
    const detail = isWhole
      ? 'The federation has no such identity provider that can be used.'
      : `None is held${fault === undefined ? ' yet' : `: ${fault}`}.`;
    return { name, ok: false, unreachable: true, detail };
  }
  const end = held?.endsAt ?? idp.validUntil;
  if (end !== undefined && end <= now) {
    return { name, ok: false, unreachable: true, detail: `It ended ${day(end)}: get a new one.` };
  }
  const lasts = end === undefined ? 'It has no end.' : `Valid until ${day(end)}.`;
  const why = isRemote && fault !== undefined ? ` It could not be read anew: ${fault}.` : '';
  return { name, ok: why === '', detail: `${lasts}${why}`, endsAt: end };
}

/** One good certificate is enough: others beside it are left over, or are to come. */
function keyCheck({ entityId, idp, held }: KnownProvider, now: number): readonly UpstreamCheck[] {
  const certificates = held?.facts.certificates ?? idp?.certificates ?? [];
  if (idp === undefined) return [];
  const last = Math.max(0, ...certificates.map(endOf));
  const name = `certificate of ${entityId}`;
  if (certificates.length === 0) return [{ name, ok: false, detail: 'None: every response is refused.' }];
  return [{ name, ok: last > now, detail: `${last > now ? 'Good until' : 'Ended'} ${day(last)}.`, endsAt: last }];
}

function ownChecks(sp: ServiceProvider, now: number): readonly UpstreamCheck[] {
  const own: readonly (readonly [string, string | undefined])[] = [
    ['our certificate for signing', sp.signing?.certificate],
    ['our certificate for decryption', sp.decryption?.certificate],
  ];
  return own.flatMap(([name, pem]) => {
    if (pem === undefined) return [];
    const end = endOf(pem);
    return [{ name, ok: end > now, detail: `${end > now ? 'Good until' : 'Ended'} ${day(end)}.`, endsAt: end }];
  });
}

function endOf(pem: string): number {
  return new X509Certificate(pem).validToDate.getTime();
}

function day(ms: number): string {
  return new Date(ms).toISOString();
}
