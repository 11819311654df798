// Encrypts an assertion for one application: AES-256-GCM under RSA-OAEP. XML Encryption 1.1.
import { createPublicKey } from 'node:crypto';
import { promisify } from 'node:util';
import { type EncryptOptions, encrypt } from 'xml-encryption';

const encrypted = promisify<string, EncryptOptions, string>((content, options, done) =>
  encrypt(content, options, (error, result) => done(error, result)),
);

/** @param certificate PEM, with an RSA key */
export async function encryptedAssertion(assertion: string, certificate: string): Promise<string> {
  const data = await encrypted(assertion, {
    rsa_pub: createPublicKey(certificate).export({ type: 'spki', format: 'pem' }),
    pem: certificate,
    encryptionAlgorithm: 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
    keyEncryptionAlgorithm: 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
    disallowEncryptionWithInsecureAlgorithm: true,
  });
  return `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${data}</saml:EncryptedAssertion>`;
}
