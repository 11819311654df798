// Bytes of a connection -> lines. A message ends in CR; some terminals send LF as well, or alone.

/** No message that a terminal has reason to send is longer. */
export const lineBytesMax = 4096;
/** Who sends so much without an end of line is no terminal. */
export const lineBytesCut = 65_536;

export type Framed =
  | { readonly type: 'line'; readonly line: Buffer }
  /** It was thrown away as it came; nothing of it is kept. */
  | { readonly type: 'too-long' };

const [lineFeed, carriageReturn] = [0x0a, 0x0d];

export class LineReader {
  #pieces: Buffer[] = [];
  #length = 0;

  /** A line has begun and not ended. */
  get isPending(): boolean {
    return this.#length > 0;
  }

  /** More came without an end than anybody should send. */
  get isFlood(): boolean {
    return this.#length >= lineBytesCut;
  }

  /** @returns the lines that this chunk ends; empty ones are none */
  push(chunk: Buffer): readonly Framed[] {
    const found: Framed[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length && !this.isFlood; at++) {
      if (chunk[at] !== carriageReturn && chunk[at] !== lineFeed) continue;
      this.#keep(chunk.subarray(start, at));
      const framed = this.#end();
      if (framed !== undefined) found.push(framed);
      start = at + 1;
    }
    this.#keep(chunk.subarray(start));
    return found;
  }

  #keep(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#length += piece.length;
    if (this.#length > lineBytesMax) this.#pieces = [];
    else this.#pieces.push(piece);
  }

  #end(): Framed | undefined {
    const length = this.#length;
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#length = 0;
    if (length === 0) return undefined;
    return length > lineBytesMax ? { type: 'too-long' } : { type: 'line', line: Buffer.concat(pieces) };
  }
}
