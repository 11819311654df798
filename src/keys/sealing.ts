// Seals private keys, stored secrets and traces under keys derived from the installation's master key.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { VestibuleError } from '../domain/errors.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Sealing } from '../domain/ports/sealing.ts';

const format = 'v1';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM under a key per purpose (HKDF-SHA-256, RFC 5869), as `v1.<key id>.<nonce, text and tag, base64url>`.
 * The key id names the master key, so that a second one can be opened with beside it when the master key changes.
 * Nonces are random: one purpose is good for some 2^32 seals (NIST SP 800-38D §8.3).
 *
 * @param masterKey at least 32 bytes, see `readMasterKey`
 * @param formerMasterKeys opened with, never sealed with
 */
export function createSealing(
  masterKey: Uint8Array,
  random: Random,
  formerMasterKeys: readonly Uint8Array[] = [],
): Sealing {
  const current = deriver(masterKey);
  const known = new Map([current, ...formerMasterKeys.map(deriver)].map((keys) => [keys.id, keys]));
  return {
    seal(purpose, plain) {
      const nonce = random.bytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', current.key(`seal:${purpose}`), nonce);
      cipher.setAAD(associated(current.id, purpose));
      const body = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${format}.${current.id}.${body.toString('base64url')}`;
    },
    open(purpose, sealed) {
      const [version, id = '', text = '', ...rest] = sealed.split('.');
      const keys = known.get(id);
      const body = Buffer.from(text, 'base64url');
      if (version !== format || rest.length > 0 || body.length < nonceBytes + tagBytes) throw broken('not sealed text');
      if (keys === undefined) throw broken('sealed under another master key');
      try {
        const decipher = createDecipheriv('aes-256-gcm', keys.key(`seal:${purpose}`), body.subarray(0, nonceBytes), {
          authTagLength: tagBytes,
        });
        decipher.setAAD(associated(id, purpose));
        decipher.setAuthTag(body.subarray(-tagBytes));
        const plain = [decipher.update(body.subarray(nonceBytes, -tagBytes)), decipher.final()];
        return Buffer.concat(plain).toString('utf8');
      } catch (error) {
        throw broken('changed, or sealed for another purpose', error);
      }
    },
    hash: (purpose, value) =>
      createHmac('sha256', current.key(`hash:${purpose}`))
        .update(value)
        .digest('base64url'),
  };
}

interface Derived {
  readonly id: string;
  key(info: string): Buffer;
}

function deriver(masterKey: Uint8Array): Derived {
  const cache = new Map<string, Buffer>();
  const derive = (info: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), `vestibule ${format} ${info}`, bytes));
  return {
    id: derive('key id', 6).toString('base64url'),
    key(info) {
      let key = cache.get(info);
      if (key === undefined) {
        key = derive(info, 32);
        // Purposes are a short list in the code; the bound only guards against one made from data.
        if (cache.size < 1000) cache.set(info, key);
      }
      return key;
    },
  };
}

function associated(id: string, purpose: string): Buffer {
  return Buffer.from(`${format}.${id}.${purpose}`);
}

function broken(reason: string, cause?: unknown): VestibuleError {
  return new VestibuleError('VST_SEAL_BROKEN', `A sealed value cannot be opened: ${reason}`, { reason }, { cause });
}
