// Self-signed certificates for tests, so that no private key lies in the repository and no openssl is needed.
import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

export interface TestKeyPair {
  /** PEM, PKCS #8. */
  readonly key: string;
  /** PEM. */
  readonly certificate: string;
}

/** An RSA key and a certificate of it, valid from 2020 to 2039 or to another UTCTime. */
export function testKeyPair(commonName: string, bits = 2048, until = '390101000000Z'): TestKeyPair {
  return selfSigned(generateKeyPairSync('rsa', { modulusLength: bits }), commonName, until, sha256WithRsa);
}

/** The same on an elliptic curve. */
export function curveKeyPair(commonName: string, namedCurve: string): TestKeyPair {
  return selfSigned(generateKeyPairSync('ec', { namedCurve }), commonName, '390101000000Z', sha256WithEcdsa);
}

function selfSigned(
  { privateKey, publicKey }: { readonly privateKey: KeyObject; readonly publicKey: KeyObject },
  commonName: string,
  until: string,
  algorithm: Buffer,
): TestKeyPair {
  const subject = name(commonName);
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    subject,
    sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from(until))),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = createSign('sha256').update(body).sign(privateKey);
  const certificate = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = certificate.toString('base64').replaceAll(/.{1,64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`,
  };
}

const sha256WithRsa = Buffer.from('300d06092a864886f70d01010b0500', 'hex');
const sha256WithEcdsa = Buffer.from('300a06082a8648ce3d040302', 'hex');

function name(commonName: string): Buffer {
  const attribute = sequence(Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from(commonName, 'utf8')));
  return sequence(der(0x31, attribute));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}
