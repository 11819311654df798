import { sql } from 'kysely';
import type { Finding } from '../domain/ports/finding.ts';
import { type Engine, type Statement, statement } from './engine.ts';
import { keyAfter, pageOf } from './page-cursor.ts';

type ProxyRow = readonly [id: string, document: string];

/** Users who may act for others. */
export function createProxies(engine: Engine): Pick<Finding, 'proxies'> {
  const byId = proxyStatement(engine);
  return {
    proxies: async (institution, page) => {
      const [id = ''] = keyAfter(page, 1) ?? [];
      const rows = await engine.tuples(byId, { institution, id, limit: page.limit + 1 });
      return pageOf(rows, page.limit, toProxy, ([lastId]) => [lastId]);
    },
  };
}

function toProxy([userId, document]: ProxyRow) {
  const { proxyFor } = JSON.parse(document) as { readonly proxyFor: readonly string[] };
  return { userId, proxyFor };
}

/** The condition is that of the index `users_with_proxies`, word by word. A quote inside a text is never bare in JSON. */
function proxyStatement(engine: Engine): Statement<{ institution: string; id: string; limit: number }, ProxyRow> {
  const positionOf = sql.raw(engine.dialect === 'sqlite' ? 'instr' : 'strpos');
  return statement(({ institution, id, limit }) =>
    sql<ProxyRow>`select u.id, u.document from users as u
      where u.institution = ${institution} and u.id > ${id} and ${positionOf}(u.document, '"proxyFor":["') > 0
      order by u.id limit ${limit}`.compile(engine.db),
  );
}
