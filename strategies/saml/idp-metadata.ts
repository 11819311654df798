// An identity provider's metadata document. It is trusted because the operator configured it: a signature in it is not
// checked, and nothing is fetched. SAML Metadata 2.4.3.
import type { Element } from '@xmldom/xmldom';
import { configFault, trustedCertificate } from '../../src/saml/certificates.ts';
import { instantOf } from '../../src/saml/instant.ts';
import { attribute, children, namespaces, parseXml, text } from '../../src/saml/xml.ts';
import { type SingleLogoutServices, singleLogoutServices } from './logout/services.ts';
import { publishedScopes } from './metadata/published-scopes.ts';

export type RequestBinding = 'redirect' | 'post';

export interface IdpMetadata {
  readonly entityId: string;
  readonly singleSignOn: Readonly<Partial<Record<RequestBinding, string>>>;
  readonly singleLogout: SingleLogoutServices;
  /** PEM, in the order of the document; empty when it names no key for signing. */
  readonly certificates: readonly string[];
  /** The earliest `validUntil` around the entity, epoch milliseconds. */
  readonly validUntil: number | undefined;
  /** As `hasAllowedScope` takes them; undefined when the document has no shibmd:Scope at all. */
  readonly scopes: readonly string[] | undefined;
}

const md = namespaces.metadata;
const bindings: Readonly<Record<string, RequestBinding>> = {
  'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect': 'redirect',
  'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST': 'post',
};
const documentMax = 2 * 1024 * 1024;

/** @throws VestibuleError VST_CONFIG_INVALID for a document that does not describe exactly one identity provider */
export function parseIdpMetadata(xml: string, where: string): IdpMetadata {
  const root = xml.length > documentMax || /<!(?!--)/.test(xml) ? undefined : parseXml(xml)?.documentElement;
  if (root == null || root.namespaceURI !== md) {
    throw configFault(where, 'a SAML metadata document (XML without document type, up to 2 MB)');
  }
  const found = identityProviders(root);
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw configFault(where, `metadata of one identity provider; found ${found.length}`);
  }
  const { entity, role } = only;
  return {
    entityId: attribute(entity, 'entityID') ?? '',
    singleSignOn: singleSignOnOf(role),
    singleLogout: singleLogoutServices(role),
    certificates: signingCertificates(role, where),
    validUntil: earliestEnd([...ancestors(entity), role], where),
    scopes: publishedScopes([entity, role])?.scopes,
  };
}

function identityProviders(root: Element): { entity: Element; role: Element }[] {
  const entities = root.localName === 'EntityDescriptor' ? [root] : children(root, md, 'EntityDescriptor');
  return entities.flatMap((entity) => identityProviderRoles(entity).map((role) => ({ entity, role })));
}

/** Its roles as a SAML 2.0 identity provider; other protocols have roles of their own. */
export function identityProviderRoles(entity: Element): Element[] {
  return children(entity, md, 'IDPSSODescriptor').filter((role) =>
    (attribute(role, 'protocolSupportEnumeration') ?? '').split(/\s+/).includes(namespaces.protocol),
  );
}

function singleSignOnOf(role: Element): Partial<Record<RequestBinding, string>> {
  const found: Partial<Record<RequestBinding, string>> = {};
  for (const { binding, location } of singleSignOnServices(role)) found[binding] ??= location;
  return found;
}

/** By the bindings that are spoken here, in document order. */
export function singleSignOnServices(role: Element): { readonly binding: RequestBinding; readonly location: string }[] {
  return children(role, md, 'SingleSignOnService').flatMap((service) => {
    const binding = bindings[attribute(service, 'Binding') ?? ''];
    const location = attribute(service, 'Location');
    return binding === undefined || location === undefined ? [] : [{ binding, location }];
  });
}

/** A descriptor without `use` counts for signing as well (SAML Metadata 2.4.1.1). */
function signingCertificates(role: Element, where: string): string[] {
  return signingKeyTexts(role).map((body) => trustedCertificate(body, `${where}: KeyDescriptor`));
}

/** The base64 of each certificate for signing, once. */
export function signingKeyTexts(role: Element): string[] {
  const descriptors = children(role, md, 'KeyDescriptor').filter(
    (key) => (attribute(key, 'use') ?? 'signing') === 'signing',
  );
  const bodies = descriptors
    .flatMap((key) => children(key, namespaces.signature, 'KeyInfo'))
    .flatMap((info) => children(info, namespaces.signature, 'X509Data'))
    .flatMap((data) => children(data, namespaces.signature, 'X509Certificate'))
    .map(text);
  return [...new Set(bodies.map((body) => body.replaceAll(/\s+/g, '')))];
}

function ancestors(entity: Element): Element[] {
  const parent = entity.parentNode as Element | null;
  return parent?.namespaceURI === md ? [parent, entity] : [entity];
}

function earliestEnd(elements: readonly Element[], where: string): number | undefined {
  const ends = elements.flatMap((element) => attribute(element, 'validUntil') ?? []).map(instantOf);
  if (ends.includes(undefined)) throw configFault(where, 'validUntil as a time with its zone');
  return ends.length === 0 ? undefined : Math.min(...ends.filter((end) => end !== undefined));
}
