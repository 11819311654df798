// Both chains of the audit, read, erased in part and cut at the old end.
import type {
  AuditChain,
  AuditFilter,
  AuditHead,
  AuditRecord,
  AuditTrail,
  Scrubbed,
} from '../domain/ports/audit-trail.ts';
import { createAuditErasure } from './audit-erasure.ts';
import { auditPage } from './audit-pages.ts';
import { type AuditRow, toRecord } from './audit-rows.ts';
import { chainTables, lockedHead } from './chain.ts';
import type { Engine } from './engine.ts';

const dropRows = 500;
/** Clocks of nodes differ, and may be set back: entries further out of order than this are not looked for. */
const clockSlackMs = 2 * 86_400_000;

type Ordered = AuditFilter & { readonly newestFirst?: boolean | undefined };

/** @param engines of each chain; they may be one */
export function createAuditTrail(engines: Readonly<Record<AuditChain, Engine>>): AuditTrail {
  async function head(institution: string, chain: AuditChain): Promise<AuditHead> {
    const row = await engines[chain].db
      .selectFrom(chainTables[chain].heads)
      .select(['seq', 'hash', 'anchor_seq', 'anchor_hash'])
      .where('institution', '=', institution)
      .executeTakeFirst();
    if (row === undefined) return { seq: 0, hash: '', anchorSeq: 0, anchorHash: '' };
    return { seq: row.seq, hash: row.hash, anchorSeq: row.anchor_seq, anchorHash: row.anchor_hash };
  }

  async function* entries(institution: string, chain: AuditChain, filter: Ordered = {}): AsyncGenerator<AuditRecord> {
    const { userId, batch, after = 0, since, until, newestFirst = false } = filter;
    const { seq: last, anchorSeq } = await head(institution, chain);
    const place = { institution, chain };
    const oldest = since === undefined ? anchorSeq + 1 : await firstSince(place, since - clockSlackMs, anchorSeq, last);
    const first = Math.max(oldest, after + 1);
    const end = until === undefined ? last + 1 : await firstSince(place, until + clockSlackMs, anchorSeq, last);
    // What is appended while somebody reads from the old end is read too, unless she asked for an end.
    const range = { first, end: until === undefined && !newestFirst ? Number.MAX_SAFE_INTEGER : end };
    for (let open = range; open.first < open.end; ) {
      const rows = await auditPage(engines[chain], { ...place, userId, batch, ...open, newestFirst });
      for (const row of rows) if (isAskedFor(row, filter)) yield toRecord(row);
      const reached = rows.at(-1)?.seq;
      if (reached === undefined) return;
      open = newestFirst ? { ...open, end: reached } : { ...open, first: reached + 1 };
    }
  }

  /** By halves: the times of entries grow with their numbers, but for the differences of clocks. */
  async function firstSince({ institution, chain }: Place, epochMs: number, anchorSeq: number, last: number) {
    let [low, high] = [anchorSeq + 1, last + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = await engines[chain].db
        .selectFrom(chainTables[chain].entries)
        .select('at')
        .where('institution', '=', institution)
        .where('seq', '=', middle)
        .executeTakeFirst();
      if (row !== undefined && row.at >= epochMs) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  async function dropBefore(institution: string, chain: AuditChain, epochMs: number): Promise<number> {
    const engine = engines[chain];
    const { entries: table, heads } = chainTables[chain];
    for (let dropped = 0; ; await engine.pause()) {
      const count = await engine.transaction(async (transaction) => {
        const locked = await lockedHead(transaction, chain, institution);
        const rows = await transaction.db
          .selectFrom(table)
          .select(['seq', 'at', 'hash'])
          .where('institution', '=', institution)
          .where('seq', '>', locked.anchor_seq)
          .orderBy('seq')
          .limit(dropRows)
          .execute();
        const young = rows.findIndex(({ at }) => at >= epochMs);
        const old = young === -1 ? rows : rows.slice(0, young);
        const last = old.at(-1);
        if (last === undefined) return 0;
        await transaction.db
          .deleteFrom(table)
          .where('institution', '=', institution)
          .where('seq', '>', locked.anchor_seq)
          .where('seq', '<=', last.seq)
          .execute();
        const anchor = { anchor_seq: last.seq, anchor_hash: last.hash };
        await transaction.updateAll(heads, ['institution'], [{ ...locked, ...anchor }]);
        return old.length;
      });
      dropped += count;
      if (count < dropRows) return dropped;
    }
  }

  async function scrub({ whateverSize = false }: { readonly whateverSize?: boolean | undefined } = {}) {
    const ends: Scrubbed[] = [];
    for (const engine of new Set(Object.values(engines))) ends.push(await engine.scrub({ whateverSize }));
    return ends.find((end) => end !== 'rewritten') ?? 'rewritten';
  }

  return { entries, head, dropBefore, scrub, ...createAuditErasure(engines) };
}

interface Place {
  readonly institution: string;
  readonly chain: AuditChain;
}

function isAskedFor({ at, action, batch }: AuditRow, filter: AuditFilter): boolean {
  if (filter.action !== undefined && action !== filter.action) return false;
  if (filter.batch !== undefined && batch !== filter.batch) return false;
  return (filter.since === undefined || at >= filter.since) && (filter.until === undefined || at < filter.until);
}
