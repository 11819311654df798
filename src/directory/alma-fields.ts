// Reading the fields of Alma's REST shape one by one, and noting which were never read.

export type Json = Readonly<Record<string, unknown>>;

/** Reads an object; empty values are `undefined`, values of another kind than expected come as they stand. */
export interface AlmaFields {
  /** A text, or the code of a coded value `{ value, desc }`. */
  text(name: string): unknown;
  /** The same in lower case: codes that are written in capitals. */
  lower(name: string): unknown;
  /** `2028-09-30Z` as `2028-09-30`. */
  day(name: string): unknown;
  /** A day or a moment, as a moment. */
  moment(name: string): unknown;
  flag(name: string): unknown;
  /** The codes of a list of coded values. */
  codes(name: string): unknown;
  /** `{ type, value }` pairs as an object. */
  pairs(name: string): unknown;
  list(name: string, shape: (item: AlmaFields) => unknown): unknown;
  within(name: string): AlmaFields | undefined;
  /** Not taken over, and no news. */
  silent(...names: readonly string[]): AlmaFields;
  /** Notes the filled fields that nobody asked for. */
  done(): void;
}

export function almaFields(record: Json, path: string, ignored: string[]): AlmaFields {
  const read = new Set<string>();
  const plain = (name: string) => {
    read.add(name);
    return codeOf(record[name]);
  };
  const changed = (name: string, change: (text: string) => unknown) => {
    const value = plain(name);
    return typeof value === 'string' ? change(value) : value;
  };
  const items = (name: string, shape: (item: unknown) => unknown) => {
    read.add(name);
    const value = record[name];
    if (!Array.isArray(value)) return value ?? undefined;
    return value.length === 0 ? undefined : value.map(shape);
  };
  const fields: AlmaFields = {
    text: plain,
    lower: (name) => changed(name, (text) => text.toLowerCase()),
    day: (name) => changed(name, (text) => text.replace(/Z$/, '')),
    moment: (name) => changed(name, (text) => text.replace(/^(\d{4}-\d{2}-\d{2})Z?$/, '$1T00:00:00Z')),
    flag: (name) => changed(name, (text) => booleans.get(text) ?? text),
    codes: (name) => items(name, codeOf),
    pairs: (name) => {
      const pairs = items(name, (item) => (isObject(item) ? [codeOf(item['type']), codeOf(item['value'])] : []));
      return Array.isArray(pairs) ? Object.fromEntries(pairs) : pairs;
    },
    list: (name, shape) =>
      items(name, (item) => {
        if (!isObject(item)) return item;
        const inner = almaFields(item, `${path}${name}.`, ignored);
        const shaped = shape(inner);
        inner.done();
        return shaped;
      }),
    within: (name) => {
      read.add(name);
      const value = record[name];
      return isObject(value) ? almaFields(value, `${path}${name}.`, ignored) : undefined;
    },
    silent: (...names) => {
      for (const name of names) read.add(name);
      return fields;
    },
    done: () => {
      for (const name of Object.keys(record)) if (!read.has(name) && isFilled(record[name])) ignored.push(path + name);
    },
  };
  return fields;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const booleans = new Map([
  ['true', true],
  ['false', false],
]);

function codeOf(value: unknown): unknown {
  const code = isObject(value) && 'value' in value ? value['value'] : value;
  return code === '' || code === null ? undefined : code;
}

function isFilled(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return codeOf(value) !== undefined;
}
