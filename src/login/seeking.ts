// Finds ways in by what a person types of their names: every word of it, in any language, without accents. Pure.
import type { LoginProfile } from '../../config/schema.ts';

/** More ways in than these are searched rather than read. */
export const readableMax = 8;
/** Shown at once; of more, the person types part of the name. */
export const shownMax = 30;
const soughtMax = 100;

type Named = Pick<LoginProfile, 'id' | 'label' | 'hint' | 'domains'>;

/** @returns all of them for nothing typed */
export function seek<P extends { readonly config: Named }>(profiles: readonly P[], typed: string): readonly P[] {
  const words = foldText(typed.slice(0, soughtMax))
    .split(' ')
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  return profiles.filter(({ config }) => {
    const names = namesOf(config);
    return words.every((word) => names.includes(word));
  });
}

function namesOf({ id, label, hint = {}, domains = [] }: Named): string {
  return foldText([...Object.values(label), ...Object.values(hint), ...domains, id].join(' '));
}

/** Letters that no decomposition leads back to the ones people type. */
const spelt: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', đ: 'd', ł: 'l', æ: 'ae', œ: 'oe', ı: 'i', þ: 'th' };

/** For comparing only: accents, case, width and punctuation do not count. */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßøđłæœıþ]/g, (letter) => spelt[letter] ?? letter)
    .replace(/[^\p{L}\p{N}.]+/gu, ' ')
    .trim();
}
