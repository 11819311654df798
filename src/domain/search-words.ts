// How names are searched by people who may not know how they are spelt: without regard to case and diacritics, any words in
// any order, each from its beginning.

/** Letters that no decomposition takes apart, as they are typed where a keyboard has none of them. */
const plain: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ŧ: 't',
};

/** Written without spaces between words: there each sign counts as a word of its own. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

/** @returns lower-case words of letters and digits */
export function searchWords(text: string): readonly string[] {
  const folded = text
    .normalize('NFKD')
    .replaceAll(/\p{Mn}+/gu, '')
    .toLowerCase()
    .replaceAll(/[ßæœøłđðþħıŧ]/g, (letter) => plain[letter] ?? letter)
    .replaceAll(unspaced, ' $& ');
  return folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/** Whether every word that is looked for begins a word of the text. */
export function matchesWords(wanted: readonly string[], text: string): boolean {
  const words = searchWords(text);
  return wanted.every((word) => words.some((each) => each.startsWith(word)));
}
