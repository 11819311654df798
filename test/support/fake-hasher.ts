// The port `PasswordHasher` without the cost: a hash is `fake$<secret>`, a weak one `weak$<secret>`. Counts what it spends.
import type { PasswordHasher } from '../../src/domain/ports/password-hasher.ts';

export interface FakeHasher extends PasswordHasher {
  /** Every hashing so far: what was verified, spent or made. */
  readonly spent: readonly ('verify' | 'spend' | 'hash')[];
}

export function fakeHasher(): FakeHasher {
  const spent: ('verify' | 'spend' | 'hash')[] = [];
  return {
    spent,
    hash: async (secret) => {
      spent.push('hash');
      return `fake$${secret}`;
    },
    verify: async (secret, hash) => {
      spent.push('verify');
      if (hash === `fake$${secret}`) return { type: 'right', rehash: undefined };
      return hash === `weak$${secret}` ? { type: 'right', rehash: `fake$${secret}` } : { type: 'wrong' };
    },
    spend: async () => {
      spent.push('spend');
    },
  };
}
