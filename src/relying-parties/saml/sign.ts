// Signs an element of ours by xml-crypto: enveloped, exclusive canonicalisation, RSA with SHA-256. SAML Core 5.4.
import { SignedXml } from 'xml-crypto';
import { certificateBody } from '../../saml/certificates.ts';
import type { OwnKey } from './own-keys.ts';

const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

/** Where the schema wants the signature: behind the issuer, or (metadata) as the first child. */
export type SignaturePlace = 'after-issuer' | 'first';

/** @param xml of one element with an ID, which is the root */
export function signed(xml: string, { key, certificate }: OwnKey, place: SignaturePlace = 'after-issuer'): string {
  const signature = new SignedXml({
    privateKey: key,
    signatureAlgorithm: rsaSha256,
    canonicalizationAlgorithm: exclusive,
    getKeyInfoContent: () =>
      `<ds:X509Data><ds:X509Certificate>${certificateBody(certificate)}</ds:X509Certificate></ds:X509Data>`,
  });
  signature.addReference({ xpath: '/*', transforms: [enveloped, exclusive], digestAlgorithm: sha256 });
  const location =
    place === 'first'
      ? { reference: '/*', action: 'prepend' as const }
      : { reference: "/*/*[local-name()='Issuer']", action: 'after' as const };
  signature.computeSignature(xml, { prefix: 'ds', location });
  return signature.getSignedXml();
}
