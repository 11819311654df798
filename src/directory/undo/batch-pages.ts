// The entries of a batch in pages that fit one transaction, newest first.
import { isDeepStrictEqual } from 'node:util';
import type { AuditRecord } from '../../domain/ports/audit-trail.ts';

/** As many users as other bulk work changes at once. */
const pageEntries = 250;
/** One transaction of bulk work never has so many. */
const pageEntriesMax = 2000;

/** What one transaction wrote is not torn: a merge is undone with both of its users. */
export async function* batchPages(entries: AsyncIterable<AuditRecord>): AsyncGenerator<readonly AuditRecord[]> {
  let page: AuditRecord[] = [];
  for await (const entry of entries) {
    const last = page.at(-1);
    const isFull = page.length >= pageEntriesMax || (page.length >= pageEntries && !isTogether(last, entry));
    if (isFull) {
      yield page;
      page = [];
    }
    page.push(entry);
  }
  if (page.length > 0) yield page;
}

function isTogether(one: AuditRecord | undefined, other: AuditRecord): boolean {
  return one?.at === other.at && isDeepStrictEqual(one.detail?.facts, other.detail?.facts);
}
