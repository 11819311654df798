// Whether a regular expression of the configuration can be run on what a stranger sent. V8 backtracks, so the question
// is how many ways a text can be read. The pattern is turned into its position automaton (Glushkov); a state from which
// two overlapping characters lead on is a choice. Few choices are cheap, a choice inside a loop that comes back to
// itself is not. The answer errs on the side of "no": every pattern it accepts is at most quadratic.
import { type Automaton, buildAutomaton } from './pattern-automaton.ts';
import { type CharSet, PatternError } from './pattern-reader.ts';

/** Ways to read a text that choices outside loops may multiply to. */
const readingsMax = 16;

/**
 * @param source without anchors of its own; it is always matched as a whole
 * @returns what is wrong, as a phrase after "expected", or undefined when the pattern is fine
 */
export function patternFault(source: string): string | undefined {
  try {
    RegExp(source, 'u');
  } catch (error) {
    return `a valid regular expression (${error instanceof Error ? error.message.replace(/^.*: /, '') : 'invalid'})`;
  }
  try {
    return ambiguity(buildAutomaton(source));
  } catch (error) {
    if (error instanceof PatternError) return `a simpler pattern: ${error.message}`;
    throw error;
  }
}

function ambiguity(automaton: Automaton): string | undefined {
  const component = loops(automaton);
  let readings = 1;
  const leavingLoops = new Set<number>();
  for (const [state, next] of automaton.follow.entries()) {
    const overlapping = overlaps(automaton.sets, next);
    if (overlapping.length === 0) continue;
    const loop = component[state];
    if (loop === undefined) {
      readings *= overlapping.length;
      continue;
    }
    const staying = overlapping.filter((target) => component[target] === loop).length;
    if (staying > 1) return 'a pattern that reads every text in one way only (a repetition here can take for ever)';
    leavingLoops.add(loop);
    readings *= overlapping.length - staying;
  }
  if (leavingLoops.size > 1) return 'a pattern with at most one repetition that what follows it could also read';
  if (readings > readingsMax) return 'a pattern with fewer alternatives that begin alike';
  return undefined;
}

/** Those of the targets that share a character with another one; a target that stands twice overlaps itself. */
function overlaps(sets: readonly CharSet[], targets: readonly number[]): readonly number[] {
  return targets.filter((target, index) =>
    targets.some((other, place) => place !== index && shareCharacter(sets[target] ?? [], sets[other] ?? [])),
  );
}

function shareCharacter(left: CharSet, right: CharSet): boolean {
  return left.some(([from, to]) => right.some(([start, end]) => from <= end && start <= to));
}

/** For every state the loop (strongly connected component) it lies in, or undefined: Tarjan's algorithm, iterative. */
function loops({ follow }: Automaton): readonly (number | undefined)[] {
  const order = new Map<number, number>();
  const low = new Map<number, number>();
  const open: number[] = [];
  const component: (number | undefined)[] = follow.map(() => undefined);
  for (const root of follow.keys()) {
    if (order.has(root)) continue;
    const path: { state: number; edge: number }[] = [];
    const enter = (state: number) => {
      order.set(state, order.size);
      low.set(state, order.size - 1);
      open.push(state);
      path.push({ state, edge: 0 });
    };
    enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { state } = top;
      const target = follow[state]?.[top.edge++];
      if (target !== undefined) {
        if (!order.has(target)) enter(target);
        else if (open.includes(target)) low.set(state, Math.min(low.get(state) ?? 0, order.get(target) ?? 0));
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) low.set(above.state, Math.min(low.get(above.state) ?? 0, low.get(state) ?? 0));
      if (low.get(state) !== order.get(state)) continue;
      const members = open.splice(open.lastIndexOf(state));
      const isLoop = members.length > 1 || follow[state]?.includes(state) === true;
      if (isLoop) for (const member of members) component[member] = state;
    }
  }
  return component;
}
