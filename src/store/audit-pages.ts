// A page of a chain: of all entries by their numbers, of one person's or one batch's by an index of their own.
import { type RawBuilder, sql } from 'kysely';
import type { AuditChain } from '../domain/ports/audit-trail.ts';
import { type AuditRow, auditColumns } from './audit-rows.ts';
import { chainTables } from './chain.ts';
import type { Engine } from './engine.ts';

export interface PageOf {
  readonly institution: string;
  readonly chain: AuditChain;
  readonly userId?: string | undefined;
  readonly batch?: string | undefined;
  /** Numbers: `first` included, `end` not. */
  readonly first: number;
  readonly end: number;
  readonly newestFirst?: boolean | undefined;
}

const pageRows = 500;

/** Only decisions have no batches: there is no index of what is always null. */
export async function auditPage(engine: Engine, page: PageOf): Promise<readonly AuditRow[]> {
  const { institution, chain, userId, first, end, newestFirst = false } = page;
  const batch = chain === 'changes' ? page.batch : undefined;
  const table = chainTables[chain].entries;
  const index = userId !== undefined ? `${table}_of_user` : batch !== undefined ? `${table}_of_batch` : undefined;
  const conditions = [sql`institution = ${institution}`, sql`seq >= ${first}`, sql`seq < ${end}`];
  if (userId !== undefined) conditions.push(sql`user_id = ${userId}`);
  if (batch !== undefined) conditions.push(sql`batch = ${batch}`);
  const { from, order } = byIndex(engine, table, index);
  const { rows } = await sql<AuditRow>`select ${sql.join(auditColumns.map((column) => sql.ref(column)))} from ${from}
    where ${sql.join(conditions, sql` and `)}
    order by ${order} ${newestFirst ? sql`desc` : sql`asc`} limit ${sql.lit(pageRows)}`.execute(engine.db);
  return rows;
}

/**
 * Both planners would rather go through all numbers in between and look whose each is. SQLite is told which index to
 * take; PostgreSQL takes it when the numbers do not come in the order asked for anyway.
 */
function byIndex(
  { dialect }: Engine,
  table: string,
  index: string | undefined,
): { readonly from: RawBuilder<unknown>; readonly order: RawBuilder<unknown> } {
  const from = sql.table(table);
  if (index === undefined) return { from, order: sql.ref('seq') };
  return dialect === 'sqlite'
    ? { from: sql`${from} indexed by ${sql.id(index)}`, order: sql.ref('seq') }
    : { from, order: sql`seq + 0` };
}
