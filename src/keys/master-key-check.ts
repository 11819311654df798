import { VestibuleError } from '../domain/errors.ts';
import type { KeyStore } from '../domain/ports/key-store.ts';
import type { Sealing } from '../domain/ports/sealing.ts';

/**
 * Opens one stored key of each institution, so that a process with another master key ends before it serves anybody and
 * seals anything anew.
 *
 * @throws VestibuleError VST_SEAL_BROKEN
 */
export async function checkSealedUnder(sealing: Sealing, keyStore: KeyStore, slugs: readonly string[]): Promise<void> {
  for (const institution of slugs) {
    const [key] = await keyStore.keys(institution, 'oidc');
    if (key === undefined) continue;
    try {
      sealing.open('signing-key', key.sealed);
    } catch (cause) {
      const message = `The stored keys of "${institution}" do not open with this master key. Start with the one they were sealed under.`;
      throw new VestibuleError('VST_SEAL_BROKEN', message, { institution }, { cause });
    }
  }
}
