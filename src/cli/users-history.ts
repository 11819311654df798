// The history of a user as text: a line an entry, and under it what it changed.
import type { SeenEntry } from '../directory/audit/seen-entry.ts';
import { printable } from '../directory/characters.ts';
import type { ChangedFields } from '../domain/ports/audit-trail.ts';
import type { HeldIdentifier } from '../domain/ports/changes.ts';
import { fieldLines } from './changed-fields.ts';
import { identifierFact } from './identifiers-line.ts';
import { momentIn } from './moment.ts';

export interface HistoryWords {
  readonly timeZone: string;
  /** How an actor is called. */
  readonly nameOf: (who: string) => string;
}

/** Ends with a line end. */
export function printHistory(entries: readonly SeenEntry[], words: HistoryWords): string {
  if (entries.length === 0) return 'Nothing of this user stands in the audit.\n';
  return entries
    .flatMap((entry) => linesOf(entry, words))
    .map((line) => `${printable(line)}\n`)
    .join('');
}

function linesOf(
  { seq, at, action, who, via, batch, detail }: SeenEntry,
  { timeZone, nameOf }: HistoryWords,
): readonly string[] {
  const head = `${momentIn(timeZone, at)}  ${action}  by ${nameOf(who)}, ${via}${batch === undefined ? '' : `, batch ${batch}`}  #${seq}`;
  if (detail === undefined) return [head, '    (erased)'];
  const { before, after, facts = {} } = detail;
  return [
    head,
    ...fieldLines(before, after),
    ...identifierLines('-', before, timeZone),
    ...identifierLines('+', after, timeZone),
    ...(['password', 'pin'] as const).flatMap((secret) => secretLine(secret, before, after)),
    ...Object.entries(facts).map(([name, fact]) => `    ${name}: ${String(fact)}`),
  ];
}

function identifierLines(sign: string, fields: ChangedFields | undefined, timeZone: string): readonly string[] {
  const identifiers = (fields?.identifiers ?? []) as unknown as readonly HeldIdentifier[];
  return identifiers.map((identifier) => `  ${sign} ${identifierFact(identifier, timeZone)}`);
}

function secretLine(
  secret: 'password' | 'pin',
  before: ChangedFields | undefined,
  after: ChangedFields | undefined,
): readonly string[] {
  const [was, is] = [before?.[secret], after?.[secret]];
  return was === undefined && is === undefined ? [] : [`    ${secret}: ${was ?? 'none'} -> ${is ?? 'none'}`];
}
