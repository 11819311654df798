// Entries of the audit with the keys that their identifiers have by now: folding may have changed since.
import { primaryType } from '../../domain/identifier.ts';
import type { AuditRecord, ChangedFields } from '../../domain/ports/audit-trail.ts';
import { keyOf } from '../folding.ts';
import type { IdentifierRules } from '../identifier-rules.ts';
import { heldOf } from './entry-inverse.ts';

export async function* foldedEntries(
  rules: IdentifierRules,
  entries: AsyncIterable<AuditRecord>,
): AsyncGenerator<AuditRecord> {
  for await (const entry of entries) {
    if (entry.detail === undefined) yield entry;
    else {
      const { before, after, ...rest } = entry.detail;
      yield { ...entry, detail: { ...rest, before: folded(rules, before), after: folded(rules, after) } };
    }
  }
}

/** Of a type that is no longer configured the key stays as it was. */
function folded(rules: IdentifierRules, fields: ChangedFields | undefined): ChangedFields | undefined {
  if (fields?.identifiers === undefined) return fields;
  const identifiers = heldOf(fields).map((one) =>
    one.type === primaryType || rules.types.has(one.type)
      ? { ...one, ...keyOf(rules.table, one.type, one.value) }
      : { ...one },
  );
  return { ...fields, identifiers };
}
