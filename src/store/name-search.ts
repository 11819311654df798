// Pages of users whose names begin so, in the order of the names. Whoever is found by two of her names stands where the
// first of them does.
import { type RawBuilder, sql } from 'kysely';
import type { Finding } from '../domain/ports/finding.ts';
import { type Engine, lookedUp, type Statement, statement } from './engine.ts';
import { nameKey } from './name-keys.ts';
import { forEachLimit, keyAfter, noPlace, pageOf } from './page-cursor.ts';
import { isStorable } from './storable.ts';
import { type SummaryTuple, summaryColumns, toSummary } from './user-rows.ts';

type NameRow = readonly [key: string, ...SummaryTuple];

/** Names from the beginning up to, but not with, the end. */
type Names = { institution: string; beginning: string; end: string };

/** Sorts after every character by the bytes of UTF-8, and is none itself. */
const afterAll = '\u{10ffff}';

const userColumns = sql.join(summaryColumns.map((column) => sql.ref(`u.${column}`)));

export function createNameSearch(engine: Engine): Finding['byName'] {
  const first = forEachLimit((rows) => firstStatement(engine, rows));
  const later = forEachLimit((rows) => laterStatement(engine, rows));

  /** Nobody comes before the first page: to show each once it is enough to look at its own rows. */
  const firstRows = async (names: Names, limit: number): Promise<readonly NameRow[]> => {
    const found = await engine.tuples(first(limit), names);
    const known = new Set<string>();
    const rows = found.filter(([, , id]) => !known.has(id) && known.add(id));
    const last = found.length > rows.length && found.length > limit ? found.at(-1) : undefined;
    if (last === undefined) return rows;
    const [key, , userId] = last;
    const others = await engine.tuples(later(limit), { ...names, key, userId });
    return [...rows, ...others].slice(0, limit + 1);
  };

  return async (institution, prefix, page) => {
    const beginning = nameKey(prefix);
    const after = keyAfter(page, 2);
    if (beginning === '' || !isStorable(beginning)) return { items: [], next: undefined };
    const names = { institution, beginning, end: beginning + afterAll };
    if (after === undefined) return pageOf(await firstRows(names, page.limit), page.limit, withoutKey, placeOf);
    const [key = '', userId = ''] = after;
    if (!key.startsWith(beginning)) throw noPlace();
    const rows = await engine.tuples(later(page.limit), { ...names, key, userId });
    return pageOf(rows, page.limit, withoutKey, placeOf);
  };
}

const withoutKey = ([, ...summary]: NameRow) => toSummary(summary);
const placeOf = ([key, , userId]: NameRow) => [key, userId];

const selected = (engine: Engine) =>
  sql`select n."key" as found_by, ${userColumns} from user_names as n
    ${lookedUp(engine, 'users', 'u', sql`u.institution = n.institution and u.id = n.user_id`)}`;

function firstStatement(engine: Engine, rows: RawBuilder<unknown>): Statement<Names, NameRow> {
  return statement(({ institution, beginning, end }) =>
    sql<NameRow>`${selected(engine)}
      where n.institution = ${institution} and n."key" >= ${beginning} and n."key" < ${end}
      order by n."key", n.user_id limit ${rows}`.compile(engine.db),
  );
}

/** After the name and user on which the page before ended. */
function laterStatement(
  engine: Engine,
  rows: RawBuilder<unknown>,
): Statement<Names & { key: string; userId: string }, NameRow> {
  return statement(({ institution, beginning, end, key, userId }) =>
    sql<NameRow>`${selected(engine)}
      where n.institution = ${institution} and (n."key", n.user_id) > (${key}, ${userId}) and n."key" < ${end}
        and not exists (select 1 from user_names as f where f.institution = n.institution and f.user_id = n.user_id
          and f."key" >= ${beginning} and f."key" < n."key")
      order by n."key", n.user_id limit ${rows}`.compile(engine.db),
  );
}
