// The bytes of a file as text: UTF-8, strictly, with or without byte order mark.
import { isUtf8 } from 'node:buffer';
import { brokenFile } from './broken-file.ts';

const newline = 0x0a;

/** @throws VestibuleError VST_USER_INVALID where a byte is not UTF-8, or the file is UTF-16 */
export async function* utf8Text(source: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  let isStart = true;
  for await (const chunk of source) {
    if (isStart && isUtf16(chunk)) throw brokenFile('The file is UTF-16. Save it as UTF-8.', 1, 0);
    isStart &&= chunk.length === 0;
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch {
      throw notUtf8(line + linesBeforeFault(chunk));
    }
    line += countLines(chunk);
    if (text !== '') yield text;
  }
  try {
    decoder.decode();
  } catch {
    throw notUtf8(line);
  }
}

function notUtf8(line: number): Error {
  return brokenFile(`Line ${line} is not UTF-8. Save the file as UTF-8 and import it again.`, line, 0);
}

function isUtf16(chunk: Uint8Array): boolean {
  return (chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff);
}

function countLines(chunk: Uint8Array): number {
  let count = 0;
  for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) count++;
  return count;
}

/** How many lines of a chunk end before its first byte that is not UTF-8. A line never ends inside a character. */
function linesBeforeFault(chunk: Uint8Array): number {
  let start = chunk.indexOf(newline) + 1;
  // The first line may begin inside a character of the chunk before: it is at fault if no other is.
  for (let lines = 1; start > 0; lines++) {
    const end = chunk.indexOf(newline, start);
    if (!isUtf8(chunk.subarray(start, end === -1 ? undefined : end))) return lines;
    start = end + 1;
  }
  return 0;
}
