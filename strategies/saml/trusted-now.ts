import { X509Certificate } from 'node:crypto';

/**
 * Of the keys that metadata names, those that count. Metadata and not the certificate says that a key is in use (SAML
 * Metadata Interoperability Profile 2.5), so one expired certificate alone counts, with a warning; beside a good one it
 * is left over from a rollover and counts no more.
 *
 * @param certificates PEM
 */
export function trustedNow(certificates: readonly string[], now: number): readonly string[] {
  const good = certificates.filter((pem) => new X509Certificate(pem).validToDate.getTime() > now);
  return good.length > 0 ? good : certificates;
}
