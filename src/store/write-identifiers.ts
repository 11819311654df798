// Which identifiers a draft takes, keeps and gives up.
import type { Insertable } from 'kysely';
import { foldingVersion } from '../directory/folding.ts';
import type { UserDraft } from '../domain/ports/users.ts';
import { type DraftIdentifier, isCurrentPrimary } from './draft-check.ts';
import type { IdentifierRow } from './identifiers.ts';
import type { IdentifiersTable } from './schema.ts';

export const placeOf = ({ scope, key }: { readonly scope: string; readonly key: string }) => `${scope}\n${key}`;

/** Rows by place, as they stand and as the drafts before this one leave them. */
export type Holders = Map<string, IdentifierRow>;

export interface IdentifierChange {
  readonly removed: readonly IdentifierRow[];
  readonly added: readonly (Insertable<IdentifiersTable> & IdentifierRow)[];
}

/** The first of the draft's values that somebody else has, or that it brings twice. */
export function takenPlace(
  holders: Holders,
  draft: UserDraft,
  userId: string,
  now: number,
): { scope: string; key: string; by: string | undefined } | undefined {
  const brought = new Set<string>();
  for (const { scope, key } of draft.identifiers) {
    const place = placeOf({ scope, key });
    const holder = holders.get(place);
    if (holder !== undefined && holder.user_id !== userId && !isFree(holder, now))
      return { scope, key, by: holder.user_id ?? undefined };
    if (brought.has(place)) return { scope, key, by: undefined };
    brought.add(place);
  }
  return undefined;
}

/** A retired or held value whose time is over. */
export function isFree({ status, hold_until }: IdentifierRow, now: number): boolean {
  return (status === 'retired' || status === 'held') && hold_until !== null && hold_until <= now;
}

/**
 * External values that the draft does not bring go; internal ones, and former primary identifiers, stay. A primary
 * identifier that is replaced stays as an alias.
 *
 * @param stored the user's rows
 * @param isEdit whether the draft was made from the stored user and may overwrite internal values
 */
export function planIdentifiers(
  holders: Holders,
  stored: readonly IdentifierRow[],
  draft: UserDraft,
  userId: string,
  isEdit: boolean,
): IdentifierChange {
  const removed: IdentifierRow[] = [];
  const added: IdentifierRow[] = [];
  const brought = new Set(draft.identifiers.map(placeOf));
  for (const row of stored) {
    if (brought.has(placeOf(row))) continue;
    const isLive = row.status === 'active' || row.status === 'inactive';
    if (isCurrentPrimary(row)) added.push({ ...row, status: 'alias' });
    if (isCurrentPrimary(row) || (row.segment === 'external' && isLive)) removed.push(row);
  }
  for (const identifier of draft.identifiers) {
    const row = holders.get(placeOf(identifier));
    const next = toRow(draft.user.institution, userId, identifier, row);
    if (row !== undefined && (isSame(row, next) || (!isEdit && staysInternal(row, next)))) continue;
    if (row !== undefined) removed.push(row);
    added.push(next);
  }
  return { removed, added };
}

/** A value that was made internal here keeps its segment, status and note when another system brings it too. */
function staysInternal(row: IdentifierRow, next: IdentifierRow): boolean {
  const isHere = row.user_id === next.user_id && row.type === next.type && !isCurrentPrimary(row);
  return isHere && row.segment === 'internal' && next.segment === 'external';
}

function toRow(
  institution: string,
  userId: string,
  { id, type, value, status, segment, note, scope, key }: DraftIdentifier,
  row: IdentifierRow | undefined,
): IdentifierRow {
  const known = row?.user_id === userId && row.type === type ? row : undefined;
  const what = { type, value, status, segment, note: note ?? null };
  return {
    institution,
    scope,
    key,
    id: known?.id ?? id,
    user_id: userId,
    ...what,
    folding_version: foldingVersion,
    // A draft does not know the time of what was retired, or of a former primary identifier: it goes on.
    hold_until: known?.status === status ? known.hold_until : null,
  };
}

export function isSame(row: IdentifierRow, next: IdentifierRow): boolean {
  const fields = [
    'id',
    'user_id',
    'type',
    'value',
    'status',
    'segment',
    'note',
    'folding_version',
    'hold_until',
  ] as const;
  return fields.every((field) => row[field] === next[field]);
}
