// Our metadata as an identity provider, for the administrators of applications. SAML Metadata 2.4.3.
import type { InstitutionConfig } from '../../../config/schema.ts';
import { certificateBody } from '../../saml/certificates.ts';
import { add, rootElement, setLanguage, written } from '../../saml/write-xml.ts';
import { namespaces } from '../../saml/xml.ts';
import { addressesOf } from './addresses.ts';
import { bindings } from './bindings.ts';
import { nameIdFormats } from './name-id.ts';
import type { OwnKey } from './own-keys.ts';
import { signed } from './sign.ts';

/** Readers come back daily at least, so that a key that signs next is known everywhere before it does. */
const cacheDuration = 'P1D';

export function identityProviderMetadata(
  publicUrl: string,
  { slug, name }: Pick<InstitutionConfig, 'slug' | 'name'>,
  keys: readonly [OwnKey, ...OwnKey[]],
): string {
  const { entityId, sso, slo } = addressesOf(publicUrl, slug);
  const root = rootElement('md', 'EntityDescriptor', { ID: '_metadata', entityID: entityId, cacheDuration });
  const role = add(root, 'md', 'IDPSSODescriptor', { protocolSupportEnumeration: namespaces.protocol });
  const information = add(add(role, 'md', 'Extensions'), 'mdui', 'UIInfo');
  for (const [language, text] of Object.entries(name)) {
    setLanguage(add(information, 'mdui', 'DisplayName', {}, text), language === 'und' ? 'en' : language);
  }
  for (const { certificate } of keys) {
    const info = add(add(role, 'md', 'KeyDescriptor', { use: 'signing' }), 'ds', 'KeyInfo');
    add(add(info, 'ds', 'X509Data'), 'ds', 'X509Certificate', {}, certificateBody(certificate));
  }
  for (const binding of [bindings.redirect, bindings.post]) {
    add(role, 'md', 'SingleLogoutService', { Binding: binding, Location: slo });
  }
  for (const format of Object.values(nameIdFormats)) add(role, 'md', 'NameIDFormat', {}, format);
  for (const binding of [bindings.redirect, bindings.post]) {
    add(role, 'md', 'SingleSignOnService', { Binding: binding, Location: sso });
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${signed(written(root), keys[0], 'first')}\n`;
}
