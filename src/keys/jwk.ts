// Key pairs as JSON Web Keys (RFC 7517, RFC 7518 §6), made and written by Node's crypto.
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

export type SigningAlgorithm = 'ES256' | 'RS256';

interface JwkNames {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly use: 'sig';
}

export type PublicJwk = JwkNames & { readonly kty: string } & Readonly<Record<string, string>>;
export type PrivateJwk = PublicJwk;

const generate = promisify(generateKeyPair);
const publicMembers = new Set(['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use']);

export async function generatePrivateJwk(alg: SigningAlgorithm, kid: string): Promise<PrivateJwk> {
  const { privateKey } =
    alg === 'ES256'
      ? await generate('ec', { namedCurve: 'P-256' })
      : await generate('rsa', { modulusLength: 2048, publicExponent: 0x10001 });
  const jwk = privateKey.export({ format: 'jwk' });
  return { ...jwk, kid, alg, use: 'sig' } as PrivateJwk;
}

/** What everybody may know of a key, by a list of what is public: nothing private passes because it was forgotten. */
export function publicPart(key: PrivateJwk): PublicJwk {
  return Object.fromEntries(Object.entries(key).filter(([member]) => publicMembers.has(member))) as PublicJwk;
}
