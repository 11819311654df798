// What a value looks like to somebody who copies it from a card: nearly equal values of two people are near misses.
import { fold } from '../folding.ts';

/** Letters that are drawn like another, each with the one it is taken for. Digits win: numbers are copied most. */
const drawnAlike: Readonly<Record<string, string>> = {
  o: '0',
  i: '1',
  l: '1',
  '|': '1',
  а: 'a',
  в: 'b',
  с: 'c',
  е: 'e',
  н: 'h',
  і: '1',
  ї: '1',
  ј: 'j',
  к: 'k',
  м: 'm',
  о: '0',
  р: 'p',
  ѕ: 's',
  т: 't',
  у: 'y',
  х: 'x',
  α: 'a',
  β: 'b',
  ε: 'e',
  η: 'n',
  ι: '1',
  κ: 'k',
  μ: 'm',
  ν: 'v',
  ο: '0',
  ρ: 'p',
  τ: 't',
  υ: 'y',
  χ: 'x',
  ı: '1',
};

/** Equal for values that differ only in case, width, accents, blanks, punctuation, leading zeros or look-alikes. */
export function lookOf(value: string): string {
  const folded = fold(value, { caseSensitive: false, compatibility: true });
  const bare = folded.normalize('NFKD').replaceAll(/[\p{M}\p{Z}\p{P}\p{S}]/gu, (sign) => (sign === '|' ? '1' : ''));
  const drawn = Array.from(bare, (letter) => drawnAlike[letter] ?? letter).join('');
  const look = drawn.replace(/^0+(?=.)/, '');
  return look === '' ? folded : look;
}
