// By which texts a user is found when somebody types the beginning of her name.
import { fold } from '../directory/folding.ts';
import type { PersonName } from '../domain/user.ts';

const folding = { caseSensitive: false, compatibility: true } as const;

/** Longest key in UTF-8 bytes: far below what an index of PostgreSQL takes. What is typed is cut in the same way. */
const keyBytesMax = 400;
const utf8BytesPerUnit = 3;

/** What stands between the parts of a name; a comma only where people are listed by their last names. */
const between = /[\p{White_Space},،、]+/gu;
const plain = /^[a-z0-9.'-]+(?: [a-z0-9.'-]+)*$/;

/**
 * "last first middle" and "first middle last", of the official and of the preferred name.
 *
 * @returns distinct, never empty texts; none of a name without a letter
 */
export function nameKeys(name: PersonName): readonly string[] {
  const keys = new Set(keysOf(name.first, name.middle, name.last));
  const { preferredFirst, preferredMiddle, preferredLast } = name;
  if (preferredFirst !== undefined || preferredMiddle !== undefined || preferredLast !== undefined) {
    const last = preferredLast || name.last;
    for (const key of keysOf(preferredFirst || name.first, preferredMiddle || name.middle, last)) keys.add(key);
  }
  keys.delete('');
  return [...keys];
}

function keysOf(first = '', middle = '', last = ''): readonly string[] {
  return [nameKey(`${last} ${first} ${middle}`), nameKey(`${first} ${middle} ${last}`)];
}

/** A name, or the beginning of one, as it is compared: folded, without commas, single blanks between its parts. */
export function nameKey(text: string): string {
  const folded = fold(text, folding);
  return cut(plain.test(folded) ? folded : folded.replaceAll(between, ' ').trim());
}

function cut(text: string): string {
  if (text.length * utf8BytesPerUnit <= keyBytesMax || Buffer.byteLength(text) <= keyBytesMax) return text;
  const bytes = Buffer.from(text);
  let end = keyBytesMax;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
