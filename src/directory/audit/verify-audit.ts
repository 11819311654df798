// Verifying a chain where it stands, and one that was exported.
import { z } from 'zod';
import { VestibuleError } from '../../domain/errors.ts';
import type { AuditChain, AuditHead, AuditRecord } from '../../domain/ports/audit-trail.ts';
import type { Caller } from '../deps.ts';
import { type AuditDirectory, mayWithAudit, tellAudit } from './deps.ts';
import { type NotedEntry, type VerifiedChain, verifyChain } from './verify.ts';

/** Retention may move the beginning of a chain while it is read. */
const triesMax = 5;

/**
 * That it was verified, and with what end, is written into the decisions afterwards.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_AUDIT_BROKEN
 */
export async function verifyAudit(
  directory: AuditDirectory,
  caller: Caller,
  chain: AuditChain,
  noted?: NotedEntry,
): Promise<VerifiedChain> {
  mayWithAudit(directory, caller, 'read-audit');
  const { institution, trail } = directory;
  for (let tries = 1; ; tries++) {
    const head = await trail.head(institution.slug, chain);
    try {
      const verified = await verifyChain(trail.entries(institution.slug, chain), head, noted);
      await tellAudit(directory, caller, { action: 'audit-verified', detail: { chain, upTo: verified.last.seq } });
      return verified;
    } catch (error) {
      if (!(error instanceof VestibuleError) || error.code !== 'VST_AUDIT_BROKEN') throw error;
      const now = await trail.head(institution.slug, chain);
      if (now.anchorSeq !== head.anchorSeq && tries < triesMax) continue;
      const { seq = 0, fault = '' } = error.detail;
      await tellAudit(directory, caller, { action: 'audit-broken', detail: { chain, seq, fault } });
      throw error;
    }
  }
}

const headLine = z.strictObject({
  audit: z.enum(['changes', 'decisions']),
  format: z.literal(1),
  institution: z.string(),
  exportedAt: z.iso.datetime(),
  head: z.strictObject({ seq: z.int(), hash: z.string(), anchorSeq: z.int(), anchorHash: z.string() }),
});

// What is in an entry its hashes say; here only that they can be computed.
const entryLine = z.looseObject({
  institution: z.string(),
  seq: z.int(),
  at: z.int(),
  who: z.string(),
  via: z.string(),
  action: z.string(),
  userId: z.string().optional(),
  batch: z.string().optional(),
  relyingParty: z.string().optional(),
  trace: z.string().optional(),
  detail: z.record(z.string(), z.unknown()).optional(),
  salt: z.string().optional(),
  detailHash: z.string(),
  previous: z.string(),
  hash: z.string(),
});

export interface VerifiedExport extends VerifiedChain {
  readonly chain: AuditChain;
  readonly institution: string;
  readonly exportedAt: string;
}

/**
 * @param lines of a file that `exportAudit` wrote, without their ends
 * @throws VestibuleError VST_AUDIT_BROKEN; VST_REQUEST_MALFORMED when it does not begin as such a file
 */
export async function verifyExport(lines: AsyncIterable<string>, noted?: NotedEntry): Promise<VerifiedExport> {
  const iterator = lines[Symbol.asyncIterator]();
  const first = await iterator.next();
  const head = headLine.safeParse(first.done === true ? undefined : parsed(first.value));
  if (!head.success) throw new VestibuleError('VST_REQUEST_MALFORMED', 'The file is no exported audit');
  const { audit: chain, institution, exportedAt } = head.data;
  const verified = await verifyChain(entriesOf(iterator, head.data.head), head.data.head, noted);
  return { ...verified, chain, institution, exportedAt };
}

async function* entriesOf(lines: AsyncIterator<string>, { anchorSeq }: AuditHead): AsyncGenerator<AuditRecord> {
  let expected = anchorSeq + 1;
  for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
    const entry = entryLine.safeParse(parsed(line.value));
    if (!entry.success)
      throw new VestibuleError('VST_AUDIT_BROKEN', `The audit is broken at entry ${expected}: it cannot be read`, {
        seq: expected,
        fault: 'hash',
      });
    expected = entry.data.seq + 1;
    // Nothing of an absent detail or salt: an erased one has neither.
    yield { ...entry.data, detail: entry.data.detail, salt: entry.data.salt } as AuditRecord;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
