// How an identity provider wants to be shown where people choose: its logo, or not at all. SAML V2.0 Metadata Extensions
// for Login and Discovery User Interface 2.1.5, REFEDS Hide From Discovery.
import type { Element } from '@xmldom/xmldom';
import { attribute, children, namespaces, text } from '../../../src/saml/xml.ts';

const addressMax = 2048;
const dataMax = 64 * 1024;
const hidden = 'http://refeds.org/category/hide-from-discovery';
const categoryName = 'http://macedir.org/entity-category';
const attributes = 'urn:oasis:names:tc:SAML:metadata:attribute';
/** It is shown so high; the nearest one is taken. */
const wantedHeight = 64;

/** The one whose height is nearest to what is shown, and no broad banner if there is another. */
export function logoOf(role: Element): string | undefined {
  const found = children(role, namespaces.metadata, 'Extensions')
    .flatMap((extensions) => children(extensions, namespaces.interface, 'UIInfo'))
    .flatMap((info) => children(info, namespaces.interface, 'Logo'))
    .map((logo) => ({ address: text(logo), unfit: unfitness(logo) }))
    .filter(({ address }) => isUsable(address))
    .toSorted((left, right) => left.unfit - right.unfit);
  return found[0]?.address;
}

export function isHidden(entity: Element): boolean {
  return children(entity, namespaces.metadata, 'Extensions')
    .flatMap((extensions) => children(extensions, attributes, 'EntityAttributes'))
    .flatMap((group) => children(group, namespaces.assertion, 'Attribute'))
    .filter((one) => attribute(one, 'Name') === categoryName)
    .flatMap((one) => children(one, namespaces.assertion, 'AttributeValue'))
    .some((value) => text(value) === hidden);
}

function unfitness(logo: Element): number {
  const [height, width] = ['height', 'width'].map((name) => Number(attribute(logo, name) ?? wantedHeight));
  if (height === undefined || width === undefined || !(height > 0) || !(width > 0)) return Number.MAX_SAFE_INTEGER;
  return Math.abs(height - wantedHeight) + (width > 2 * height ? 1000 : 0);
}

/** A picture without TLS, or of a kind that can hold scripts, is none. */
function isUsable(address: string): boolean {
  if (/^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+$/i.test(address)) return address.length <= dataMax;
  if (address.length > addressMax || !URL.canParse(address)) return false;
  const { protocol, username, password } = new URL(address);
  return protocol === 'https:' && username === '' && password === '';
}
