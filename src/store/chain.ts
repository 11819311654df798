// Appending to a chain of the audit, inside the transaction that makes the change. The head of an institution's chain is
// locked last, after every other row, and until the commit: so entries stand in the order of their commits, and two
// transactions can never wait for each other. All entries of a transaction are appended at once.
import { hashOfDetail, hashOfEntry } from '../domain/audit-hash.ts';
import type { AuditChain, AuditDetail, AuditRecord } from '../domain/ports/audit-trail.ts';
import type { Random } from '../domain/ports/random.ts';
import { type Statement, statement, type Transaction } from './engine.ts';
import type { AuditHeadsTable, ChainedTable } from './schema.ts';
import { asStorable } from './storable.ts';

export const chainTables = {
  changes: { entries: 'changes', heads: 'change_heads' },
  decisions: { entries: 'decisions', heads: 'decision_heads' },
} as const satisfies Record<AuditChain, { entries: string; heads: string }>;

/** What is to be written down; the chain gives it number, salt and hashes. */
export interface NewEntry
  extends Pick<AuditRecord, 'at' | 'who' | 'via' | 'action' | 'userId' | 'batch' | 'relyingParty' | 'trace'> {
  readonly detail: AuditDetail;
}

const saltBytes = 16;

/** Appends to one institution's chain. Nothing else may be written after it in this transaction. */
export async function appendToChain(
  transaction: Transaction,
  chain: AuditChain,
  institution: string,
  entries: readonly NewEntry[],
  random: Random,
): Promise<void> {
  if (entries.length === 0) return;
  const { entries: table, heads } = chainTables[chain];
  const head = await lockedHead(transaction, chain, institution);
  const rows: ChainedTable[] = [];
  let { seq, hash } = head;
  for (const entry of entries) {
    const row = chained(institution, seq + 1, hash, entry, random);
    rows.push(row);
    ({ seq, hash } = row);
  }
  await transaction.insertAll(table, rows);
  await transaction.updateAll(heads, ['institution'], [{ ...head, seq, hash }]);
}

/** The head of a chain, made where there was none; nobody else appends before this transaction ends. */
export async function lockedHead(
  transaction: Transaction,
  chain: AuditChain,
  institution: string,
): Promise<AuditHeadsTable> {
  const lock = lockStatement(transaction, chain);
  const [held] = await transaction.all(lock, { institution });
  if (held !== undefined) return held;
  const first: AuditHeadsTable = { institution, seq: 0, hash: '', anchor_seq: 0, anchor_hash: '' };
  await transaction.db
    .insertInto(chainTables[chain].heads)
    .values(first)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const [made] = await transaction.all(lock, { institution });
  return made ?? first;
}

type LockStatement = Statement<{ institution: string }, AuditHeadsTable>;
const compiled = new WeakMap<object, Partial<Record<AuditChain, LockStatement>>>();

/** Compiled once for each database: every sign-in and every change locks a head. */
function lockStatement({ db }: Transaction, chain: AuditChain): LockStatement {
  const { adapter } = db.getExecutor();
  const known = compiled.get(adapter) ?? {};
  compiled.set(adapter, known);
  // An update that changes nothing locks the row on either engine, and says whether it is there.
  known[chain] ??= statement(({ institution }) =>
    db
      .updateTable(chainTables[chain].heads)
      .set((row) => ({ seq: row.ref('seq') }))
      .where('institution', '=', institution)
      .returning(['institution', 'seq', 'hash', 'anchor_seq', 'anchor_hash'])
      .compile(),
  );
  return known[chain];
}

function chained(institution: string, seq: number, previous: string, entry: NewEntry, random: Random): ChainedTable {
  const salt = random.token(saltBytes);
  const detail = asStorable(JSON.stringify(entry.detail));
  const said = {
    institution,
    seq,
    at: entry.at,
    who: asStorable(entry.who),
    via: asStorable(entry.via),
    action: asStorable(entry.action),
    userId: storable(entry.userId),
    batch: storable(entry.batch),
    relyingParty: storable(entry.relyingParty),
    trace: storable(entry.trace),
    detailHash: hashOfDetail(salt, detail),
    previous,
  };
  const { userId = null, batch = null, relyingParty = null, trace = null, detailHash, ...columns } = said;
  return {
    ...columns,
    user_id: userId,
    batch,
    relying_party: relyingParty,
    trace,
    detail,
    salt,
    detail_hash: detailHash,
    hash: hashOfEntry(said),
  };
}

const storable = (value: string | undefined) => (value === undefined ? undefined : asStorable(value));
