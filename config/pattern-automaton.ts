// A regular expression (the part of JavaScript's syntax that configurations need) as a position automaton.
import { type CharSet, PatternError, PatternReader } from './pattern-reader.ts';

/** State 0 is the start; every other state is one place in the pattern that reads one character. */
export interface Automaton {
  readonly sets: readonly CharSet[];
  /** Where each state leads. A target stands twice when two derivations lead there. */
  readonly follow: readonly (readonly number[])[];
  /** States where a text may end. */
  readonly accepting: ReadonlySet<number>;
}

const positionsMax = 2000;

interface Part {
  readonly nullable: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

const nothing: Part = { nullable: true, first: [], last: [] };

/** @throws PatternError on look-around, back references and whatever else can be read in several ways at no gain */
export function buildAutomaton(source: string): Automaton {
  const builder = new Builder(source);
  return builder.build();
}

class Builder {
  readonly #reader: PatternReader;
  readonly #sets: CharSet[] = [[]];
  readonly #follow: number[][] = [[]];

  constructor(source: string) {
    this.#reader = new PatternReader(source);
  }

  build(): Automaton {
    this.#reader.take('^');
    const whole = this.#alternatives();
    if (!this.#reader.done) throw new PatternError('an unexpected ")"');
    this.#follow[0] = [...whole.first];
    const accepting = new Set(whole.nullable ? [0, ...whole.last] : whole.last);
    return { sets: this.#sets, follow: this.#follow, accepting };
  }

  #alternatives(): Part {
    let result = this.#sequence();
    while (this.#reader.take('|')) {
      const other = this.#sequence();
      if (result.nullable && other.nullable) throw new PatternError('two alternatives may both be empty');
      result = {
        nullable: result.nullable || other.nullable,
        first: [...result.first, ...other.first],
        last: [...result.last, ...other.last],
      };
    }
    return result;
  }

  #sequence(): Part {
    let result = nothing;
    while (!this.#reader.done && !this.#reader.at('|') && !this.#reader.at(')')) {
      if (this.#reader.takeFinal('$')) break;
      result = this.#concatenate(result, this.#quantified());
    }
    return result;
  }

  #quantified(): Part {
    const start = this.#reader.position;
    const part = this.#atom();
    const quantifier = this.#reader.quantifier();
    if (quantifier === undefined) return part;
    if (part.nullable) throw new PatternError('a repetition of something that may be empty');
    const end = this.#reader.position;
    const { min, max } = quantifier;
    if (max === Number.POSITIVE_INFINITY) {
      // x{n,} is n-1 copies and one that repeats; x* is a repeated copy that may be left out.
      const copies = this.#copies(part, start, Math.max(min, 1));
      const repeated = copies.at(-1) ?? part;
      this.#connect(repeated.last, repeated.first);
      const tail = min === 0 ? { ...repeated, nullable: true } : repeated;
      this.#reader.position = end;
      return [...copies.slice(0, -1), tail].reduce((left, right) => this.#concatenate(left, right), nothing);
    }
    if (max === 0) throw new PatternError('a repetition of no times');
    // x{2,4} is xx(x(x)?)?: the nested form adds no second way to read the same text.
    const copies = this.#copies(part, start, max);
    this.#reader.position = end;
    let result: Part = nothing;
    for (const [index, copy] of copies.toReversed().entries()) {
      result = this.#concatenate(copy, result);
      if (copies.length - index > min) result = { ...result, nullable: true };
    }
    return result;
  }

  /** The atom that was just read, and as many more copies of it as it takes. */
  #copies(part: Part, start: number, count: number): readonly Part[] {
    const copies = [part];
    while (copies.length < count) {
      this.#reader.position = start;
      copies.push(this.#atom());
    }
    return copies;
  }

  #atom(): Part {
    if (this.#reader.openGroup()) {
      const inside = this.#alternatives();
      if (!this.#reader.take(')')) throw new PatternError('a group that does not end');
      return inside;
    }
    return this.#place(this.#reader.character());
  }

  #place(set: CharSet): Part {
    const place = this.#sets.push(set) - 1;
    if (place > positionsMax) throw new PatternError('too many repetitions');
    this.#follow.push([]);
    return { nullable: false, first: [place], last: [place] };
  }

  #concatenate(left: Part, right: Part): Part {
    this.#connect(left.last, right.first);
    return {
      nullable: left.nullable && right.nullable,
      first: left.nullable ? [...left.first, ...right.first] : left.first,
      last: right.nullable ? [...left.last, ...right.last] : right.last,
    };
  }

  #connect(from: readonly number[], to: readonly number[]): void {
    for (const place of from) this.#follow[place]?.push(...to);
  }
}
