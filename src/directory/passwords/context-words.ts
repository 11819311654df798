// Words that whoever knows the person or the library tries first (NIST SP 800-63B-4, section 3.1.1.2: "context-specific
// words, such as the name of the service, the username, and derivatives thereof").
import type { InstitutionConfig } from '../../../config/schema.ts';
import type { UserRecord } from '../../domain/ports/changes.ts';
import { fold } from '../folding.ts';

const wordMin = 4;
const separators = /[\s\p{Pd}\p{Pc}.'’,/]+/u;
const allSeparators = new RegExp(separators, 'gu');

/** Without case, width, blanks and hyphens: two spellings of a word are one. */
export function squeezed(text: string): string {
  return fold(text, { caseSensitive: false, compatibility: true }).replaceAll(allSeparators, '');
}

/** @returns squeezed, of four characters or more */
export function contextWords(
  { name, slug, code, passwords }: Pick<InstitutionConfig, 'name' | 'slug' | 'code' | 'passwords'>,
  { user, identifiers }: Pick<UserRecord, 'user' | 'identifiers'>,
): readonly string[] {
  const { first, middle, last, preferredFirst, preferredMiddle, preferredLast } = user.name;
  const names = [first, middle, last, preferredFirst, preferredMiddle, preferredLast].filter(
    (part) => part !== undefined,
  );
  const texts = [
    ...Object.values(name),
    slug,
    code,
    ...passwords.blockWords,
    ...names,
    ...names.flatMap((part) => part.split(separators)),
    ...identifiers.map(({ value }) => value),
    ...user.emails.map(({ address }) => address.split('@')[0] ?? ''),
  ];
  return [...new Set(texts.map(squeezed))].filter((word) => Array.from(word).length >= wordMin);
}
