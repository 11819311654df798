import { createPrivateKey, X509Certificate } from 'node:crypto';
import { VestibuleError } from '../domain/errors.ts';
import type { UpstreamRegistration } from '../domain/strategy.ts';

/** A key pair as the configuration gives it, checked to belong together. */
export interface KeyPair {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly certificate: string;
}

const rsaBitsMin = 2048;

const curves: readonly unknown[] = ['prime256v1', 'secp384r1', 'secp521r1'];
/** What is taken of others, in words. */
export const keysTaken = `RSA of ${rsaBitsMin} bits or more, or an elliptic curve P-256, P-384 or P-521`;

/**
 * PEM of one certificate of the other side, from PEM or bare base64.
 *
 * @param where the setting, for the operator
 * @throws VestibuleError VST_CONFIG_INVALID for what is no certificate, or has a weaker key than is taken
 */
export function trustedCertificate(text: string, where: string): string {
  const certificate = parseCertificate(text, where);
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
  if (!isStrongRsa(certificate) && !(type === 'ec' && curves.includes(details?.namedCurve))) {
    throw configFault(where, `a certificate with a key that is taken (${keysTaken})`);
  }
  return certificate.toString();
}

/** The same of a key of our own: what signs and decrypts here is RSA. */
export function ownCertificate(text: string, where: string): string {
  const certificate = parseCertificate(text, where);
  if (!isStrongRsa(certificate)) {
    throw configFault(where, `a certificate with an RSA key of at least ${rsaBitsMin} bits`);
  }
  return certificate.toString();
}

function isStrongRsa({
  publicKey: { asymmetricKeyType: type, asymmetricKeyDetails: details },
}: X509Certificate): boolean {
  return type === 'rsa' && (details?.modulusLength ?? 0) >= rsaBitsMin;
}

/** @throws VestibuleError VST_CONFIG_INVALID when the key is no RSA key, or the certificate is another key's */
export function keyPair(key: string, certificate: string, where: string): KeyPair {
  const pem = ownCertificate(certificate, `${where}.certificate`);
  try {
    const privateKey = createPrivateKey(key);
    if (new X509Certificate(pem).checkPrivateKey(privateKey)) {
      return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }), certificate: pem };
    }
  } catch (cause) {
    throw configFault(`${where}.key`, 'an unencrypted PEM private key', cause);
  }
  throw configFault(where, 'a private key and the certificate of that key');
}

export function describeCertificate(use: string, pem: string): UpstreamRegistration['certificates'][number] {
  const certificate = new X509Certificate(pem);
  return {
    use,
    pem,
    fingerprint: `SHA-256 ${certificate.fingerprint256}`,
    notBefore: certificate.validFromDate.toISOString(),
    notAfter: certificate.validToDate.toISOString(),
  };
}

/** The base64 that goes into ds:X509Certificate. */
export function certificateBody(pem: string): string {
  return new X509Certificate(pem).raw.toString('base64');
}

export function configFault(where: string, expected: string, cause?: unknown): VestibuleError {
  return new VestibuleError('VST_CONFIG_INVALID', `${where}: expected ${expected}.`, { path: where }, { cause });
}

function parseCertificate(text: string, where: string): X509Certificate {
  const body = text.trim();
  try {
    return new X509Certificate(body.startsWith('-----') ? body : Buffer.from(body.replaceAll(/\s+/g, ''), 'base64'));
  } catch (cause) {
    throw configFault(where, 'a certificate in PEM', cause);
  }
}
