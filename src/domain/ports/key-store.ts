/** A private key that signs our tokens, sealed at rest. */
export interface StoredKey {
  readonly kid: string;
  readonly institution: string;
  /** What it signs: `oidc` … */
  readonly use: string;
  readonly algorithm: string;
  /** Sealed private JWK. */
  readonly sealed: string;
  /** Published from the start, signs from here on (epoch ms), and stays published until `retiresAt`. */
  readonly createdAt: number;
  readonly signsFrom: number;
  readonly retiresAt: number | undefined;
}

export interface KeyStore {
  keys(institution: string, use: string): Promise<readonly StoredKey[]>;
  /** Adds a key unless one with the same kid stands. `expected` is the number of keys of this use, algorithm seen:
   * two nodes that rotate at once add one key. Returns whether this call added it. */
  add(key: StoredKey, expected: number): Promise<boolean>;
  retire(institution: string, kid: string, retiresAt: number): Promise<void>;
  remove(institution: string, kid: string): Promise<void>;
}
