import type { SamlOptions } from '../../strategies/saml/options.ts';
import type { ConfigPath } from '../faults.ts';

export interface ConfiguredCertificate {
  /** In the profile. */
  readonly path: ConfigPath;
  /** What it is for, in words. */
  readonly use: string;
  /** PEM, or a reference that was not resolved. */
  readonly text: string;
}

/** Every certificate that stands in a SAML profile: ours, the identity provider's, those of who signs metadata. */
export function samlCertificates({
  idp,
  federation,
  signing,
  decryption,
}: SamlOptions): readonly ConfiguredCertificate[] {
  const one = (path: ConfigPath, use: string, text: string | undefined) =>
    text === undefined ? [] : [{ path, use, text }];
  const list = (path: ConfigPath, use: string, texts: readonly string[] = []) =>
    texts.map((text, index) => ({ path: [...path, index], use, text }));
  return [
    ...list(['idp', 'certificates'], 'signatures of the identity provider', idp?.certificates),
    ...list(['idp', 'signingCertificates'], 'signatures of its metadata', idp?.signingCertificates),
    ...list(['federation', 'signingCertificates'], 'signatures of the metadata', federation?.signingCertificates),
    ...one(['signing', 'certificate'], 'signing requests', signing?.certificate),
    ...one(['signing', 'next'], 'signing requests next', signing?.next),
    ...one(['decryption', 'certificate'], 'decryption', decryption?.certificate),
    ...one(['decryption', 'former', 'certificate'], 'decryption before', decryption?.former?.certificate),
  ];
}
