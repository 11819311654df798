// A chain of the audit in memory, hashed as a store does.
import { hashOfDetail, hashOfEntry } from '../../src/domain/audit-hash.ts';
import type { AuditDetail, AuditHead, AuditRecord } from '../../src/domain/ports/audit-trail.ts';

/** What a test says of an entry; number and hashes are made. */
export type EntrySeed = Partial<Pick<AuditRecord, 'at' | 'who' | 'via' | 'action' | 'userId'>> & {
  readonly detail?: AuditDetail;
};

export function chainOf(
  seeds: readonly EntrySeed[],
  anchor = { seq: 0, hash: '' },
): { readonly entries: readonly AuditRecord[]; readonly head: AuditHead } {
  const entries: AuditRecord[] = [];
  let last = anchor;
  for (const { detail = {}, ...seed } of seeds) {
    const seq = last.seq + 1;
    const salt = `salt${seq}`;
    const defaults = { institution: 'demo', at: seq, who: 'operator', via: 'cli', action: 'updated' };
    const detailHash = hashOfDetail(salt, JSON.stringify(detail));
    const said = { ...defaults, ...seed, seq, detailHash, previous: last.hash };
    const hash = hashOfEntry(said);
    entries.push({ ...said, detail, salt, hash });
    last = { seq, hash };
  }
  return { entries, head: { ...last, anchorSeq: anchor.seq, anchorHash: anchor.hash } };
}

export async function* inOrder<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
