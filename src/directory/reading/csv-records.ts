// The records of a CSV file, one by one. A cell is the text that stands there, whatever it looks like.
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { brokenFile, type RawRecord, recordLengthMax } from './broken-file.ts';
import { csvColumnReader } from './csv-columns.ts';

const delimiters = [',', ';', '\t'] as const;
/** The header must end within so many characters. */
const headerLengthMax = 65_536;

interface Row {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Reads the cells of a row as its header says. @throws VestibuleError VST_USER_INVALID where the header is wrong */
export type CsvColumns = (header: readonly string[]) => (cells: readonly string[]) => unknown;

/** @throws VestibuleError VST_USER_INVALID where the header or a quote is broken, or the file ends inside one */
export async function* csvRecords(
  text: AsyncIterable<string>,
  columns: CsvColumns = csvColumnReader,
): AsyncGenerator<RawRecord, void, undefined> {
  const { head, rest } = await headOf(unixLines(text));
  const parser = parse({
    delimiter: delimiterOf(head),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: recordLengthMax,
  });
  // Errors of the source reach the loop below through the parser.
  pipeline(Readable.from(withHead(head, rest)), parser, () => undefined);
  let read: ReturnType<CsvColumns> | undefined;
  let width = 0;
  let number = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<Row>) {
      if (read === undefined) {
        read = columns(record);
        width = record.length;
        continue;
      }
      const place = { number: ++number, line: info.lines - lineBreaks(record), isPartial: true };
      if (record.length === width) yield { ...place, value: read(record) };
      else yield { ...place, value: undefined, fault: `has ${record.length} cells instead of ${width}` };
    }
  } catch (error) {
    throw error instanceof CsvError ? broken(error) : error;
  }
  if (read === undefined) throw brokenFile('The file is empty: its first row must name the columns.', 1, 0);
}

/** The parser says on which line a record ends. */
function lineBreaks(cells: readonly string[]): number {
  return cells.reduce((count, cell) => (cell.includes('\n') ? count + cell.split('\n').length - 1 : count), 0);
}

function broken(error: CsvError): Error {
  const [line, number] = [Number(error['lines']), Math.max(0, Number(error['records']) - 1)];
  const what = faults[error.code] ?? `it cannot be read (${error.code})`;
  return brokenFile(`The CSV is broken at line ${line}, after record ${number}: ${what}.`, line, number);
}

const faults: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed; the file may be cut off',
  CSV_INVALID_CLOSING_QUOTE: 'text stands behind a closing quote; a quote inside a quoted cell is written twice',
  INVALID_OPENING_QUOTE: 'a quote stands inside a cell that is not quoted',
  CSV_MAX_RECORD_SIZE: `a record is longer than ${recordLengthMax} characters; a quote may be missing`,
};

/** Line ends of every system as `\n`, so that lines can be counted. */
async function* unixLines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let held = '';
  for await (const chunk of text) {
    const whole = held + chunk;
    held = whole.endsWith('\r') ? '\r' : '';
    yield (held === '' ? whole : whole.slice(0, -1)).replaceAll(/\r\n?/g, '\n');
  }
  if (held !== '') yield '\n';
}

interface Head {
  readonly head: string;
  readonly rest: AsyncIterator<string>;
}

/** Reads on until the header row is whole. */
async function headOf(text: AsyncIterable<string>): Promise<Head> {
  const rest = text[Symbol.asyncIterator]();
  let head = '';
  while (!head.includes('\n') && head.length < headerLengthMax) {
    const next = await rest.next();
    if (next.done === true) break;
    head += next.value;
  }
  return { head, rest };
}

async function* withHead(head: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield head;
  yield* { [Symbol.asyncIterator]: () => rest };
}

/** The one that stands most often in the header row, outside quotes. */
function delimiterOf(head: string): string {
  const header = (head.split('\n', 1)[0] ?? '').replaceAll(/"[^"]*"/g, '');
  const count = (delimiter: string) => header.split(delimiter).length;
  return delimiters.reduce((best, other) => (count(other) > count(best) ? other : best));
}
