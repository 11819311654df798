// A hash as another system wrote it -> the one text we keep. Every form says what it is; a text that says nothing might be
// a password, and is refused.
import { type HashCost, readPasswordHash } from '../password-hash-format.ts';
import {
  type DigestName,
  digestBytes,
  type ForeignHash,
  isDigestName,
  isSound,
  writeForeignHash,
} from './foreign-hash.ts';

/** What FOLIO's mod-login keeps: PBKDF2 with HMAC-SHA-1, 1000 iterations, 160 bits, both parts in hex. */
export interface FolioHash {
  readonly hash: string;
  readonly salt: string;
}

/** No cost of ours stands here: what may come in is bounded by the hash formats alone. */
const noCost: HashCost = { memoryKiB: 0, passes: 0, parallelism: 0 };
const longestText = 500;

/**
 * argon2id; bcrypt (`$2a$`, `$2b$`, `$2y$`); PBKDF2 as PHC, passlib, LDAP or Django write it; `{SSHA}`, `{SSHA256}`,
 * `{SSHA512}`; `{KOHA}`, `{FOLIO}` and `{EVERGREEN}` before what stands in their databases; `{CRYPT}` and `{ARGON2}` before
 * one of the first two.
 *
 * @returns a text for `readPasswordHash` or `readForeignHash`; undefined for anything else, and what costs too much
 */
export function parsePasswordHash(given: string | FolioHash): string | undefined {
  const parsed = typeof given === 'string' ? parseText(given) : folio(given.hash, given.salt);
  if (parsed === undefined || typeof parsed === 'string') return parsed;
  return isSound(parsed) ? writeForeignHash(parsed) : undefined;
}

type Parsed = ForeignHash | string | undefined;

function parseText(text: string): Parsed {
  if (text.length > longestText) return undefined;
  const [, scheme, rest = ''] = /^\{([A-Za-z0-9-]{2,20})\}(.+)$/.exec(text) ?? [];
  if (scheme !== undefined) return schemes[scheme.toUpperCase()]?.(rest);
  return argon2id(text) ?? bcrypt(text) ?? pbkdf2(text);
}

/** RFC 2307 writes the scheme before the hash; the last three are ours, for hashes that do not say what they are. */
const schemes: Readonly<Record<string, ((rest: string) => Parsed) | undefined>> = {
  CRYPT: (rest) => bcrypt(rest),
  ARGON2: (rest) => argon2id(rest),
  PBKDF2: (rest) => passlib('sha1', rest),
  'PBKDF2-SHA1': (rest) => passlib('sha1', rest),
  'PBKDF2-SHA256': (rest) => passlib('sha256', rest),
  'PBKDF2-SHA512': (rest) => passlib('sha512', rest),
  SSHA: (rest) => salted('sha1', rest),
  SSHA256: (rest) => salted('sha256', rest),
  SSHA512: (rest) => salted('sha512', rest),
  KOHA: (rest) => bcrypt(rest) ?? koha(rest),
  EVERGREEN: (rest) => evergreen(rest),
  FOLIO: (rest) => {
    const [hash = '', salt = '', ...more] = rest.split(':');
    return more.length === 0 ? folio(hash, salt) : undefined;
  },
};

function argon2id(text: string): string | undefined {
  return readPasswordHash(text, noCost) === undefined ? undefined : text;
}

function bcrypt(text: string): ForeignHash | undefined {
  const [, variant, cost, salt = '', digest = ''] =
    /^\$(2[aby])\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/.exec(text) ?? [];
  if (variant !== '2a' && variant !== '2b' && variant !== '2y') return undefined;
  return { type: 'bcrypt', variant, cost: Number(cost), salt, digest, of: 'password' };
}

/** `actor.passwd.passwd` of type `main`: crypt(md5(salt || md5(password)), salt), where the salt is the whole setting. */
function evergreen(text: string): ForeignHash | undefined {
  const outer = bcrypt(text);
  return outer?.type === 'bcrypt' ? { ...outer, of: 'evergreen-md5' } : undefined;
}

/** `borrowers.password` of old: Perl's md5_base64, without padding. */
function koha(text: string): ForeignHash | undefined {
  return /^[A-Za-z0-9+/]{21}[AQgw]$/.test(text) ? { type: 'md5', tag: Buffer.from(text, 'base64') } : undefined;
}

function folio(hash: string, salt: string): ForeignHash | undefined {
  if (!/^[0-9A-Fa-f]{40}$/.test(hash) || !/^(?:[0-9A-Fa-f]{2}){4,128}$/.test(salt)) return undefined;
  const [tag, saltBytes] = [Buffer.from(hash, 'hex'), Buffer.from(salt, 'hex')];
  return { type: 'pbkdf2', digest: 'sha1', iterations: 1000, salt: saltBytes, tag };
}

function salted(digest: DigestName, text: string): ForeignHash | undefined {
  const both = strictBase64(text);
  const size = digestBytes[digest];
  if (both === undefined || both.length <= size) return undefined;
  return { type: 'salted', digest, tag: both.subarray(0, size), salt: both.subarray(size) };
}

/** `$pbkdf2-sha256$i=…$salt$tag` (PHC), `$pbkdf2-sha256$29000$salt$tag` (passlib), `pbkdf2_sha256$…$salt$tag` (Django). */
function pbkdf2(text: string): ForeignHash | undefined {
  const [, named, rest = ''] = /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$(?:i=)?(.+)$/.exec(text) ?? [];
  const digest = named ?? 'sha1';
  if (rest !== '' && isDigestName(digest)) return passlib(digest, rest);
  const [, django, iterations, salt = '', tag = ''] =
    /^pbkdf2_(sha1|sha256)\$([1-9]\d{0,6})\$([!-#%-~]{4,128})\$([A-Za-z0-9+/]+=*)$/.exec(text) ?? [];
  const bytes = strictBase64(tag);
  if (!isDigestName(django) || bytes === undefined) return undefined;
  // Django's salt is text.
  return { type: 'pbkdf2', digest: django, iterations: Number(iterations), salt: Buffer.from(salt), tag: bytes };
}

/** `29000$salt$tag`, in base64 with `.` for `+` as well. */
function passlib(digest: DigestName, text: string): ForeignHash | undefined {
  const [, iterations, salt = '', tag = ''] =
    /^([1-9]\d{0,6})\$([A-Za-z0-9+/.]+={0,2})\$([A-Za-z0-9+/.]+={0,2})$/.exec(text) ?? [];
  const [saltBytes, tagBytes] = [strictBase64(salt.replaceAll('.', '+')), strictBase64(tag.replaceAll('.', '+'))];
  if (saltBytes === undefined || tagBytes === undefined) return undefined;
  return { type: 'pbkdf2', digest, iterations: Number(iterations), salt: saltBytes, tag: tagBytes };
}

/** Only what base64 writes, with or without its padding: Node's own reader takes any text. */
function strictBase64(text: string): Buffer | undefined {
  const bare = text.replace(/={1,2}$/, '');
  const bytes = Buffer.from(bare, 'base64');
  return bytes.length > 0 && bytes.toString('base64').replace(/=+$/, '') === bare ? bytes : undefined;
}
