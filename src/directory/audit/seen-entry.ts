// An entry as somebody may see it: identifiers of types that are hidden from staff are left out of it.
import type { AuditDetail, AuditRecord, ChangedFields } from '../../domain/ports/audit-trail.ts';
import type { HeldIdentifier } from '../../domain/ports/changes.ts';
import type { IdentifierSight } from '../identifier-sight.ts';

/** What happened, without what the chain is made of. */
export interface SeenEntry
  extends Pick<AuditRecord, 'seq' | 'who' | 'via' | 'action' | 'userId' | 'batch' | 'relyingParty' | 'trace'> {
  /** ISO 8601. */
  readonly at: string;
  /** Undefined once erased. */
  readonly detail?: AuditDetail | undefined;
}

export function seenEntry(entry: AuditRecord, sight: Pick<IdentifierSight, 'withholds'>): SeenEntry {
  const { seq, at, who, via, action, userId, batch, relyingParty, trace, detail } = entry;
  return {
    seq,
    at: new Date(at).toISOString(),
    who,
    via,
    action,
    userId,
    batch,
    relyingParty,
    trace,
    detail: detail && {
      ...detail,
      ...(detail.before && { before: seenFields(detail.before, sight) }),
      ...(detail.after && { after: seenFields(detail.after, sight) }),
    },
  };
}

function seenFields(fields: ChangedFields, { withholds }: Pick<IdentifierSight, 'withholds'>): ChangedFields {
  const { identifiers } = fields;
  if (identifiers === undefined) return fields;
  const held = identifiers as unknown as readonly HeldIdentifier[];
  return { ...fields, identifiers: held.filter(({ type }) => !withholds(type)).map((one) => ({ ...one })) };
}
