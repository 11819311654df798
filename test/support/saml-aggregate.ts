// A signed aggregate of a federation that does not exist, of any size. It is written in canonical form as it goes, so its
// digest needs no canonicalisation, and nothing here shares code with what verifies it.
import { createHash, createSign } from 'node:crypto';
import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import { type TestKeyPair, testKeyPair } from './saml-certificate.ts';

export interface AggregateMember {
  readonly entityId: string;
  /** PEM. */
  readonly certificate: string;
  readonly scopes?: readonly string[];
  readonly names?: Readonly<Record<string, string>>;
  readonly organisation?: string;
  readonly logo?: { readonly url: string; readonly width?: number; readonly height?: number };
  readonly hidden?: boolean;
  readonly singleSignOn?: string;
  readonly role?: 'IDPSSODescriptor' | 'SPSSODescriptor';
  readonly validUntil?: string;
  /** XML put at the end of the entity, in canonical form. */
  readonly more?: string;
}

export interface AggregateParts {
  readonly members: Iterable<AggregateMember>;
  readonly signer: TestKeyPair;
  readonly validUntil?: string | undefined;
  readonly id?: string;
  /** Changes the text after it was signed. */
  readonly tamper?: (xml: string) => string;
  readonly unsigned?: boolean;
}

const ds = 'http://www.w3.org/2000/09/xmldsig#';
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/** @returns characters written */
export function writeAggregate(file: string, parts: AggregateParts): number {
  const { signer, id = '_aggregate', validUntil = later(), unsigned = false } = parts;
  const open =
    `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="${id}" Name="https://federation.example"` +
    `${validUntil === undefined || ('validUntil' in parts && parts.validUntil === undefined) ? '' : ` validUntil="${validUntil}"`}>`;
  const close = '</md:EntitiesDescriptor>';
  const hash = createHash('sha256').update(open);
  for (const member of parts.members) hash.update(`\n${memberXml(member)}`);
  const signature = unsigned ? '' : signatureXml(id, hash.update(close).digest('base64'), signer);
  const partly = `${file}.partly`;
  const handle = openSync(partly, 'w');
  let length = 0;
  const write = (xml: string) => {
    const text = parts.tamper?.(xml) ?? xml;
    length += text.length;
    writeSync(handle, text);
  };
  write(`<?xml version="1.0" encoding="UTF-8"?>\n${open}${signature}`);
  for (const member of parts.members) write(`\n${memberXml(member)}`);
  write(close);
  closeSync(handle);
  renameSync(partly, file);
  return length;
}

/** Makes members up: `https://idp7.example/idp`, University 7, scope `uni7.example`. */
export function madeUpMembers(
  count: number,
  keys: readonly TestKeyPair[] = [testKeyPair('member')],
): AggregateMember[] {
  return Array.from({ length: count }, (_, index) => ({
    entityId: `https://idp${index}.example/idp/shibboleth`,
    certificate: keys[index % keys.length]?.certificate ?? '',
    scopes: [`uni${index}.example`],
    names: { de: `Universität ${town(index)} ${index}`, en: `University of ${town(index)} ${index}` },
    organisation: `Organisation ${index}`,
    logo: { url: `https://idp${index}.example/logo.png`, width: 80, height: 60 },
    more: contacts,
  }));
}

const towns = [
  'Köln',
  'Łódź',
  'Århus',
  'Zürich',
  'Göttingen',
  'Oxford',
  'Salamanca',
  'Brno',
  'Ghent',
  'Porto',
  'Straße',
];
const town = (index: number) => towns[index % towns.length] ?? '';
// What fills an entity of a real federation to its five kilobytes: contacts, policies, requested formats.
const contacts = ['technical', 'support', 'administrative']
  .map(
    (type) =>
      `<md:ContactPerson contactType="${type}"><md:Company>${'Identity management of the university. '.repeat(14)}` +
      `</md:Company><md:EmailAddress>mailto:idm@uni.example</md:EmailAddress></md:ContactPerson>`,
  )
  .join('');

function memberXml(member: AggregateMember): string {
  const { entityId, certificate, scopes = [], names = {}, organisation, logo, hidden, validUntil, more = '' } = member;
  const { role = 'IDPSSODescriptor', singleSignOn = `${new URL(entityId).origin}/sso` } = member;
  const body = certificate.replaceAll(/-----[^-]+-----|\s/g, '');
  const key = (use: string) =>
    `<md:KeyDescriptor use="${use}"><ds:KeyInfo xmlns:ds="${ds}"><ds:X509Data><ds:X509Certificate>${body}` +
    '</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>';
  const size = logo === undefined ? '' : ` height="${logo.height ?? 60}" width="${logo.width ?? 80}"`;
  const shown =
    Object.entries(names)
      .map(([tag, name]) => `<mdui:DisplayName xml:lang="${tag}">${name}</mdui:DisplayName>`)
      .join('') + (logo === undefined ? '' : `<mdui:Logo${size}>${logo.url}</mdui:Logo>`);
  const category =
    '<mdattr:EntityAttributes xmlns:mdattr="urn:oasis:names:tc:SAML:metadata:attribute">' +
    '<saml:Attribute xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Name="http://macedir.org/entity-category" ' +
    'NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri"><saml:AttributeValue>' +
    'http://refeds.org/category/hide-from-discovery</saml:AttributeValue></saml:Attribute></mdattr:EntityAttributes>';
  return (
    `<md:EntityDescriptor entityID="${entityId}"${validUntil === undefined ? '' : ` validUntil="${validUntil}"`}>` +
    (hidden === true ? `<md:Extensions>${category}</md:Extensions>` : '') +
    `<md:${role} protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:Extensions>` +
    scopes
      .map(
        (scope) =>
          `<shibmd:Scope xmlns:shibmd="urn:mace:shibboleth:metadata:1.0" regexp="false">${scope}</shibmd:Scope>`,
      )
      .join('') +
    (shown === '' ? '' : `<mdui:UIInfo xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui">${shown}</mdui:UIInfo>`) +
    `</md:Extensions>${key('signing')}${key('encryption')}` +
    `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${singleSignOn}"></md:SingleSignOnService>` +
    `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${singleSignOn}"></md:SingleSignOnService>` +
    `</md:${role}>` +
    (organisation === undefined
      ? ''
      : `<md:Organization><md:OrganizationName xml:lang="en">${organisation}</md:OrganizationName>` +
        `<md:OrganizationDisplayName xml:lang="en">${organisation}</md:OrganizationDisplayName>` +
        '<md:OrganizationURL xml:lang="en">https://uni.example/</md:OrganizationURL></md:Organization>') +
    `${more}</md:EntityDescriptor>`
  );
}

function signatureXml(id: string, digest: string, { key, certificate }: TestKeyPair): string {
  const info =
    `<ds:SignedInfo xmlns:ds="${ds}"><ds:CanonicalizationMethod Algorithm="${exclusive}"></ds:CanonicalizationMethod>` +
    '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod>' +
    `<ds:Reference URI="#${id}"><ds:Transforms><ds:Transform Algorithm="${ds}enveloped-signature"></ds:Transform>` +
    `<ds:Transform Algorithm="${exclusive}"></ds:Transform></ds:Transforms>` +
    '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>' +
    `<ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`;
  const value = createSign('sha256').update(info).sign(key, 'base64');
  const body = certificate.replaceAll(/-----[^-]+-----|\s/g, '');
  return (
    `<ds:Signature xmlns:ds="${ds}">${info}<ds:SignatureValue>${value}</ds:SignatureValue><ds:KeyInfo><ds:X509Data>` +
    `<ds:X509Certificate>${body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>`
  );
}

function later(): string {
  return new Date(Date.now() + 10 * 86_400_000).toISOString();
}
