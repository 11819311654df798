// What undoing a page of a batch comes to, given what stands. Pure.
import type { IdentifierKey } from '../../domain/identifier.ts';
import type { AuditRecord } from '../../domain/ports/audit-trail.ts';
import type { Decision, HeldIdentifier, Known } from '../../domain/ports/changes.ts';
import { placeOf } from '../identifier-rules.ts';
import { heldOf, type Rewound, rewound } from './entry-inverse.ts';

/** What a change must read before entries can be taken back. */
export function readsOf(entries: readonly AuditRecord[]): {
  readonly users: readonly string[];
  readonly keys: readonly IdentifierKey[];
} {
  const details = entries.flatMap(({ detail }) => [detail?.before ?? {}, detail?.after ?? {}]);
  const places = details.flatMap(heldOf).map(({ scope, key }) => ({ scope, key }));
  return {
    users: [...new Set(entries.flatMap(({ userId = [] }) => userId))],
    keys: [...new Map(places.map((place) => [placeOf(place), place])).values()],
  };
}

export interface UndoPlan {
  readonly decision: Pick<Decision<unknown>, 'records' | 'removed' | 'freed' | 'memberships'>;
  readonly secretsLost: number;
  /** Values that come back and that somebody has who keeps them: nothing may be written then. */
  readonly strangers: readonly Stranger[];
}

export interface Stranger {
  readonly identifier: HeldIdentifier;
  /** Who has it; empty where it belongs to nobody. */
  readonly holder: string;
}

/**
 * @param entries newest first, whole transactions
 * @throws VestibuleError VST_UNDO_CONFLICT
 */
export function undoPlan(known: Known, entries: readonly AuditRecord[]): UndoPlan {
  const after = rewound(known, entries);
  const { records, freed, memberships, secretsLost } = after;
  return {
    decision: {
      records: [...records.values()].filter((record) => record !== undefined),
      removed: [...records].flatMap(([userId, record]) =>
        record === undefined && known.record(userId) !== undefined ? [userId] : [],
      ),
      freed,
      memberships: [...memberships]
        .filter(([userId]) => records.get(userId) !== undefined)
        .map(([userId, sets]) => ({ userId, sets })),
    },
    secretsLost,
    strangers: strangersAt(known, after),
  };
}

function strangersAt(known: Known, { records, freed }: Rewound): readonly Stranger[] {
  const free = new Set(freed.map(placeOf));
  const strangerAt = (identifier: HeldIdentifier, userId: string): readonly Stranger[] => {
    const holder = known.holder(identifier)?.userId;
    if (holder === undefined || holder === userId) return [];
    const standing = records.has(holder) ? records.get(holder) : known.record(holder);
    const keeps =
      holder === ''
        ? !free.has(placeOf(identifier))
        : standing?.identifiers.some((one) => placeOf(one) === placeOf(identifier)) === true;
    return keeps ? [{ identifier: { ...identifier, userId }, holder }] : [];
  };
  return [...records.values()].flatMap((record) =>
    (record?.identifiers ?? []).flatMap((identifier) => strangerAt(identifier, record?.user.id ?? '')),
  );
}
