import type { Trace } from '../../domain/resolution.ts';
import type { Caller } from '../deps.ts';
import { type AuditDirectory, mayWithAudit, tellAudit } from './deps.ts';

/**
 * A trace by its code. That it was read is written down first, with whom it tells of.
 *
 * @param code as `parseTraceCode` gives it
 * @returns undefined when there is none, or none any more
 * @throws VestibuleError VST_NOT_ALLOWED
 */
export async function readTrace(directory: AuditDirectory, caller: Caller, code: string): Promise<Trace | undefined> {
  mayWithAudit(directory, caller, 'read-trace');
  const trace = await directory.journal.trace(directory.institution.slug, code);
  if (trace === undefined) return undefined;
  await tellAudit(directory, caller, { action: 'trace-read', userId: soleCandidate(trace), trace: code, detail: {} });
  return trace;
}

/** Whom the values of the attempt led to, where that was one person. */
function soleCandidate({ steps }: Trace): string | undefined {
  const ids = new Set(steps.flatMap((step) => (step.type === 'looked-up' ? step.found.map(({ id }) => id) : [])));
  const [only, ...others] = ids;
  return others.length === 0 ? only : undefined;
}
