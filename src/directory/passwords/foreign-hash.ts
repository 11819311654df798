// Hashes that other systems made, as we keep them until their users sign in: PHC strings, each with its algorithm, cost
// and salt. Whatever is read here can be computed at a bounded cost; anything else is no hash.
//
//   $bcrypt$v=2b,r=10$salt$digest            salt and digest in bcrypt's own base64, 22 and 31 characters
//   $bcrypt-md5$v=2a,r=10$salt$digest        Evergreen: of md5(setting + md5(password)), both in hex
//   $pbkdf2-sha256$i=29000$salt$tag          sha1, sha256 or sha512; base64 without padding
//   $ssha256$salt$tag                        ssha, ssha256 or ssha512: of the password with the salt behind it
//   $md5$tag                                 Koha before 2013: of the password alone

export type DigestName = 'sha1' | 'sha256' | 'sha512';

export type ForeignHash =
  | {
      readonly type: 'bcrypt';
      readonly variant: '2a' | '2b' | '2y';
      /** Binary logarithm of the rounds. */
      readonly cost: number;
      readonly salt: string;
      readonly digest: string;
      /** What is hashed: the password, or Evergreen's MD5 of it. */
      readonly of: 'password' | 'evergreen-md5';
    }
  | {
      readonly type: 'pbkdf2';
      readonly digest: DigestName;
      readonly iterations: number;
      readonly salt: Buffer;
      readonly tag: Buffer;
    }
  | { readonly type: 'salted'; readonly digest: DigestName; readonly salt: Buffer; readonly tag: Buffer }
  | { readonly type: 'md5'; readonly tag: Buffer };

/** Some 1.2 s of a core. */
const bcryptCostMax = 14;
const bcryptCostMin = 4;
/** Blocks of PBKDF2, each of one iteration: some 1 s of a core. */
const pbkdf2WorkMax = 2_000_000;
const tagBytesMax = 64;
const saltBytes = { min: 4, max: 128 };
export const digestBytes = { sha1: 20, sha256: 32, sha512: 64 } as const satisfies Record<DigestName, number>;
const md5Bytes = 16;

/** Whether it can be computed at an honest cost, and is as long as its algorithm makes it. */
export function isSound(hash: ForeignHash): boolean {
  switch (hash.type) {
    case 'bcrypt':
      return hash.cost >= bcryptCostMin && hash.cost <= bcryptCostMax;
    case 'pbkdf2': {
      const { digest, iterations, salt, tag } = hash;
      const blocks = Math.ceil(tag.length / digestBytes[digest]);
      const isBounded = iterations >= 1 && iterations * blocks <= pbkdf2WorkMax;
      return isBounded && isSalt(salt) && tag.length >= 16 && tag.length <= tagBytesMax;
    }
    case 'salted':
      return isSalt(hash.salt) && hash.tag.length === digestBytes[hash.digest];
    case 'md5':
      return hash.tag.length === md5Bytes;
  }
}

export function writeForeignHash(hash: ForeignHash): string {
  switch (hash.type) {
    case 'bcrypt': {
      const name = hash.of === 'password' ? 'bcrypt' : 'bcrypt-md5';
      return `$${name}$v=${hash.variant},r=${hash.cost}$${hash.salt}$${hash.digest}`;
    }
    case 'pbkdf2':
      return `$pbkdf2-${hash.digest}$i=${hash.iterations}$${base64(hash.salt)}$${base64(hash.tag)}`;
    case 'salted':
      return `$${saltedNames[hash.digest]}$${base64(hash.salt)}$${base64(hash.tag)}`;
    case 'md5':
      return `$md5$${base64(hash.tag)}`;
  }
}

const saltedNames = { sha1: 'ssha', sha256: 'ssha256', sha512: 'ssha512' } as const;

const patterns = {
  bcrypt: /^\$bcrypt(-md5)?\$v=(2[aby]),r=([1-9]\d?)\$([./A-Za-z0-9]{22})\$([./A-Za-z0-9]{31})$/,
  pbkdf2: /^\$pbkdf2-(sha1|sha256|sha512)\$i=([1-9]\d{0,6})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/,
  salted: /^\$ssha(256|512)?\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/,
  md5: /^\$md5\$([A-Za-z0-9+/]{22})$/,
} as const;

/** @returns undefined when it is none of ours, or costs more than any honest one */
export function readForeignHash(text: string): ForeignHash | undefined {
  if (text.length > 400) return undefined;
  const hash = readBcrypt(text) ?? readPbkdf2(text) ?? readDigest(text);
  return hash !== undefined && isSound(hash) ? hash : undefined;
}

function readBcrypt(text: string): ForeignHash | undefined {
  const [, md5, variant, cost, salt = '', digest = ''] = patterns.bcrypt.exec(text) ?? [];
  if (variant !== '2a' && variant !== '2b' && variant !== '2y') return undefined;
  const of = md5 === undefined ? 'password' : 'evergreen-md5';
  return { type: 'bcrypt', variant, cost: Number(cost), salt, digest, of };
}

function readPbkdf2(text: string): ForeignHash | undefined {
  const [, digest, iterations, salt = '', tag = ''] = patterns.pbkdf2.exec(text) ?? [];
  if (!isDigestName(digest)) return undefined;
  return { type: 'pbkdf2', digest, iterations: Number(iterations), salt: bytes(salt), tag: bytes(tag) };
}

function readDigest(text: string): ForeignHash | undefined {
  const [, size = '1', salt, saltedTag = ''] = patterns.salted.exec(text) ?? [];
  const digest = `sha${size}`;
  if (salt !== undefined && isDigestName(digest)) {
    return { type: 'salted', digest, salt: bytes(salt), tag: bytes(saltedTag) };
  }
  const [, tag] = patterns.md5.exec(text) ?? [];
  return tag === undefined ? undefined : { type: 'md5', tag: bytes(tag) };
}

export function isDigestName(name: string | undefined): name is DigestName {
  return name === 'sha1' || name === 'sha256' || name === 'sha512';
}

function isSalt({ length }: Buffer): boolean {
  return length >= saltBytes.min && length <= saltBytes.max;
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'base64');
}

function base64(value: Buffer): string {
  return value.toString('base64').replace(/=+$/, '');
}
