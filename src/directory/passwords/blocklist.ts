// The passwords that anybody tries first: a list carried in a package, read when it is first asked for. It is kept as one
// sorted text with the places where its words begin, half a mebibyte where a set of strings takes three.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Whether a word, folded, stands on the list. */
export type Blocklist = (word: string) => boolean;

let loading: Promise<Blocklist> | undefined;

export function loadBlocklist(): Promise<Blocklist> {
  loading ??= readList().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function readList(): Promise<Blocklist> {
  const file = fileURLToPath(import.meta.resolve('@zxcvbn-ts/language-common/src/passwords.json'));
  return blocklistOf(JSON.parse(await readFile(file, 'utf8')) as readonly string[]);
}

export function blocklistOf(list: readonly string[]): Blocklist {
  const words = [...new Set(list)].toSorted(byCodeUnit);
  const text = words.join('');
  const starts = new Uint32Array(words.length + 1);
  for (const [index, word] of words.entries()) starts[index + 1] = (starts[index] ?? 0) + word.length;
  const wordAt = (index: number) => text.slice(starts[index], starts[index + 1]);
  const count = words.length;

  return (word) => {
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (byCodeUnit(wordAt(middle), word) < 0) low = middle + 1;
      else high = middle;
    }
    return low < count && wordAt(low) === word;
  };
}

function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
