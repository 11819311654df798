import type { AuditEntry } from '../domain/ports/journal.ts';
import type { Engine } from './engine.ts';
import { asStorable } from './storable.ts';

/** What was released and what was done, in the order it was written: the clock may jump. */
export function createAudit(engine: Engine) {
  return {
    audit: async (entry: AuditEntry): Promise<void> => {
      const text = (value: string | undefined) => (value === undefined ? null : asStorable(value));
      const row = {
        at: entry.at,
        institution: entry.institution,
        action: asStorable(entry.action),
        actor: asStorable(entry.actor),
        user_id: text(entry.userId),
        relying_party: text(entry.relyingParty),
        trace: text(entry.trace),
        detail: JSON.stringify(entry.detail),
      };
      await engine.transaction((transaction) => transaction.insertAll('audit', [row]));
    },
    auditOf: async (institution: string, limit: number): Promise<readonly AuditEntry[]> => {
      const rows = await engine.db
        .selectFrom('audit')
        .select(['at', 'institution', 'action', 'actor', 'user_id', 'relying_party', 'trace', 'detail'])
        .where('institution', '=', institution)
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        at: row.at,
        institution: row.institution,
        action: row.action,
        actor: row.actor,
        ...(row.user_id === null ? {} : { userId: row.user_id }),
        ...(row.relying_party === null ? {} : { relyingParty: row.relying_party }),
        ...(row.trace === null ? {} : { trace: row.trace }),
        detail: JSON.parse(row.detail) as AuditEntry['detail'],
      }));
    },
  };
}
