import { type RawBuilder, sql } from 'kysely';
import type { Finding } from '../domain/ports/finding.ts';
import { emailKey } from './email-key.ts';
import { type Engine, lookedUp, type Statement, statement } from './engine.ts';
import { createNameSearch } from './name-search.ts';
import { forEachLimit, keyAfter, pageOf } from './page-cursor.ts';
import { isStorable } from './storable.ts';
import { type SummaryTuple, summaryColumns, toSummary } from './user-rows.ts';

const userColumns = sql.join(summaryColumns.map((column) => sql.ref(`u.${column}`)));

/** A file may give everybody the address of the office: nobody reads all of them at once. */
const sharersMax = 500;

export function createFinding(engine: Engine): Omit<Finding, 'proxies'> {
  const byName = createNameSearch(engine);
  const byEmail = emailStatement(engine);
  const all = forEachLimit((rows) => allStatement(engine, rows));
  return {
    byName,
    byEmail: async (institution, address) => {
      const key = emailKey(address);
      return isStorable(key) ? (await engine.tuples(byEmail, { institution, key })).map(toSummary) : [];
    },
    all: async (institution, page) => {
      const [id = ''] = keyAfter(page, 1) ?? [];
      const rows = await engine.tuples(all(page.limit), { institution, id });
      return pageOf(rows, page.limit, toSummary, ([, lastId]) => [lastId]);
    },
  };
}

function emailStatement(engine: Engine): Statement<{ institution: string; key: string }, SummaryTuple> {
  return statement(({ institution, key }) =>
    sql<SummaryTuple>`select ${userColumns} from user_emails as e
      ${lookedUp(engine, 'users', 'u', sql`u.institution = e.institution and u.id = e.user_id`)}
      where e.institution = ${institution} and e."key" = ${key} order by e.user_id
      limit ${sql.lit(sharersMax)}`.compile(engine.db),
  );
}

function allStatement(
  engine: Engine,
  rows: RawBuilder<unknown>,
): Statement<{ institution: string; id: string }, SummaryTuple> {
  return statement(({ institution, id }) =>
    sql<SummaryTuple>`select ${userColumns} from users as u
      where u.institution = ${institution} and u.id > ${id} order by u.id limit ${rows}`.compile(engine.db),
  );
}
