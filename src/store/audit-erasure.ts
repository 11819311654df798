// Taking details out of the chains. Number, time, actor, action and hashes stay, so that the chain still verifies; the
// salt goes with the detail, so that nobody can find it again by guessing.
import type { AuditChain, AuditTrail } from '../domain/ports/audit-trail.ts';
import { auditPage } from './audit-pages.ts';
import { chainTables } from './chain.ts';
import type { Engine, Transaction } from './engine.ts';

const batchRows = 500;

export function createAuditErasure(
  engines: Readonly<Record<AuditChain, Engine>>,
): Pick<AuditTrail, 'eraseDetails' | 'eraseDetailsAt' | 'formerIds'> {
  async function eraseDetails(institution: string, chain: AuditChain, userId: string): Promise<number> {
    const engine = engines[chain];
    await eraseUnchained(engine, chain, institution, userId);
    let erased = 0;
    for (let after = 0; ; ) {
      const page = { institution, chain, userId, first: after + 1, end: Number.MAX_SAFE_INTEGER };
      const rows = await auditPage(engine, page);
      erased += await eraseDetailsAt(
        institution,
        chain,
        rows.map(({ seq }) => seq),
      );
      const last = rows.at(-1);
      if (last === undefined) return erased;
      after = last.seq;
    }
  }

  async function eraseDetailsAt(institution: string, chain: AuditChain, seqs: readonly number[]): Promise<number> {
    const engine = engines[chain];
    let erased = 0;
    for (let from = 0; from < seqs.length; from += batchRows) {
      if (from > 0) await engine.pause();
      const batch = seqs.slice(from, from + batchRows);
      erased += await engine.transaction((transaction) => eraseBatch(transaction, chain, institution, batch));
    }
    return erased;
  }

  return {
    eraseDetails,
    eraseDetailsAt,
    formerIds: async (institution, userId) => {
      const rows = await engines.changes.db
        .selectFrom('merged_users')
        .select('id')
        .where('institution', '=', institution)
        .where('into_id', '=', userId)
        .orderBy('id')
        .execute();
      return rows.map(({ id }) => id);
    },
  };
}

async function eraseBatch(
  { db }: Transaction,
  chain: AuditChain,
  institution: string,
  seqs: readonly number[],
): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable(chainTables[chain].entries)
    .set({ detail: null, salt: null })
    .where('institution', '=', institution)
    .where('seq', 'in', seqs)
    .where('detail', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

/** What was written before there were chains: the history of changes goes, lines of decisions lose what they say. */
async function eraseUnchained(engine: Engine, chain: AuditChain, institution: string, userId: string): Promise<void> {
  if (chain === 'changes') {
    await engine.transaction(({ db }) =>
      db.deleteFrom('history').where('institution', '=', institution).where('user_id', '=', userId).execute(),
    );
    return;
  }
  for (let after = 0; ; ) {
    const rows = await engine.db
      .selectFrom('audit')
      .select(['id', 'user_id'])
      .where('institution', '=', institution)
      .where('id', '>', after)
      .orderBy('id')
      .limit(batchRows)
      .execute();
    const hers = rows.filter(({ user_id }) => user_id === userId).map(({ id }) => id);
    if (hers.length > 0)
      await engine.transaction(({ db }) =>
        db.updateTable('audit').set({ actor: userId, detail: '{}' }).where('id', 'in', hers).execute(),
      );
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
