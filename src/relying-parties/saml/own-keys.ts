// The keys that sign what this door says, as it needs them: parsed once, each with its certificate.
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { VestibuleError } from '../../domain/errors.ts';
import { selfSignedCertificate } from '../../keys/certificate.ts';
import type { PrivateJwk } from '../../keys/jwk.ts';
import type { SamlDoorDeps } from './deps.ts';

export interface OwnKey {
  readonly key: KeyObject;
  /** PEM. */
  readonly certificate: string;
}

export interface OwnKeys {
  /** All that are published; the one that signs stands first. */
  of(institution: string): Promise<readonly [OwnKey, ...OwnKey[]]>;
}

const keptMax = 2000;
/** How long a node goes on with the keys it has read: far shorter than a key is published before it signs. */
const readAnewMs = 10_000;

export function createOwnKeys({
  signingKeys,
  publicUrl,
  clock,
}: Pick<SamlDoorDeps, 'signingKeys' | 'publicUrl' | 'clock'>): OwnKeys {
  const parsed = new Map<string, OwnKey>();
  const read = new Map<string, { readonly at: number; readonly keys: readonly [OwnKey, ...OwnKey[]] }>();

  function parse(institution: string, jwk: PrivateJwk): OwnKey {
    const name = JSON.stringify([institution, jwk.kid]);
    const known = parsed.get(name);
    if (known !== undefined) return known;
    const host = new URL(publicUrl).hostname;
    const own = {
      key: createPrivateKey({ key: jwk, format: 'jwk' }),
      certificate: selfSignedCertificate(jwk, `${host}/${institution}`),
    };
    if (parsed.size >= keptMax) parsed.clear();
    parsed.set(name, own);
    return own;
  }

  return {
    async of(institution) {
      const now = clock.now();
      const known = read.get(institution);
      if (known !== undefined && now >= known.at && now - known.at < readAnewMs) return known.keys;
      const all = await signingKeys.allPrivate(institution, 'saml');
      const [first, ...others] = all.filter(({ alg }) => alg === 'RS256').map((jwk) => parse(institution, jwk));
      if (first === undefined) throw new VestibuleError('VST_INTERNAL', 'No key signs', { institution });
      const keys: readonly [OwnKey, ...OwnKey[]] = [first, ...others];
      if (read.size >= keptMax) read.clear();
      read.set(institution, { at: now, keys });
      return keys;
    },
  };
}
