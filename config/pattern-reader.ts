// Reads a regular expression character by character. It is only ever given what `new RegExp(…, 'u')` has accepted.

/** Ranges of code points, both ends included. */
export type CharSet = readonly (readonly [number, number])[];

/** The pattern uses something that the check does not follow. The message is a phrase for the operator. */
export class PatternError extends Error {}

const last = 0x10_ffff;
const everything: CharSet = [[0, last]];
const digits: CharSet = [[48, 57]];
const word: CharSet = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
/** Taken wider than it is: the check may then only be stricter. */
const space: CharSet = [
  [9, 13],
  [32, 32],
  [160, 160],
  [5760, 12_288],
  [65_279, 65_279],
];
const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0 };

export class PatternReader {
  readonly #chars: readonly string[];
  position = 0;

  constructor(source: string) {
    this.#chars = Array.from(source);
  }

  get done(): boolean {
    return this.position >= this.#chars.length;
  }

  at(text: string): boolean {
    return this.#chars.slice(this.position, this.position + text.length).join('') === text;
  }

  take(text: string): boolean {
    if (!this.at(text)) return false;
    this.position += text.length;
    return true;
  }

  /** Takes the text only as the very end of the pattern. */
  takeFinal(text: string): boolean {
    return this.position + text.length === this.#chars.length && this.take(text);
  }

  openGroup(): boolean {
    if (!this.take('(')) return false;
    if (this.take('?:')) return true;
    if (this.at('?=') || this.at('?!') || this.at('?<=') || this.at('?<!'))
      throw new PatternError('without look-around');
    if (this.take('?<')) {
      while (!this.take('>')) this.position++;
    } else if (this.at('?')) {
      throw new PatternError('without flags inside it');
    }
    return true;
  }

  /** A quantifier, if one stands here. */
  quantifier(): { readonly min: number; readonly max: number } | undefined {
    const found = this.#bounds();
    if (found !== undefined) this.take('?');
    return found;
  }

  #bounds(): { readonly min: number; readonly max: number } | undefined {
    if (this.take('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.take('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.take('?')) return { min: 0, max: 1 };
    const written = /^\{(\d+)(,(\d*))?\}/.exec(this.#chars.slice(this.position).join(''));
    if (written === null) return undefined;
    this.position += written[0].length;
    const min = Number(written[1]);
    if (written[2] === undefined) return { min, max: min };
    return { min, max: written[3] === '' ? Number.POSITIVE_INFINITY : Number(written[3]) };
  }

  /** One character of text, as the set of those it stands for. */
  character(): CharSet {
    const char = this.#next();
    if (char === '.') return everything;
    if (char === '[') return this.#class();
    if (char === '\\') return this.#escape();
    if (char === '^' || char === '$') throw new PatternError('without anchors (it is always matched as a whole)');
    return only(char);
  }

  #next(): string {
    const char = this.#chars[this.position++];
    if (char === undefined) throw new PatternError('an unexpected end');
    return char;
  }

  #class(): CharSet {
    const isNegated = this.take('^');
    const ranges: (readonly [number, number])[] = [];
    while (!this.take(']')) {
      const from = this.#classMember();
      const isRange = this.at('-') && !this.at('-]');
      if (!isRange) {
        ranges.push(...from);
        continue;
      }
      this.take('-');
      const to = this.#classMember();
      ranges.push([from[0]?.[0] ?? 0, to.at(-1)?.[1] ?? last]);
    }
    return isNegated ? complement(ranges) : ranges;
  }

  #classMember(): CharSet {
    const char = this.#next();
    if (char !== '\\') return only(char);
    return this.take('b') ? [[8, 8]] : this.#escape();
  }

  #escape(): CharSet {
    const char = this.#next();
    if (/[1-9k]/.test(char)) throw new PatternError('without back references');
    if (char === 'b' || char === 'B') throw new PatternError('without word boundaries');
    if (char === 'd') return digits;
    if (char === 'D') return complement(digits);
    if (char === 'w') return word;
    if (char === 'W') return complement(word);
    if (char === 's') return space;
    if (char === 'S') return everything;
    if (char === 'p' || char === 'P') {
      while (!this.take('}')) this.position++;
      return everything;
    }
    if (char === 'u' || char === 'x' || char === 'c') return this.#codePoint(char);
    const control = controls[char];
    return control === undefined ? only(char) : [[control, control]];
  }

  #codePoint(kind: string): CharSet {
    if (kind === 'c') {
      this.#next();
      return [[0, 31]];
    }
    if (this.take('{')) {
      let text = '';
      for (let char = this.#next(); char !== '}'; char = this.#next()) text += char;
      const code = Number.parseInt(text, 16);
      return [[code, code]];
    }
    const text = Array.from({ length: kind === 'u' ? 4 : 2 }, () => this.#next()).join('');
    const code = Number.parseInt(text, 16);
    // Half of a surrogate pair: the two together stand for some character that is not worth working out.
    return code >= 0xd8_00 && code <= 0xdf_ff ? everything : [[code, code]];
  }
}

function only(char: string): CharSet {
  const code = char.codePointAt(0) ?? 0;
  return [[code, code]];
}

function complement(ranges: CharSet): CharSet {
  const sorted = ranges.toSorted((left, right) => left[0] - right[0]);
  const result: (readonly [number, number])[] = [];
  let next = 0;
  for (const [from, to] of sorted) {
    if (from > next) result.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  if (next <= last) result.push([next, last]);
  return result;
}
