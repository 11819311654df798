// Whether a chain of the audit is whole: pure, of a store's entries as of an exported file's.
import { hashOfDetail, hashOfEntry } from '../../domain/audit-hash.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { AuditHead, AuditRecord } from '../../domain/ports/audit-trail.ts';

/**
 * `number`: one is missing, repeated or out of order. `previous`: it does not follow the entry before. `hash`: what it
 * says was changed. `detail`: its detail was changed. `head`: the head names another entry. `cut`: entries are missing
 * at the end. `known`: an entry that was noted elsewhere is another one now.
 */
export type ChainFault = 'number' | 'previous' | 'hash' | 'detail' | 'head' | 'cut' | 'known';

/** An entry as somebody noted it outside the database. */
export interface NotedEntry {
  readonly seq: number;
  readonly hash: string;
}

export interface VerifiedChain {
  readonly entries: number;
  /** How many of them lost their detail by erasure. */
  readonly erased: number;
  /** The last entry that was read. */
  readonly last: NotedEntry;
}

/**
 * Reads all entries in order, in constant memory. Entries after the head are verified too: they came while it read.
 *
 * @param entries all that follow the head's anchor
 * @param head read before the entries
 * @param noted an entry that must still stand as it was noted; one that retention took away cannot be compared
 * @throws VestibuleError VST_AUDIT_BROKEN with `seq` and `fault` (a `ChainFault`) of the first fault
 */
export async function verifyChain(
  entries: AsyncIterable<AuditRecord>,
  head: AuditHead,
  noted?: NotedEntry,
): Promise<VerifiedChain> {
  let last: NotedEntry = { seq: head.anchorSeq, hash: head.anchorHash };
  const count = { entries: 0, erased: 0 };
  compareNoted(last, head, noted);
  for await (const entry of entries) {
    const fault = faultOf(entry, last);
    if (fault !== undefined) throw broken(entry.seq, fault);
    last = { seq: entry.seq, hash: entry.hash };
    compareNoted(last, head, noted);
    count.entries++;
    if (entry.detail === undefined) count.erased++;
  }
  if (last.seq < head.seq) throw broken(last.seq + 1, 'cut');
  if (noted !== undefined && last.seq < noted.seq) throw broken(last.seq + 1, 'cut');
  return { ...count, last };
}

function faultOf(entry: AuditRecord, before: NotedEntry): ChainFault | undefined {
  if (entry.seq !== before.seq + 1) return 'number';
  if (entry.previous !== before.hash) return 'previous';
  if (entry.hash !== hashOfEntry(entry)) return 'hash';
  return hasItsDetail(entry) ? undefined : 'detail';
}

/** Erasure takes detail and salt together; one without the other was not taken by us. */
function hasItsDetail({ detail, salt, detailHash }: AuditRecord): boolean {
  if (detail === undefined || salt === undefined) return detail === salt;
  return hashOfDetail(salt, JSON.stringify(detail)) === detailHash;
}

function compareNoted(entry: NotedEntry, head: AuditHead, noted: NotedEntry | undefined): void {
  if (entry.seq === head.seq && entry.hash !== head.hash) throw broken(entry.seq, 'head');
  if (entry.seq === noted?.seq && entry.hash !== noted.hash) throw broken(entry.seq, 'known');
}

const sentences: Readonly<Record<ChainFault, string>> = {
  number: 'an entry is missing, repeated or out of order',
  previous: 'it does not follow the entry before it',
  hash: 'what it says was changed',
  detail: 'its detail was changed',
  head: 'the head of the chain names another entry',
  cut: 'it and all after it are missing',
  known: 'it is another one than was noted',
};

function broken(seq: number, fault: ChainFault): VestibuleError {
  return new VestibuleError('VST_AUDIT_BROKEN', `The audit is broken at entry ${seq}: ${sentences[fault]}`, {
    seq,
    fault,
  });
}
