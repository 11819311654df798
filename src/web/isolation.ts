// Values inside a sentence of the other writing direction: without isolation a dash, a bracket or a number at their edge
// would be drawn on the wrong side of them (Unicode Standard Annex 9, first strong isolate).

const firstStrongIsolate = '\u2068';
const popIsolate = '\u2069';

/** A number in groups, or an address, that is read from left to right in every language. */
export function leftToRight(text: string): string {
  return `\u2066${text}${popIsolate}`;
}

/** Letters that are written from right to left. */
const rightToLeftLetter = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * What stands in a sentence, each part kept in its own direction where the two could differ. Counts stay as they are, for
 * plurals, and so does the address of a page: mail programs would take the mark for a part of it.
 */
export function isolated<Value extends string | number>(
  values: Readonly<Record<string, Value>>,
  direction: 'ltr' | 'rtl',
): Readonly<Record<string, Value | string>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && needsIsolation(value, direction)
        ? `${firstStrongIsolate}${value}${popIsolate}`
        : value,
    ]),
  );
}

function needsIsolation(value: string, direction: 'ltr' | 'rtl'): boolean {
  if (/^\d*$/.test(value) || /^https?:\/\//.test(value)) return false;
  return direction === 'rtl' || rightToLeftLetter.test(value);
}
