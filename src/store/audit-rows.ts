import type { AuditDetail, AuditRecord } from '../domain/ports/audit-trail.ts';
import type { ChainedTable } from './schema.ts';

export type AuditRow = ChainedTable;

export const auditColumns = [
  'institution',
  'seq',
  'at',
  'who',
  'via',
  'action',
  'user_id',
  'batch',
  'relying_party',
  'trace',
  'detail',
  'salt',
  'detail_hash',
  'previous',
  'hash',
] as const satisfies readonly (keyof ChainedTable)[];

export function toRecord(row: AuditRow): AuditRecord {
  const { institution, seq, at, who, via, action, batch, trace, detail, salt, previous, hash } = row;
  return {
    institution,
    seq,
    at,
    who,
    via,
    action,
    ...(row.user_id === null ? {} : { userId: row.user_id }),
    ...(batch === null ? {} : { batch }),
    ...(row.relying_party === null ? {} : { relyingParty: row.relying_party }),
    ...(trace === null ? {} : { trace }),
    detail: detail === null ? undefined : toDetail(detail),
    detailHash: row.detail_hash,
    salt: salt ?? undefined,
    previous,
    hash,
  };
}

/**
 * A text that is not exactly the JSON of a detail was not written here. It comes out as one whose hash is another, so that
 * whoever verifies finds the entry, and whoever only reads is not stopped by it.
 */
function toDetail(text: string): AuditDetail {
  try {
    const detail: unknown = JSON.parse(text);
    if (typeof detail === 'object' && detail !== null && JSON.stringify(detail) === text) return detail;
  } catch {
    // As below.
  }
  return { facts: { unreadable: text } };
}
