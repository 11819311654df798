// What a change reads, in memory: for the pure `decide` of an operation.
import { type FoldingTable, keyOf } from '../../src/directory/folding.ts';
import { placeOf } from '../../src/directory/identifier-rules.ts';
import type { HeldIdentifier, Known, Secret, UserRecord } from '../../src/domain/ports/changes.ts';
import { fakeFolding, seedDraft, type UserSeed } from './user-seed.ts';

/** A user with what stands under her names; her id is `u-<primary identifier>` unless the seed names one. */
export function recordOf(
  seed: UserSeed & { readonly password?: Secret; readonly pin?: Secret },
  folding: FoldingTable = fakeFolding,
): UserRecord {
  const { password, pin, ...rest } = seed;
  const id = seed.id ?? `u-${seed.primaryIdentifier}`;
  const { user, identifiers } = seedDraft(rest, id, '2026-03-02T09:00:00.000Z', folding);
  return { user, identifiers, password, pin };
}

/** A value of the record in another status, as a test needs it. */
export function withIdentifier(
  record: UserRecord,
  given: Partial<HeldIdentifier> & { readonly type: string; readonly value: string },
  folding: FoldingTable = fakeFolding,
): UserRecord {
  const added: HeldIdentifier = {
    id: `${record.user.id}-${given.type}-${given.value}`,
    userId: record.user.id,
    status: 'active',
    segment: 'internal',
    ...keyOf(folding, given.type, given.value),
    ...given,
  };
  return { ...record, identifiers: [...record.identifiers, added] };
}

/** @param kept values that belong to nobody and are not free yet */
export function knownOf(
  records: readonly UserRecord[],
  options: { readonly now?: number; readonly kept?: readonly HeldIdentifier[] } = {},
): Known {
  const now = options.now ?? Date.UTC(2026, 2, 2, 9);
  const all = [...records.flatMap(({ identifiers }) => identifiers), ...(options.kept ?? [])];
  const isFree = ({ status, holdUntil }: HeldIdentifier) =>
    (status === 'retired' || status === 'held') && holdUntil !== undefined && holdUntil <= now;
  const byPlace = new Map(all.filter((held) => !isFree(held)).map((held) => [placeOf(held), held]));
  return {
    now,
    record: (userId) => records.find(({ user }) => user.id === userId),
    holder: (key) => byPlace.get(placeOf(key)),
    withAddress: (address) =>
      records.flatMap(({ user }) => (user.emails.some((email) => email.address === address) ? [user.id] : [])),
  };
}
