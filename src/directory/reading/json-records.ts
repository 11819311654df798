// The records of a JSON file, one by one: an array, an object with the array under `users` or `user`, one object a
// line, or a single object.
import { Assembler } from 'stream-json/assembler.js';
import { jsonParser, type Token } from 'stream-json/parser.js';
import { brokenFile, type RawRecord, recordLengthMax } from './broken-file.ts';

const pieceLength = 16_384;
const depthMax = 32;
const listNames: readonly (string | null)[] = ['users', 'user'];

/** @throws VestibuleError VST_USER_INVALID where the text stops being JSON, or ends inside a record or list */
export async function* jsonRecords(text: AsyncIterable<string>): AsyncGenerator<RawRecord, void, undefined> {
  const reader = createJsonReader();
  for await (const chunk of text) {
    for (const piece of pieces(chunk)) {
      reader.push(piece);
      if (reader.hasRecords()) for (const record of reader.take()) yield record;
    }
  }
  reader.end();
  for (const record of reader.take()) yield record;
}

/** Line by line, so that a fault can be placed; a long line in parts. */
function* pieces(chunk: string): Generator<string> {
  for (let start = 0; start < chunk.length; ) {
    const newline = chunk.indexOf('\n', start);
    const end = Math.min(newline === -1 ? chunk.length : newline + 1, start + pieceLength);
    yield chunk.slice(start, end);
    start = end;
  }
}

function createJsonReader() {
  const parse = jsonParser({ streamValues: false, jsonStreaming: true });
  const records: RawRecord[] = [];
  let number = 0;
  let line = 1;
  let recordLine = 1;
  /** Characters since the last whole record. */
  let length = 0;
  let isInList = false;
  let current = new Assembler();
  /** The object around a list under `users`. */
  let wrapper: Assembler | undefined;
  let wasWrapper = false;
  let isEmpty = true;

  function consume(token: Token): void {
    isEmpty = false;
    if (current.done && token.name === 'startArray' && !isInList) {
      isInList = true;
    } else if (current.done && token.name === 'endArray') {
      isInList = false;
      closeWrapper();
    } else if (isWrapperList(token)) {
      wrapper = current;
      current = new Assembler();
      isInList = true;
    } else {
      if (current.done) recordLine = line;
      current.consume(token);
      if (current.depth > depthMax) throw broken(`nested more than ${depthMax} deep`);
      if (current.done) finish();
    }
  }

  function isWrapperList(token: Token): boolean {
    return token.name === 'startArray' && !isInList && current.depth === 1 && listNames.includes(current.key);
  }

  function closeWrapper(): void {
    if (wrapper === undefined) return;
    wrapper.consume({ name: 'startArray' }).consume({ name: 'endArray' });
    current = wrapper;
    wrapper = undefined;
    wasWrapper = true;
  }

  function finish(): void {
    length = 0;
    if (wasWrapper) wasWrapper = false;
    else records.push({ number: ++number, line: recordLine, value: current.current });
  }

  function broken(what: string): Error {
    const place = `line ${line}, ${number === 0 ? 'before the first record ends' : `after record ${number}`}`;
    return brokenFile(`The JSON is broken at ${place}: ${what}.`, line, number);
  }

  return {
    push(piece: string): void {
      length += piece.length;
      for (const token of tokensOf(parse, piece, broken)) consume(token);
      if (length > recordLengthMax) throw broken(`a record is longer than ${recordLengthMax} characters`);
      if (piece.endsWith('\n')) line++;
    },
    hasRecords: () => records.length > 0,
    /** Gives the whole records read since the last call. */
    take: (): readonly RawRecord[] => records.splice(0),
    end(): void {
      // A last number or literal is whole only when something follows it.
      for (const token of tokensOf(parse, '\n', broken)) consume(token);
      if (isEmpty) throw broken('the file is empty');
      if (!current.done) throw broken('the file ends inside a record');
      if (isInList) throw broken('the file ends before its list of users does');
    },
  };
}

function tokensOf(
  parse: ReturnType<typeof jsonParser>,
  piece: string,
  broken: (what: string) => Error,
): readonly Token[] {
  try {
    const tokens = parse(piece);
    return typeof tokens === 'symbol' ? [] : tokens.values;
  } catch (error) {
    // The library's words alone: they never repeat the text that they stumbled over.
    throw broken(
      error instanceof Error ? error.message.replace(/^Parser (cannot parse input: |has )/, '') : 'not JSON',
    );
  }
}
