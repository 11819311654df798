// The keys that sign our tokens, per institution and use: made on first use, published before they sign, and published
// on until nothing that they signed is valid any more.
import { VestibuleError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { KeyStore, StoredKey } from '../domain/ports/key-store.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Sealing } from '../domain/ports/sealing.ts';
import { generatePrivateJwk, type PrivateJwk, type PublicJwk, publicPart, type SigningAlgorithm } from './jwk.ts';
import { byStanding, isLive, newest, retirement, signing } from './key-life.ts';

const hourMs = 3_600_000;

/** Every method reads the store anew: what another node made or retired is seen at once. */
export interface SigningKeys {
  /** The key that signs now, with `kid`, `alg` and `use: sig`; made when there is none. */
  current(institution: string, use: string, algorithm: SigningAlgorithm): Promise<PrivateJwk>;
  /** For a JWKS document: every key that signs, will sign, or has signed what may still be valid. */
  published(institution: string, use: string): Promise<{ readonly keys: readonly PublicJwk[] }>;
  /** The same as private keys. Of each algorithm the one that signs stands first. */
  allPrivate(institution: string, use: string): Promise<readonly PrivateJwk[]>;
  /**
   * Adds a key that signs after the publication delay. One that waits for its turn already is left to it.
   *
   * @param options `immediately`: for a key that is compromised; the new one signs now and all others are withdrawn
   * @returns the id of the key that comes next
   */
  rotate(
    institution: string,
    use: string,
    algorithm: SigningAlgorithm,
    options?: { readonly immediately?: boolean },
  ): Promise<string>;
  /** Rotates each algorithm whose newest key has signed for longer than `maxAgeMs`. Returns the ids of new keys. */
  rotateDue(institution: string, use: string, maxAgeMs: number): Promise<readonly string[]>;
}

export interface SigningKeysOptions {
  readonly keyStore: KeyStore;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly random: Random;
  /** What every institution has from its first use on. */
  readonly algorithms?: readonly SigningAlgorithm[];
  /** How long a key is published before it signs: longer than anybody keeps a copy of our JWKS. 24 hours. */
  readonly publicationMs?: number;
  /** How long a key stays published after its successor signs: 24 hours, and the longest life of a token. */
  readonly overlapMs?: number;
}

export function createSigningKeys(options: SigningKeysOptions): SigningKeys {
  const { keyStore, sealing, clock, random } = options;
  const algorithms = options.algorithms ?? (['ES256', 'RS256'] as const);
  const publicationMs = options.publicationMs ?? 24 * hourMs;
  const overlapMs = options.overlapMs ?? 48 * hourMs;
  const making = new Map<string, Promise<void>>();

  async function add(institution: string, use: string, algorithm: SigningAlgorithm, seen: number, signsFrom: number) {
    const jwk = await generatePrivateJwk(algorithm, random.token(16));
    const sealed = sealing.seal('signing-key', JSON.stringify({ institution, use, jwk }));
    const key = { kid: jwk.kid, institution, use, algorithm, sealed, createdAt: clock.now(), signsFrom };
    return (await keyStore.add({ ...key, retiresAt: undefined }, seen)) ? jwk.kid : undefined;
  }

  async function live(institution: string, use: string): Promise<readonly StoredKey[]> {
    const keys = await keyStore.keys(institution, use);
    const now = clock.now();
    return keys.filter((key) => isLive(key, keys, now, overlapMs)).sort(byStanding(now));
  }

  /** Makes the first key where there is none. Of nodes that do so at once, one adds it and all read that one. */
  async function ensure(institution: string, use: string, algorithm: SigningAlgorithm): Promise<void> {
    const keys = (await keyStore.keys(institution, use)).filter((key) => key.algorithm === algorithm);
    const now = clock.now();
    if (keys.some((key) => isLive(key, keys, now, overlapMs))) return;
    const name = JSON.stringify([institution, use, algorithm]);
    const made = making.get(name) ?? add(institution, use, algorithm, keys.length, now).then(() => undefined);
    making.set(name, made);
    await made.finally(() => making.delete(name));
  }

  async function opened(institution: string, use: string): Promise<readonly PrivateJwk[]> {
    for (const algorithm of algorithms) await ensure(institution, use, algorithm);
    return (await live(institution, use)).map((key) => openKey(sealing, key));
  }

  async function withdrawOthers(institution: string, use: string, algorithm: SigningAlgorithm, kid: string) {
    for (const key of await keyStore.keys(institution, use)) {
      if (key.algorithm === algorithm && key.kid !== kid) await keyStore.retire(institution, key.kid, clock.now());
    }
  }

  async function removeRetired(institution: string, use: string): Promise<void> {
    const keys = await keyStore.keys(institution, use);
    const now = clock.now();
    for (const key of keys) {
      if (!isLive(key, keys, now, overlapMs)) await keyStore.remove(institution, key.kid);
    }
  }

  async function rotate(institution: string, use: string, algorithm: SigningAlgorithm, immediately: boolean) {
    const keys = (await keyStore.keys(institution, use)).filter((key) => key.algorithm === algorithm);
    const now = clock.now();
    const next = newest(keys);
    if (!immediately && next !== undefined && next.signsFrom > now && retirement(next, keys, overlapMs) === undefined) {
      return next.kid;
    }
    const first = signing(keys, now, overlapMs) === undefined;
    const signsFrom = immediately || first ? now : now + publicationMs;
    const added = await add(institution, use, algorithm, keys.length, signsFrom);
    // Somebody else rotated meanwhile: theirs comes next, unless this one is to sign now.
    if (added === undefined) return rotate(institution, use, algorithm, immediately);
    if (immediately) await withdrawOthers(institution, use, algorithm, added);
    await removeRetired(institution, use);
    return added;
  }

  return {
    async current(institution, use, algorithm) {
      await ensure(institution, use, algorithm);
      const key = signing(
        (await keyStore.keys(institution, use)).filter((key) => key.algorithm === algorithm),
        clock.now(),
        overlapMs,
      );
      if (key === undefined) throw new VestibuleError('VST_INTERNAL', 'No key signs', { institution, use, algorithm });
      return openKey(sealing, key);
    },
    published: async (institution, use) => ({ keys: (await opened(institution, use)).map(publicPart) }),
    allPrivate: opened,
    rotate: (institution, use, algorithm, { immediately = false } = {}) =>
      rotate(institution, use, algorithm, immediately),
    async rotateDue(institution, use, maxAgeMs) {
      const added: string[] = [];
      for (const algorithm of algorithms) {
        const keys = (await keyStore.keys(institution, use)).filter((key) => key.algorithm === algorithm);
        const last = newest(keys);
        if (last === undefined || clock.now() - last.signsFrom < maxAgeMs) continue;
        added.push(await rotate(institution, use, algorithm, false));
      }
      return added;
    },
  };
}

/** @throws VestibuleError VST_SEAL_BROKEN also when the row was moved: what is sealed names where it belongs */
function openKey(sealing: Sealing, key: StoredKey): PrivateJwk {
  const { institution, use, jwk } = JSON.parse(sealing.open('signing-key', key.sealed)) as {
    readonly institution: string;
    readonly use: string;
    readonly jwk: PrivateJwk;
  };
  if (institution !== key.institution || use !== key.use || jwk.kid !== key.kid) {
    throw new VestibuleError('VST_SEAL_BROKEN', 'A signing key stands where it does not belong', { kid: key.kid });
  }
  return jwk;
}
