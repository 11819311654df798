// What the metadata of one identity provider says, as plain data that can be stored. What cannot be used of it (a weak
// key, an address without TLS, a scope that is no domain) is left out and noted. SAML Metadata 2.4.
import type { Element } from '@xmldom/xmldom';
import { isLoopbackUrl } from '../../../config/fields.ts';
import { VestibuleError } from '../../../src/domain/errors.ts';
import { keysTaken, trustedCertificate } from '../../../src/saml/certificates.ts';
import type { TrustedDocument } from '../../../src/saml/document.ts';
import { durationMs } from '../../../src/saml/duration.ts';
import { type Fault, fault } from '../../../src/saml/fault.ts';
import { instantOf } from '../../../src/saml/instant.ts';
import { attribute, children, isElement, namespaces, text } from '../../../src/saml/xml.ts';
import { identityProviderRoles, type RequestBinding, signingKeyTexts, singleSignOnServices } from '../idp-metadata.ts';
import { type SingleLogoutServices, singleLogoutServices } from '../logout/services.ts';
import { isHidden, logoOf } from './presentation.ts';
import { publishedScopes } from './published-scopes.ts';

export interface EntityFacts {
  readonly entityId: string;
  readonly singleSignOn: Readonly<Partial<Record<RequestBinding, string>>>;
  /** Absent in what was stored before it was read. */
  readonly singleLogout?: SingleLogoutServices | undefined;
  /** PEM, at least one. */
  readonly certificates: readonly string[];
  /** As `hasAllowedScope` takes them; undefined when it publishes none. */
  readonly scopes: readonly string[] | undefined;
  /** What it calls itself, by language tag; may be empty. */
  readonly names: Readonly<Record<string, string>>;
  /** Where its logo lies: an https address, or a picture as `data:`. */
  readonly logo?: string | undefined;
  /** It asks to stand in no list (REFEDS Hide From Discovery). */
  readonly isHidden?: boolean | undefined;
  /** Epoch milliseconds. */
  readonly validUntil: number | undefined;
  readonly cacheMs: number | undefined;
  /** What was left out, for the operator. */
  readonly ignored: readonly string[];
}

const md = namespaces.metadata;
const certificatesMax = 10;
const namesMax = 60;

export function readEntity(
  { entity }: Pick<TrustedDocument, 'entity'>,
  expected: string,
  now: number,
): EntityFacts | Fault {
  const entityId = attribute(entity, 'entityID');
  if (entityId !== expected) return fault('metadata', `metadata of ${entityId ?? 'nobody'}; expected ${expected}`);
  const [role, ...more] = identityProviderRoles(entity);
  if (role === undefined || more.length > 0)
    return fault('metadata', `${more.length + (role ? 1 : 0)} identity providers`);
  const around = [...groupsAround(entity), entity, role];
  const end = earliestEnd(around);
  if (end === 'unreadable') return fault('metadata', 'a validUntil that is no time with its zone');
  if (end !== undefined && end <= now) return fault('metadata', `it ended at ${new Date(end).toISOString()}`);
  const ignored: string[] = [];
  const certificates = usableCertificates(role, ignored);
  if (certificates.length === 0) return fault('metadata', `no signing key that can be used (${keysTaken})`);
  const singleSignOn = usableAddresses(role, ignored);
  if (Object.keys(singleSignOn).length === 0) return fault('metadata', 'no SingleSignOnService at an https URL');
  const scopes = publishedScopes([entity, role]);
  ignored.push(...(scopes?.ignored ?? []).map((scope) => `scope ${scope.slice(0, 100)}`));
  return {
    entityId,
    singleSignOn,
    singleLogout: singleLogoutServices(role),
    certificates,
    scopes: scopes?.scopes,
    names: displayNames(entity, role),
    logo: logoOf(role),
    isHidden: isHidden(entity),
    validUntil: end,
    cacheMs: shortest(around),
    ignored: ignored.slice(0, 20),
  };
}

/** The md:EntitiesDescriptor that it stands in, and those around that. */
function groupsAround(entity: Element): Element[] {
  const groups: Element[] = [];
  for (let node = entity.parentNode; node !== null && isElement(node); node = node.parentNode) groups.push(node);
  return groups;
}

function earliestEnd(elements: readonly Element[]): number | undefined | 'unreadable' {
  const ends = elements.flatMap((element) => attribute(element, 'validUntil') ?? []).map(instantOf);
  const known = ends.filter((end) => end !== undefined);
  if (known.length < ends.length) return 'unreadable';
  return known.length === 0 ? undefined : Math.min(...known);
}

function shortest(elements: readonly Element[]): number | undefined {
  const durations = elements
    .flatMap((element) => attribute(element, 'cacheDuration') ?? [])
    .flatMap((duration) => durationMs(duration) ?? []);
  return durations.length === 0 ? undefined : Math.min(...durations);
}

function usableCertificates(role: Element, ignored: string[]): string[] {
  return signingKeyTexts(role)
    .slice(0, certificatesMax)
    .flatMap((body) => {
      try {
        return [trustedCertificate(body, 'KeyDescriptor')];
      } catch (error) {
        if (!(error instanceof VestibuleError)) throw error;
        ignored.push(`a signing key that is not ${keysTaken}`);
        return [];
      }
    });
}

function usableAddresses(role: Element, ignored: string[]): Partial<Record<RequestBinding, string>> {
  const found: Partial<Record<RequestBinding, string>> = {};
  for (const { binding, location } of singleSignOnServices(role)) {
    if (isProtected(location)) found[binding] ??= location;
    else ignored.push(`the address ${location.slice(0, 200)}, which is not https`);
  }
  return found;
}

function isProtected(location: string): boolean {
  if (!URL.canParse(location)) return false;
  const { protocol, username, password } = new URL(location);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackUrl(location));
}

/** mdui:DisplayName, or else what the organisation is called. */
function displayNames(entity: Element, role: Element): Record<string, string> {
  const own = children(role, md, 'Extensions')
    .flatMap((extensions) => children(extensions, namespaces.interface, 'UIInfo'))
    .flatMap((info) => children(info, namespaces.interface, 'DisplayName'));
  const ofOrganisation = children(entity, md, 'Organization').flatMap((organisation) =>
    children(organisation, md, 'OrganizationDisplayName'),
  );
  const names = new Map<string, string>();
  for (const element of [...own, ...ofOrganisation].slice(0, namesMax)) {
    const tag = element.getAttributeNS(namespaces.xml, 'lang') ?? '';
    const name = text(element)
      .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
      .trim()
      .slice(0, 120);
    if (/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.test(tag) && name !== '' && !names.has(tag)) names.set(tag, name);
  }
  return Object.fromEntries(names);
}
