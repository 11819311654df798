// Keys of ours and of others, made for one run of the tests.
import { generateKeyPairSync } from 'node:crypto';

const pem = {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
} as const;

export const ecKey = (): string => generateKeyPairSync('ec', { namedCurve: 'P-256', ...pem }).privateKey;
export const rsaKey = (modulusLength = 2048): string =>
  generateKeyPairSync('rsa', { modulusLength, ...pem }).privateKey;
