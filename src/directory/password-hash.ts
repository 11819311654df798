// Argon2id off the event loop (RFC 9106). A password is its UTF-8 bytes in NFC, 1 to 1024 of them, NUL like any other:
// the same word is the same password whether a keyboard composes its accents or not.
import { argon2, timingSafeEqual } from 'node:crypto';
import { VestibuleError } from '../domain/errors.ts';
import type { PasswordHasher } from '../domain/ports/password-hasher.ts';
import type { Random } from '../domain/ports/random.ts';
import {
  type HashCost,
  isWeaker,
  type PasswordHash,
  readPasswordHash,
  writePasswordHash,
} from './password-hash-format.ts';
import { createHashingQueue } from './password-hash-queue.ts';

const saltBytes = 16;
const tagBytes = 32;
const passwordBytesMax = 1024;
/** No text longer than this can have so few bytes in NFC; it is not even normalised. */
const passwordUnitsMax = 4 * passwordBytesMax;

/**
 * @param options `queue` bounds those that wait; `threads` those that run, see `hashingThreads` in platform.ts
 * @returns a hasher whose `hash` throws VST_REQUEST_MALFORMED for a password out of bounds and whose `verify` throws
 *   VST_STORE_CORRUPT, after as long as a wrong password takes, for a stored hash that is none or costs too much
 */
export function createPasswordHasher(
  options: HashCost & { readonly queue: number; readonly threads: number; readonly random: Random },
  derive: DeriveTag = deriveTag,
): PasswordHasher {
  const { memoryKiB, passes, parallelism, random } = options;
  const today = { memoryKiB, passes, parallelism, saltBytes, tagBytes };
  const queue = createHashingQueue({ inFlight: options.threads, waiting: options.queue });
  const compute = (password: Buffer, cost: Omit<PasswordHash, 'tag'>, length: number) =>
    queue.run(() => derive(password, cost, length));

  async function hash(password: Buffer): Promise<string> {
    const salt = Buffer.from(random.bytes(saltBytes));
    return writePasswordHash({ ...today, salt, tag: await compute(password, { ...today, salt }, tagBytes) });
  }

  async function spend(): Promise<void> {
    await compute(Buffer.alloc(1), { ...today, salt: Buffer.alloc(saltBytes) }, tagBytes);
  }

  /** A right password is right also when nobody has time to hash it anew: that waits for the next sign-in. */
  async function rehash(password: Buffer, stored: PasswordHash): Promise<string | undefined> {
    if (!isWeaker(stored, today)) return undefined;
    return hash(password).catch((error: unknown) => {
      if (error instanceof VestibuleError && error.code === 'VST_BUSY') return undefined;
      throw error;
    });
  }

  return {
    async hash(secret) {
      const password = passwordBytes(secret);
      if (password === undefined) {
        throw new VestibuleError('VST_REQUEST_MALFORMED', `A password has 1 to ${passwordBytesMax} bytes of text`);
      }
      return hash(password);
    },
    async verify(secret, text) {
      const password = passwordBytes(secret);
      const stored = readPasswordHash(text, today);
      if (password === undefined || stored === undefined) await spend();
      if (stored === undefined) throw new VestibuleError('VST_STORE_CORRUPT', 'A stored password hash is unusable');
      if (password === undefined) return { type: 'wrong' };
      const tag = await compute(password, stored, stored.tag.length);
      if (!timingSafeEqual(tag, stored.tag)) return { type: 'wrong' };
      return { type: 'right', rehash: await rehash(password, stored) };
    },
    spend,
  };
}

function passwordBytes(secret: string): Buffer | undefined {
  if (secret.length > passwordUnitsMax || !secret.isWellFormed()) return undefined;
  const bytes = Buffer.from(secret.normalize('NFC'), 'utf8');
  return bytes.length >= 1 && bytes.length <= passwordBytesMax ? bytes : undefined;
}

/** Argon2id itself, apart so that what is spent can be counted. */
export type DeriveTag = (password: Buffer, cost: Omit<PasswordHash, 'tag'>, tagLength: number) => Promise<Buffer>;

export function deriveTag(password: Buffer, cost: Omit<PasswordHash, 'tag'>, tagLength: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const { memoryKiB: memory, passes, parallelism, salt: nonce } = cost;
    argon2('argon2id', { message: password, nonce, memory, passes, parallelism, tagLength }, (error, tag) => {
      if (error === null) resolve(tag);
      else reject(error);
    });
  });
}
