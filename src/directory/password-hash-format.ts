// Argon2id hashes as PHC strings: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`, base64 without padding.

export interface HashCost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly parallelism: number;
}

export interface PasswordHash extends HashCost {
  readonly salt: Buffer;
  readonly tag: Buffer;
}

/** What a hash from elsewhere may cost at most: 256 MiB, and 1 GiB written in all passes together (some 3 s). */
const memoryKiBMax = 262_144;
const workKiBMax = 1_048_576;

const pattern =
  /^\$argon2id\$v=19\$m=([1-9]\d{0,7}),t=([1-9]\d{0,2}),p=([1-9]\d?)\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

export function writePasswordHash({ memoryKiB, passes, parallelism, salt, tag }: PasswordHash): string {
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
}

/**
 * Reads a PHC string.
 *
 * @param today what our own hashes cost: as much is never too much
 * @returns undefined when it is none of argon2id, version 19, or costs more than any honest one; then it must not be
 *   computed: a few bytes in a row would cost gigabytes
 */
export function readPasswordHash(text: string, today: HashCost): PasswordHash | undefined {
  const [, memory, passes, parallelism, salt = '', tag = ''] = pattern.exec(text) ?? [];
  if (memory === undefined) return undefined;
  const hash = {
    memoryKiB: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
  const sound = hash.memoryKiB >= 8 * hash.parallelism && hash.parallelism <= 16;
  const bounded =
    hash.memoryKiB <= Math.max(memoryKiBMax, today.memoryKiB) && workKiB(hash) <= Math.max(workKiBMax, workKiB(today));
  return sound && bounded ? hash : undefined;
}

/** Whether a hash costs an attacker less than one by the given parameters would. */
export function isWeaker(hash: PasswordHash, today: HashCost & { saltBytes: number; tagBytes: number }): boolean {
  return workKiB(hash) < workKiB(today) || hash.salt.length < today.saltBytes || hash.tag.length < today.tagBytes;
}

function workKiB(cost: HashCost): number {
  return cost.memoryKiB * cost.passes;
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
