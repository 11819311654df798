import type { AuditChain, AuditFilter, AuditRecord } from '../../domain/ports/audit-trail.ts';
import type { Caller } from '../deps.ts';
import { type AuditDirectory, mayWithAudit, tellAudit } from './deps.ts';

/**
 * The entries of a chain; that they were read is written into the decisions first.
 *
 * @throws VestibuleError VST_NOT_ALLOWED
 */
export async function readAudit(
  directory: AuditDirectory,
  caller: Caller,
  chain: AuditChain,
  filter: AuditFilter & { readonly newestFirst?: boolean | undefined } = {},
): Promise<AsyncIterable<AuditRecord>> {
  mayWithAudit(directory, caller, 'read-audit');
  const { userId, batch, action, since, until } = filter;
  const asked = { batch, action, since, until };
  const given = Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  await tellAudit(directory, caller, {
    action: 'audit-read',
    userId,
    detail: { chain, ...Object.fromEntries(given) },
  });
  return directory.trail.entries(directory.institution.slug, chain, filter);
}
