// Where an identity provider takes logout messages, as its metadata or its settings say. SAML Metadata 2.4.2.
import type { Element } from '@xmldom/xmldom';
import { isLoopbackUrl } from '../../../config/fields.ts';
import { attribute, children, namespaces } from '../../../src/saml/xml.ts';
import type { RequestBinding } from '../idp-metadata.ts';

export interface SingleLogout {
  readonly binding: RequestBinding;
  /** Where requests go. */
  readonly url: string;
  /** Where our answers to its own requests go. */
  readonly responseUrl: string;
}

export type SingleLogoutServices = Readonly<Partial<Record<RequestBinding, SingleLogout>>>;

const bindings: Readonly<Record<string, RequestBinding>> = {
  'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect': 'redirect',
  'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST': 'post',
};

/** The first of each binding that is spoken here; an address that is not protected is passed over. */
export function singleLogoutServices(role: Element): SingleLogoutServices {
  const found: Partial<Record<RequestBinding, SingleLogout>> = {};
  for (const service of children(role, namespaces.metadata, 'SingleLogoutService')) {
    const binding = bindings[attribute(service, 'Binding') ?? ''];
    const url = attribute(service, 'Location');
    if (binding === undefined || url === undefined) continue;
    const responseUrl = attribute(service, 'ResponseLocation') ?? url;
    if (isProtected(url) && isProtected(responseUrl)) found[binding] ??= { binding, url, responseUrl };
  }
  return found;
}

/** By the binding of our sign-in requests where it offers that, or else by the other one. */
export function preferredLogout(
  services: SingleLogoutServices | undefined,
  wanted: RequestBinding,
): SingleLogout | undefined {
  return services?.[wanted] ?? services?.redirect ?? services?.post;
}

function isProtected(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password, hash } = new URL(address);
  if (username !== '' || password !== '' || hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackUrl(address));
}
