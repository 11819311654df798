// The keys that prove who we are: read from PEM, named, and their public halves for the other side.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  type webcrypto,
  X509Certificate,
} from 'node:crypto';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { SecretReference, Secrets } from '../../src/domain/ports/secrets.ts';
import type { OidcOptions } from './options.ts';

export type ClientKeyOptions = NonNullable<OidcOptions['clientKey']>;
export type ClientAlgorithm = 'ES256' | 'RS256' | 'PS256';

export interface ClientKey {
  readonly key: webcrypto.CryptoKey;
  readonly kid: string;
  readonly algorithm: ClientAlgorithm;
  /** `x5t#S256` (RFC 7515 section 4.1.8), where the provider knows the key by its certificate. */
  readonly thumbprint: string | undefined;
}

const parameters = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
} as const;

/** @throws VestibuleError VST_CONFIG_INVALID for what is no such key, or another one than its certificate's */
export function readClientKey(
  { preset, clientKey }: Pick<OidcOptions, 'preset' | 'clientKey'>,
  secrets: Secrets,
): ClientKey {
  if (clientKey === undefined) throw fault('there is none');
  const key = parsed(secrets, clientKey.key, createPrivateKey);
  const algorithm = clientKey.algorithm ?? (isEc(key) ? 'ES256' : preset === 'microsoft-entra' ? 'PS256' : 'RS256');
  if (isEc(key) !== (algorithm === 'ES256'))
    throw fault(`${algorithm} needs ${isEc(key) ? 'an RSA key' : 'an EC key (P-256)'}`);
  return {
    key: key.toCryptoKey(parameters[algorithm], false, ['sign']),
    kid: clientKey.kid ?? thumbprintOf(createPublicKey(key)),
    algorithm,
    thumbprint: clientKey.certificate === undefined ? undefined : certificateThumbprint(clientKey.certificate, key),
  };
}

export type PublicKey = Readonly<Record<string, string>>;

/** Public halves of the present key and of those before and after it, as JSON Web Keys. @throws as above */
export function publicKeys({ key, kid, next, former }: ClientKeyOptions, secrets: Secrets): readonly PublicKey[] {
  const all = [{ key, kid }, ...(next === undefined ? [] : [next]), ...(former === undefined ? [] : [former])];
  return all.map((one) => {
    const read = parsed(secrets, one.key, createPublicKey);
    const members = publicMembers(read);
    return { ...members, kid: one.kid ?? thumbprintOf(read), use: 'sig' };
  });
}

/** By a list of what is public: nothing private passes because it was forgotten. In the order of RFC 7638. */
function publicMembers(key: KeyObject): PublicKey {
  const { crv = '', e = '', kty = '', n = '', x = '', y = '' } = key.export({ format: 'jwk' });
  return isEc(key) ? { crv, kty, x, y } : { e, kty, n };
}

function thumbprintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(JSON.stringify(publicMembers(key)))
    .digest('base64url');
}

function parsed(secrets: Secrets, reference: SecretReference, parse: (pem: string) => KeyObject): KeyObject {
  const pem = secrets.read(reference);
  let key: KeyObject;
  try {
    key = parse(pem);
  } catch {
    throw fault('expected an unencrypted key in PEM form (-----BEGIN PRIVATE KEY-----)');
  }
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  const isUsable = isEc(key) ? namedCurve === 'prime256v1' : key.asymmetricKeyType === 'rsa' && modulusLength >= 2048;
  if (!isUsable) throw fault('expected an EC key of the curve P-256, or an RSA key of at least 2048 bits');
  return key;
}

function isEc(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'ec';
}

function certificateThumbprint(pem: string, key: KeyObject): string {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    throw fault('its certificate is none in PEM form');
  }
  if (!certificate.checkPrivateKey(key)) throw fault('its certificate is that of another key');
  return createHash('sha256').update(certificate.raw).digest('base64url');
}

function fault(message: string): VestibuleError {
  return new VestibuleError('VST_CONFIG_INVALID', `clientKey: ${message}.`);
}
