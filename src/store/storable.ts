// What no engine keeps as it came: NUL ends a text in one and is refused by the other, and a surrogate without its
// partner is stored as the replacement character, so that two different values would become one.

export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** Whether every text inside is storable, however deep. */
export function isStorableDeep(value: unknown): boolean {
  // JSON writes both as \u0000 and \udXXX; without a single \u nothing is wrong, and nearly nothing has one.
  return !JSON.stringify(value).includes(String.raw`\u`) || walk(value);
}

function walk(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, inner]) => isStorable(name) && walk(inner));
}

/** For texts that must be written all the same: the journal. */
export function asStorable(text: string): string {
  return isStorable(text) ? text : text.replaceAll('\0', '\uFFFD').toWellFormed();
}
