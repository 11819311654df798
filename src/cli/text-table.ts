// Rows of text under one another, as wide as their widest.
import { printable } from '../directory/characters.ts';

/** @param rows the first one the heads; all of the same length. What a terminal would obey is shown instead */
export function textTable(rows: readonly (readonly string[])[]): string {
  const shown = rows.map((cells) => cells.map(printable));
  const widths = (shown[0] ?? []).map((_, column) => Math.max(...shown.map((cells) => widthOf(cells[column] ?? ''))));
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell))).join('  ');
  return shown.map((cells) => `${line(cells).trimEnd()}\n`).join('');
}

const segmenter = new Intl.Segmenter();

/** East Asian characters and emoji are drawn twice as wide as others. */
const isWide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Columns of a terminal: characters as people count them. */
function widthOf(text: string): number {
  return Array.from(segmenter.segment(text), ({ segment }) => (isWide.test(segment) ? 2 : 1)).reduce(
    (sum: number, width) => sum + width,
    0,
  );
}
