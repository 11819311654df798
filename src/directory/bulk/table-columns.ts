// The header row of a file of bulk work: which cell is what.
import { brokenFile } from '../reading/broken-file.ts';

export type Cells = Readonly<Record<string, string>>;

/** @throws VestibuleError VST_USER_INVALID where a column is missing, unknown or there twice */
export function tableColumns(
  required: readonly string[],
  optional: readonly string[] = [],
): (header: readonly string[]) => (cells: readonly string[]) => Cells {
  return (header) => {
    const titles = header.map((title) => title.trim());
    const known = [...required, ...optional];
    const expected = `The first row must name the columns: ${known.join(', ')}`;
    const unknown = titles.find((title) => !known.includes(title));
    if (unknown !== undefined)
      throw brokenFile(`The file has an unknown column, ${JSON.stringify(unknown.slice(0, 100))}. ${expected}.`, 1, 0);
    const doubled = titles.find((title, index) => titles.indexOf(title) !== index);
    if (doubled !== undefined) throw brokenFile(`The column "${doubled}" stands twice.`, 1, 0);
    const missing = required.find((title) => !titles.includes(title));
    if (missing !== undefined) throw brokenFile(`The column "${missing}" is missing. ${expected}.`, 1, 0);
    return (cells) => Object.fromEntries(titles.map((title, index) => [title, (cells[index] ?? '').trim()]));
  };
}

/** The first of the columns whose cell is empty. */
export function emptyCell(cells: Cells, required: readonly string[]): string | undefined {
  return required.find((title) => (cells[title] ?? '') === '');
}
