// Our own metadata, for the identity provider's administrator. SAML Metadata 2.4.4. Written here and not by node-saml,
// whose document has no RequestedAttribute and offers the CBC ciphers that we refuse.
import { DOMImplementation, type Document, type Element, XMLSerializer } from '@xmldom/xmldom';
import { certificateBody } from '../../src/saml/certificates.ts';
import { namespaces } from '../../src/saml/xml.ts';
import { cbcAlgorithms, contentAlgorithms, keyAlgorithms } from './encryption.ts';
import type { SamlOptions } from './options.ts';
import type { ServiceProvider } from './parties.ts';

const post = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';

export function serviceProviderMetadata(options: SamlOptions, sp: ServiceProvider): string {
  const document = new DOMImplementation().createDocument(namespaces.metadata, 'md:EntityDescriptor', null);
  const root = document.documentElement;
  if (root === null) return '';
  root.setAttribute('entityID', sp.entityId);
  const role = add(document, root, 'SPSSODescriptor', {
    protocolSupportEnumeration: namespaces.protocol,
    AuthnRequestsSigned: String(sp.signing !== undefined),
    WantAssertionsSigned: 'true',
  });
  if (sp.signing !== undefined) addKey(document, role, 'signing', sp.signing.certificate);
  if (sp.nextSigning !== undefined) addKey(document, role, 'signing', sp.nextSigning);
  if (sp.decryption !== undefined) {
    const key = addKey(document, role, 'encryption', sp.decryption.certificate);
    const cbc = sp.acceptCbc ? cbcAlgorithms : [];
    for (const algorithm of [...contentAlgorithms, ...cbc, ...keyAlgorithms]) {
      add(document, key, 'EncryptionMethod', { Algorithm: algorithm });
    }
  }
  // Ours are always signed, so without a key there are none.
  for (const binding of sp.signing === undefined ? [] : [redirect, post]) {
    add(document, role, 'SingleLogoutService', { Binding: binding, Location: sp.logout });
  }
  if (options.nameIdFormat !== undefined) add(document, role, 'NameIDFormat', {}, options.nameIdFormat);
  add(document, role, 'AssertionConsumerService', {
    Binding: post,
    Location: sp.callback,
    index: '0',
    isDefault: 'true',
  });
  addRequestedAttribute(document, role, options);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(document)}\n`;
}

/** The one attribute the match rule reads: nothing else is needed, so nothing else is asked for. */
function addRequestedAttribute(document: Document, role: Element, options: SamlOptions): void {
  const { from } = options.match;
  if (from.type !== 'attribute') return;
  const service = add(document, role, 'AttributeConsumingService', { index: '0', isDefault: 'true' });
  for (const [language, label] of Object.entries(options.label)) {
    const name = add(document, service, 'ServiceName', {}, label);
    name.setAttributeNS(namespaces.xml, 'xml:lang', language === 'und' ? 'en' : language);
  }
  const format = from.name.startsWith('urn:') ? 'uri' : 'unspecified';
  add(document, service, 'RequestedAttribute', {
    Name: from.name,
    NameFormat: `urn:oasis:names:tc:SAML:2.0:attrname-format:${format}`,
    isRequired: 'true',
  });
}

function addKey(document: Document, role: Element, use: string, certificate: string): Element {
  const key = add(document, role, 'KeyDescriptor', { use });
  const element = (name: string): Element => document.createElementNS(namespaces.signature, `ds:${name}`);
  const [info, data, body] = [element('KeyInfo'), element('X509Data'), element('X509Certificate')];
  body.textContent = certificateBody(certificate);
  data.appendChild(body);
  info.appendChild(data);
  key.appendChild(info);
  return key;
}

function add(
  document: Document,
  parent: Element,
  name: string,
  attributes: Readonly<Record<string, string>>,
  content?: string,
): Element {
  const element = document.createElementNS(namespaces.metadata, `md:${name}`);
  parent.appendChild(element);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (content !== undefined) element.textContent = content;
  return element;
}
