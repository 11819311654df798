// Where a page of rows ends and the next begins: the key of its last row, as text that nobody need understand.
import { type RawBuilder, sql } from 'kysely';
import { VestibuleError } from '../domain/errors.ts';
import type { Page, PageRequest } from '../domain/ports/finding.ts';
import { isStorable } from './storable.ts';

const rowsMax = 500;

/**
 * A statement for each limit, which stands in its text: for a limit that comes as a value SQLite prepares the statement
 * anew every time, and PostgreSQL plans it anew, or for a tenth of the table.
 *
 * @param build is given one row more than the page holds
 */
export function forEachLimit<Compiled>(build: (rows: RawBuilder<unknown>) => Compiled): (limit: number) => Compiled {
  const compiled = new Map<number, Compiled>();
  return (limit) => {
    const known = compiled.get(limit);
    if (known !== undefined) return known;
    const built = build(sql.lit(limit + 1));
    compiled.set(limit, built);
    return built;
  };
}

/** The page of rows that were asked for one more than it holds: that one says whether there is a next. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  itemOf: (row: Row) => Item,
  keyOf: (row: Row) => readonly string[],
): Page<Item> {
  const shown = rows.length > limit ? rows.slice(0, limit) : rows;
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { items: shown.map(itemOf), next: last && Buffer.from(JSON.stringify(keyOf(last))).toString('base64url') };
}

/**
 * The key after which a page begins, of so many parts; undefined for the first page.
 *
 * @throws VestibuleError VST_REQUEST_MALFORMED when `after` is no such key, or `limit` none from 1 to 500
 */
export function keyAfter({ limit, after }: PageRequest, parts: number): readonly string[] | undefined {
  if (!Number.isInteger(limit) || limit < 1 || limit > rowsMax)
    throw new VestibuleError('VST_REQUEST_MALFORMED', `A page has 1 to ${rowsMax} entries`);
  if (after === undefined) return undefined;
  const key = parsed(after);
  if (!Array.isArray(key) || key.length !== parts || !key.every(isText)) throw noPlace();
  return key;
}

/** For an `after` that is none, or was given by another search. */
export function noPlace(): VestibuleError {
  return new VestibuleError('VST_REQUEST_MALFORMED', 'The place to go on from is none that this search gave');
}

const isText = (part: unknown): part is string => typeof part === 'string' && isStorable(part);

function parsed(after: string): unknown {
  try {
    return JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
