// How an entry of the audit is hashed: the same when it is written, when it is verified, and in an exported file.
import { hash } from 'node:crypto';
import type { AuditRecord } from './ports/audit-trail.ts';

export type HashedEntry = Omit<AuditRecord, 'detail' | 'salt' | 'hash'>;

/** SHA-256, base64url, of the salt and the detail's JSON as it is stored, with a line feed between. */
export function hashOfDetail(salt: string, detail: string): string {
  return hash('sha256', `${salt}\n${detail}`, 'base64url');
}

/** SHA-256, base64url, of a JSON array of what the entry says, in this order; absent values are `null`. */
export function hashOfEntry(entry: HashedEntry): string {
  const { institution, seq, at, who, via, action, detailHash, previous } = entry;
  const { userId = null, batch = null, relyingParty = null, trace = null } = entry;
  const said = [institution, seq, at, who, via, action, userId, batch, relyingParty, trace, detailHash, previous];
  return hash('sha256', JSON.stringify(said), 'base64url');
}
