// Argon2id off the event loop (RFC 9106), and the hashes of other systems until their users sign in. A password is its
// UTF-8 bytes in NFC, 1 to 1024 of them, NUL like any other: the same word is the same password whether a keyboard
// composes its accents or not.
import { argon2, timingSafeEqual } from 'node:crypto';
import { VestibuleError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports/clock.ts';
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
import { type AnswerTime, createAnswerTime } from './passwords/answer-time.ts';
import { type ForeignHash, readForeignHash } from './passwords/foreign-hash.ts';
import { costKind, matchesForeign } from './passwords/match-foreign.ts';

const saltBytes = 16;
const tagBytes = 32;
const passwordBytesMax = 1024;
/** No text longer than this can have so few bytes in NFC; it is not even normalised. */
const passwordUnitsMax = 4 * passwordBytesMax;

export interface PasswordHasherOptions extends HashCost {
  /** How many may wait. */
  readonly queue: number;
  /** How many run at once, see `hashingThreads` in platform.ts. */
  readonly threads: number;
  readonly random: Random;
  readonly clock: Clock;
}

/**
 * @returns a hasher whose `hash` throws VST_REQUEST_MALFORMED for a password out of bounds and whose `verify` throws
 *   VST_STORE_CORRUPT, after as long as a wrong password takes, for a stored hash that is none or costs too much
 */
export function createPasswordHasher(
  options: PasswordHasherOptions,
  derive: DeriveTag = deriveTag,
  answerTime: AnswerTime = createAnswerTime(options.clock),
): PasswordHasher {
  const { memoryKiB, passes, parallelism, random, clock } = options;
  const today = { memoryKiB, passes, parallelism, saltBytes, tagBytes };
  const queue = createHashingQueue({ inFlight: options.threads, waiting: options.queue });
  const spendOne = () => derive(Buffer.alloc(1), { ...today, salt: Buffer.alloc(saltBytes) }, tagBytes);

  /** Waits its turn; a wrong end comes no earlier than answers may, counted from when the turn came. */
  async function checked(work: () => Promise<boolean>): Promise<boolean> {
    const { since, isRight } = await queue.run(async () => ({ since: clock.now(), isRight: await work() }));
    if (!isRight) await answerTime.levelled(since);
    return isRight;
  }

  async function spend(): Promise<void> {
    await checked(async () => {
      await spendOne();
      return false;
    });
  }

  async function hash(password: Buffer): Promise<string> {
    const salt = Buffer.from(random.bytes(saltBytes));
    const tag = await queue.run(() => derive(password, { ...today, salt }, tagBytes));
    return writePasswordHash({ ...today, salt, tag });
  }

  /** A right password is right also when nobody has time to hash it anew: that waits for the next sign-in. */
  async function hashUnlessBusy(password: Buffer): Promise<string | undefined> {
    return hash(password).catch((error: unknown) => {
      if (error instanceof VestibuleError && error.code === 'VST_BUSY') return undefined;
      throw error;
    });
  }

  async function matchesOwn(password: Buffer, stored: PasswordHash): Promise<boolean> {
    const compare = async () => timingSafeEqual(await derive(password, stored, stored.tag.length), stored.tag);
    const factor = (stored.memoryKiB * stored.passes) / (memoryKiB * passes);
    return factor > 1 ? answerTime.timed(`argon2id ${Math.ceil(Math.log2(factor))}`, compare) : compare();
  }

  /** Whatever a foreign hash costs, an argon2id is spent as well: a cheap one is not told from ours by its time. */
  function matchesOther(password: Buffer, stored: ForeignHash): Promise<boolean> {
    return answerTime.timed(costKind(stored), async () => {
      const isRight = await matchesForeign(password, stored);
      await spendOne();
      return isRight;
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
      const own = readPasswordHash(text, today);
      const stored = own ?? readForeignHash(text);
      if (password === undefined || stored === undefined) await spend();
      if (stored === undefined) throw new VestibuleError('VST_STORE_CORRUPT', 'A stored password hash is unusable');
      if (password === undefined) return { type: 'wrong' };
      const isRight = await checked(() =>
        'type' in stored ? matchesOther(password, stored) : matchesOwn(password, stored),
      );
      if (!isRight) return { type: 'wrong' };
      const isToday = own !== undefined && !isWeaker(own, today);
      return { type: 'right', rehash: isToday ? undefined : await hashUnlessBusy(password) };
    },
    spend,
    load: () => queue.load(),
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
