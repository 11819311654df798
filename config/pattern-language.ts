// What texts a pattern takes, asked without trying any: whether it takes one with a right check digit, one that another
// pattern takes too, or all that can be written place by place. Classes that the reader takes wider than they are
// (`\p{…}`, `\s`) make the answers generous: a contradiction that is told is one.
import type { CheckScheme } from '../src/domain/check-digit.ts';
import { type Automaton, buildAutomaton } from './pattern-automaton.ts';
import { type CharSet, PatternError } from './pattern-reader.ts';

/** More than this is not worth waiting for. */
const statesMax = 200_000;

/** Whether the pattern takes any value whose check digit is right; true as well where that cannot be told. */
export function takesCheckDigit(source: string, scheme: CheckScheme): boolean {
  const automaton = readable(source);
  if (automaton === undefined) return true;
  const characters = writings(scheme);
  const start = { place: 0, state: scheme.start };
  return isReached(
    start,
    ({ place, state }) => `${place} ${state}`,
    ({ place, state }) => automaton.accepting.has(place) && scheme.isRight(state),
    ({ place, state }) =>
      (automaton.follow[place] ?? []).flatMap((target) =>
        characters.flatMap(({ code, upper }) => {
          if (!holds(automaton.sets[target], code)) return [];
          const next = upper === undefined ? state : scheme.next(state, upper);
          return next === undefined ? [] : [{ place: target, state: next }];
        }),
      ),
  );
}

/** Whether there is a text that both patterns take; true as well where that cannot be told. */
export function haveCommonText(left: string, right: string): boolean {
  const [one, other] = [readable(left), readable(right)];
  if (one === undefined || other === undefined) return true;
  return isReached(
    { here: 0, there: 0 },
    ({ here, there }) => `${here} ${there}`,
    ({ here, there }) => one.accepting.has(here) && other.accepting.has(there),
    ({ here, there }) =>
      (one.follow[here] ?? []).flatMap((next) =>
        (other.follow[there] ?? [])
          .filter((target) => overlap(one.sets[next] ?? [], other.sets[target] ?? []))
          .map((target) => ({ here: next, there: target })),
      ),
  );
}

/**
 * Whether the pattern takes every text that has, at each place, one of the characters that may stand there. Undefined
 * where that cannot be told.
 */
export function takesAll(source: string, places: readonly string[]): boolean | undefined {
  const automaton = readable(source);
  if (automaton === undefined) return undefined;
  let sets: ReadonlyMap<string, readonly number[]> = new Map([['0', [0]]]);
  for (const characters of places) {
    const next = new Map<string, readonly number[]>();
    for (const from of sets.values()) {
      for (const character of characters) {
        const code = character.codePointAt(0) ?? 0;
        const targets = from.flatMap((place) => automaton.follow[place] ?? []);
        const reached = [...new Set(targets)].filter((target) => holds(automaton.sets[target], code));
        if (reached.length === 0) return false;
        reached.sort((one, other) => one - other);
        next.set(reached.join(' '), reached);
      }
    }
    if (next.size > statesMax / 100) return undefined;
    sets = next;
  }
  return [...sets.values()].every((reached) => reached.some((place) => automaton.accepting.has(place)));
}

/** Undefined for a pattern that is told to be faulty elsewhere. */
function readable(source: string): Automaton | undefined {
  try {
    return buildAutomaton(source);
  } catch (error) {
    if (error instanceof PatternError) return undefined;
    throw error;
  }
}

/** Whether a state that ends a text can be come to. */
function isReached<State>(
  start: State,
  nameOf: (state: State) => string,
  isEnd: (state: State) => boolean,
  next: (state: State) => readonly State[],
): boolean {
  const seen = new Set([nameOf(start)]);
  const open = [start];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (isEnd(state) || seen.size > statesMax) return true;
    for (const target of next(state)) {
      const name = nameOf(target);
      if (seen.has(name)) continue;
      seen.add(name);
      open.push(target);
    }
  }
  return false;
}

/** Every character that a value under the scheme may hold; a separator has no `upper`. */
function writings({ payload, check, passesSeparators }: CheckScheme) {
  const characters = [...new Set(payload + check)].map((upper) => ({ upper, code: upper.charCodeAt(0) }));
  const small = characters
    .filter(({ upper }) => upper >= 'A' && upper <= 'Z')
    .map(({ upper, code }) => ({ upper, code: code + 32 }));
  const separators = passesSeparators ? ['-', ' '].map((sign) => ({ upper: undefined, code: sign.charCodeAt(0) })) : [];
  return [...characters, ...small, ...separators];
}

function holds(set: CharSet | undefined, code: number): boolean {
  return set?.some(([from, to]) => code >= from && code <= to) === true;
}

function overlap(left: CharSet, right: CharSet): boolean {
  return left.some(([from, to]) => right.some(([start, end]) => from <= end && start <= to));
}
