import { VestibuleError } from '../domain/errors.ts';
import type { AuditEntry } from '../domain/ports/journal.ts';
import { type AuditRow, auditColumns, toRecord } from './audit-rows.ts';
import type { NewEntry } from './chain.ts';
import { type Engine, LostRace } from './engine.ts';
import type { JournalWriter } from './journal-writer.ts';

/** The decisions of an institution, in the order they were written: the clock may jump. */
export function createAudit(engine: Engine, write: JournalWriter) {
  return {
    audit: async (entry: AuditEntry): Promise<void> => {
      try {
        await write(entry.institution, { entry: chainedEntry(entry) });
      } catch (error) {
        if (!(error instanceof LostRace)) throw error;
        throw new VestibuleError('VST_STORE_UNAVAILABLE', 'Too many others write the same', {}, { cause: error });
      }
    },
    auditOf: async (institution: string, limit: number): Promise<readonly AuditEntry[]> => {
      const rows: AuditRow[] = await engine.db
        .selectFrom('decisions')
        .select(auditColumns)
        .where('institution', '=', institution)
        .where('seq', '>', 0)
        .orderBy('seq', 'desc')
        .limit(limit)
        .execute();
      const entries = rows.map(toEntry);
      return entries.length === limit
        ? entries
        : [...entries, ...(await unchained(engine, institution, limit - entries.length))];
    },
  };
}

/** An entry as the chain takes it: its detail are facts. */
export function chainedEntry(entry: AuditEntry): NewEntry {
  const { at, action, actor, via = '', userId, relyingParty, trace, detail } = entry;
  return { at, who: actor, via, action, userId, batch: undefined, relyingParty, trace, detail: { facts: detail } };
}

function toEntry(row: AuditRow): AuditEntry {
  const { at, institution, action, who, via, userId, relyingParty, trace, detail } = toRecord(row);
  return {
    at,
    institution,
    action,
    actor: who,
    ...(via === '' ? {} : { via }),
    ...(userId === undefined ? {} : { userId }),
    ...(relyingParty === undefined ? {} : { relyingParty }),
    ...(trace === undefined ? {} : { trace }),
    detail: detail?.facts ?? {},
  };
}

/** What was written before decisions stood in a chain. */
async function unchained(engine: Engine, institution: string, limit: number): Promise<readonly AuditEntry[]> {
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
}
