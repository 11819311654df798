// Certificates around our own public keys, self-signed: SAML metadata carries keys in no other way (SAML Metadata
// Interoperability 2.6: nothing of it counts but the key). Made of the key alone and never stored, so every node and
// every restart writes the same one.
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { PrivateJwk } from './jwk.ts';

// RFC 5280 section 4.1.2.5: UTCTime. What a rotation replaces is the key; a certificate that ended would stop sign-ins
// on a day that nobody chose.
const validFrom = '200101000000Z';
const validUntil = '491231235959Z';
const sha256WithRsa = Buffer.from('300d06092a864886f70d01010b0500', 'hex');
const commonNameType = Buffer.from('0603550403', 'hex');
/** RFC 5280 appendix A.1: ub-common-name. */
const commonNameMax = 64;

/** @returns PEM */
export function selfSignedCertificate(jwk: PrivateJwk, commonName: string): string {
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
  const name = sequence(
    der(0x31, sequence(commonNameType, der(0x0c, Buffer.from(commonName.slice(0, commonNameMax))))),
  );
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serialOf(jwk.kid)),
    sha256WithRsa,
    name,
    sequence(der(0x17, Buffer.from(validFrom)), der(0x17, Buffer.from(validUntil))),
    name,
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
  );
  const certificate = sequence(
    body,
    sha256WithRsa,
    der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)])),
  );
  return `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replaceAll(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;
}

/** Positive and never zero: the first two bits are 0 and 1. */
function serialOf(kid: string): Buffer {
  const serial = createHash('sha256').update(kid).digest().subarray(0, 16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

/** X.690 sections 8.1.3 and 10.1, for contents of less than 64 KB. */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
