// Figures: medians of rounds in which ours and its bare counterpart take turns, so that what disturbs one disturbs both.

export interface Bench {
  readonly name: string;
  readonly about: string;
  run(options: BenchOptions): Promise<readonly Row[]>;
}

export interface BenchOptions {
  /** A shorter run of fewer rounds: for looking, not for quoting. */
  readonly quick: boolean;
  readonly rounds: number;
  readonly note: (text: string) => void;
}

/** One line of the table. Texts carry their units. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  /** The primitive it is compared with; empty where the figure stands for itself. */
  readonly bare: string;
  /** Ratio or difference. */
  readonly compared: string;
  readonly target: string;
  /** Undefined: nothing is promised. */
  readonly met: boolean | undefined;
}

export interface Pair {
  readonly ours: number;
  readonly bare: number;
}

export interface Paired extends Pair {
  /** Median of the rounds' own ratios and differences, which drift less than those of the medians. */
  readonly ratio: number;
  readonly difference: number;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Runs both sides in turns, changing who goes first, after one round that does not count. */
export async function interleaved(
  rounds: number,
  ours: () => Promise<number>,
  bare: () => Promise<number>,
): Promise<Paired> {
  const pairs: Pair[] = [];
  for (let round = -1; round < rounds; round++) {
    const oursFirst = round % 2 === 0;
    const first = await (oursFirst ? ours : bare)();
    const second = await (oursFirst ? bare : ours)();
    if (round >= 0) pairs.push(oursFirst ? { ours: first, bare: second } : { ours: second, bare: first });
  }
  const of = (read: (pair: Pair) => number) => median(pairs.map(read));
  return {
    ours: of((pair) => pair.ours),
    bare: of((pair) => pair.bare),
    ratio: of((pair) => pair.ours / pair.bare),
    difference: of((pair) => pair.ours - pair.bare),
  };
}

/** CPU of this process so far, user and system, all its threads; milliseconds. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** CPU this process spends on some work, in milliseconds. */
export async function cpuOf(work: () => unknown): Promise<number> {
  const before = cpuMs();
  await work();
  return cpuMs() - before;
}

export function atMost(ratio: number): (paired: Paired) => Pick<Row, 'compared' | 'target' | 'met'> {
  return (paired) => ({
    compared: `${paired.ratio.toFixed(2)} x`,
    target: `<= ${ratio} x`,
    met: paired.ratio <= ratio,
  });
}

export function noMoreThan(ms: number): (paired: Paired) => Pick<Row, 'compared' | 'target' | 'met'> {
  return (paired) => ({
    compared: `${paired.difference >= 0 ? '+' : ''}${paired.difference.toFixed(2)} ms`,
    target: `<= +${ms} ms`,
    met: paired.difference <= ms,
  });
}

export const inMs = (value: number) => `${value.toFixed(2)} ms`;
export const inMicros = (ms: number) => `${(ms * 1000).toFixed(1)} us`;
