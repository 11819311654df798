// What the metadata of one service provider says. What cannot be used of it (a weak key, an address without TLS, another
// binding) is left out. SAML Metadata 2.4.4.
import { X509Certificate } from 'node:crypto';
import type { Element } from '@xmldom/xmldom';
import { isLoopbackUrl } from '../../../config/fields.ts';
import { VestibuleError } from '../../domain/errors.ts';
import { trustedCertificate } from '../../saml/certificates.ts';
import type { TrustedDocument } from '../../saml/document.ts';
import { durationMs } from '../../saml/duration.ts';
import { type Fault, fault } from '../../saml/fault.ts';
import { instantOf } from '../../saml/instant.ts';
import { attribute, children, namespaces, text } from '../../saml/xml.ts';
import { bindings } from './bindings.ts';
import type { Consumer, LogoutBinding, LogoutService, ServiceProvider } from './service-provider.ts';

/** A service provider with how long what is said of it counts. */
export interface DescribedProvider {
  readonly provider: ServiceProvider;
  /** Epoch milliseconds. */
  readonly validUntil: number | undefined;
  readonly cacheMs: number | undefined;
}

const md = namespaces.metadata;
const addressesMax = 100;
const certificatesMax = 10;

/** @param expected its entity id; undefined where the operator gave the document itself */
export function readServiceProvider(
  { root, entity }: Pick<TrustedDocument, 'root' | 'entity'>,
  expected: string | undefined,
  now: number,
): DescribedProvider | Fault {
  const entityId = attribute(entity, 'entityID') ?? '';
  if (entityId === '' || entityId !== (expected ?? entityId)) {
    return fault('metadata', `metadata of ${entityId || 'nobody'}; expected ${expected ?? 'an entity id'}`);
  }
  const [role, ...more] = children(entity, md, 'SPSSODescriptor').filter((one) =>
    (attribute(one, 'protocolSupportEnumeration') ?? '').split(/\s+/).includes(namespaces.protocol),
  );
  if (role === undefined || more.length > 0) return fault('metadata', 'it does not describe one service provider');
  const around = [...new Set([root, entity, role])];
  const ends = around.flatMap((element) => attribute(element, 'validUntil') ?? []).map(instantOf);
  const known = ends.filter((end) => end !== undefined);
  if (known.length < ends.length) return fault('metadata', 'a validUntil that is no time with its zone');
  const validUntil = known.length === 0 ? undefined : Math.min(...known);
  if (validUntil !== undefined && validUntil <= now) {
    return fault('metadata', `it ended at ${new Date(validUntil).toISOString()}`);
  }
  const [first, ...others] = consumersOf(role);
  if (first === undefined) return fault('metadata', 'no AssertionConsumerService by HTTP-POST at an https address');
  const durations = around.flatMap((one) => durationMs(attribute(one, 'cacheDuration') ?? '') ?? []);
  const provider: ServiceProvider = {
    entityId,
    consumers: [first, ...others],
    certificates: certificatesOf(role, 'signing'),
    encryptionCertificate: certificatesOf(role, 'encryption').find(isRsa),
    logout: logoutOf(role),
    signsRequests: /^(?:true|1)$/.test(attribute(role, 'AuthnRequestsSigned') ?? ''),
  };
  return { provider, validUntil, cacheMs: durations.length === 0 ? undefined : Math.min(...durations) };
}

/** The default first: the one that says so, or else the first that does not deny it (SAML Metadata 2.2.3). */
function consumersOf(role: Element): Consumer[] {
  const all = children(role, md, 'AssertionConsumerService')
    .slice(0, addressesMax)
    .flatMap((service) => {
      const url = attribute(service, 'Location') ?? '';
      const index = attribute(service, 'index') ?? '';
      if (attribute(service, 'Binding') !== bindings.post || !isProtected(url)) return [];
      const isDefault = attribute(service, 'isDefault');
      return [{ url, index: /^\d{1,5}$/.test(index) ? Number(index) : undefined, isDefault }];
    });
  const chosen =
    all.find(({ isDefault }) => isDefault === 'true' || isDefault === '1') ??
    all.find(({ isDefault }) => isDefault === undefined) ??
    all[0];
  const ordered = chosen === undefined ? [] : [chosen, ...all.filter((one) => one !== chosen)];
  return ordered.map(({ url, index }) => ({ url, index }));
}

function logoutOf(role: Element): Partial<Record<LogoutBinding, LogoutService>> {
  const found: Partial<Record<LogoutBinding, LogoutService>> = {};
  const names: Readonly<Record<string, LogoutBinding>> = {
    [bindings.redirect]: 'redirect',
    [bindings.post]: 'post',
    [bindings.soap]: 'soap',
  };
  for (const service of children(role, md, 'SingleLogoutService').slice(0, addressesMax)) {
    const binding = names[attribute(service, 'Binding') ?? ''];
    const url = attribute(service, 'Location') ?? '';
    const responseUrl = attribute(service, 'ResponseLocation') ?? url;
    if (binding !== undefined && isProtected(url) && isProtected(responseUrl)) found[binding] ??= { url, responseUrl };
  }
  return found;
}

/** A descriptor without `use` counts for both (SAML Metadata 2.4.1.1). */
function certificatesOf(role: Element, use: 'signing' | 'encryption'): string[] {
  const bodies = children(role, md, 'KeyDescriptor')
    .filter((key) => (attribute(key, 'use') ?? use) === use)
    .flatMap((key) => children(key, namespaces.signature, 'KeyInfo'))
    .flatMap((info) => children(info, namespaces.signature, 'X509Data'))
    .flatMap((data) => children(data, namespaces.signature, 'X509Certificate'))
    .map((body) => text(body).replaceAll(/\s+/g, ''));
  return [...new Set(bodies)].slice(0, certificatesMax).flatMap((body) => {
    try {
      return [trustedCertificate(body, 'KeyDescriptor')];
    } catch (error) {
      if (error instanceof VestibuleError) return [];
      throw error;
    }
  });
}

function isRsa(pem: string): boolean {
  return new X509Certificate(pem).publicKey.asymmetricKeyType === 'rsa';
}

function isProtected(location: string): boolean {
  if (location.length > 2000 || !URL.canParse(location)) return false;
  const { protocol, username, password, hash } = new URL(location);
  if (username !== '' || password !== '' || hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackUrl(location));
}
