// Whether a password is the one of a foreign hash. Comparisons take the same time wherever the first difference is.
import { createHash, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { bcryptDigest } from './bcrypt.ts';
import type { ForeignHash } from './foreign-hash.ts';

const derivePbkdf2 = promisify(pbkdf2);

/** @param password its UTF-8 bytes in NFC */
export async function matchesForeign(password: Buffer, hash: ForeignHash): Promise<boolean> {
  switch (hash.type) {
    case 'bcrypt':
      return matchesBcrypt(password, hash);
    case 'pbkdf2':
      return timingSafeEqual(
        await derivePbkdf2(password, hash.salt, hash.iterations, hash.tag.length, hash.digest),
        hash.tag,
      );
    case 'salted':
      return timingSafeEqual(createHash(hash.digest).update(password).update(hash.salt).digest(), hash.tag);
    case 'md5':
      return timingSafeEqual(createHash('md5').update(password).digest(), hash.tag);
  }
}

async function matchesBcrypt(password: Buffer, hash: Extract<ForeignHash, { type: 'bcrypt' }>): Promise<boolean> {
  const setting = `$${hash.variant}$${String(hash.cost).padStart(2, '0')}$${hash.salt}`;
  const hashed = hash.of === 'password' ? password.toString('utf8') : md5Hex(setting + md5Hex(password));
  const digest = await bcryptDigest({ password: hashed, setting });
  // bcrypt repeats the password with a NUL between, so that `a` and `a<NUL>a` would be one.
  return timingSafeEqual(Buffer.from(digest), Buffer.from(hash.digest)) && !password.includes(0);
}

function md5Hex(content: string | Buffer): string {
  return createHash('md5').update(content).digest('hex');
}

/** Iterations of PBKDF2 that take no longer than times scatter anyway: FOLIO's 1000 are half a millisecond. */
const briefIterations = 4096;

/** Hashes of one kind take much the same time. @returns undefined where it is next to none */
export function costKind(hash: ForeignHash): string | undefined {
  switch (hash.type) {
    case 'bcrypt':
      return `bcrypt ${hash.cost}`;
    case 'pbkdf2': {
      const isBrief = hash.iterations <= briefIterations;
      return isBrief ? undefined : `pbkdf2 ${hash.digest} ${Math.ceil(Math.log2(hash.iterations))}`;
    }
    case 'salted':
    case 'md5':
      return undefined;
  }
}
