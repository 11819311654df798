// A chain as JSON Lines: its head first, then every entry up to that, one a line.
import type { AuditChain, AuditHead, AuditRecord } from '../../domain/ports/audit-trail.ts';
import type { Caller } from '../deps.ts';
import { type AuditDirectory, mayWithAudit, tellAudit } from './deps.ts';

/** The first line. */
export interface ExportHead {
  readonly audit: AuditChain;
  readonly format: 1;
  readonly institution: string;
  /** ISO 8601. */
  readonly exportedAt: string;
  readonly head: AuditHead;
}

/**
 * Lines with their ends, in constant memory. Verified by `verifyExport`.
 *
 * @throws VestibuleError VST_NOT_ALLOWED
 */
export async function exportAudit(
  directory: AuditDirectory,
  caller: Caller,
  chain: AuditChain,
): Promise<AsyncIterable<string>> {
  mayWithAudit(directory, caller, 'read-audit');
  await tellAudit(directory, caller, { action: 'audit-exported', detail: { chain } });
  const { institution, trail, clock } = directory;
  const head = await trail.head(institution.slug, chain);
  const exportedAt = new Date(clock.now()).toISOString();
  const first: ExportHead = { audit: chain, format: 1, institution: institution.slug, exportedAt, head };
  return lines(first, trail.entries(institution.slug, chain));
}

async function* lines(first: ExportHead, entries: AsyncIterable<AuditRecord>): AsyncGenerator<string> {
  yield `${JSON.stringify(first)}\n`;
  for await (const entry of entries) {
    if (entry.seq > first.head.seq) return;
    yield `${JSON.stringify(entry)}\n`;
  }
}
