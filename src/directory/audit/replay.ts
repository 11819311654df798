// The state of all users, made of nothing but the audit of changes.
import type { AuditRecord, ChangedFields } from '../../domain/ports/audit-trail.ts';
import type { HeldIdentifier } from '../../domain/ports/changes.ts';
import type { User } from '../../domain/user.ts';
import { placeOf } from '../identifier-rules.ts';

export interface ReplayedUser {
  readonly user: User;
  /** In the order of scope and key. */
  readonly identifiers: readonly HeldIdentifier[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * What an entry does is read from before and after, never from its action: a user who only came was made, one who only
 * went is no more. A user is left out where what she was made of cannot be known: one of her entries was erased, or
 * retention took the first.
 *
 * @param entries of the chain `changes`, in order
 */
export async function replay(entries: AsyncIterable<AuditRecord>): Promise<ReadonlyMap<string, ReplayedUser>> {
  const users = new Map<string, Fields>();
  const places = new Map<string, HeldIdentifier>();
  for await (const { userId, detail } of entries) {
    if (detail === undefined) {
      if (userId !== undefined) users.delete(userId);
      continue;
    }
    if (userId !== undefined) replayUser(users, userId, detail.before?.user, detail.after?.user);
    replayIdentifiers(places, detail.before, detail.after);
  }
  const held = Map.groupBy(places.values(), (identifier) => identifier.userId);
  return new Map(
    [...users].map(([id, user]) => [
      id,
      { user: user as unknown as User, identifiers: (held.get(id) ?? []).toSorted(byPlace) },
    ]),
  );
}

function replayUser(
  users: Map<string, Fields>,
  id: string,
  before: Fields | undefined,
  after: Fields | undefined,
): void {
  if (before === undefined) {
    if (after !== undefined) users.set(id, withoutNulls(after));
    return;
  }
  if (after === undefined) {
    users.delete(id);
    return;
  }
  const user = users.get(id);
  if (user !== undefined) users.set(id, withoutNulls({ ...user, ...after }));
}

/** A field that a user does not have is `null` in the audit, and absent in the record. */
function withoutNulls(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/**
 * A change of several users has an entry for each: a value that passes from one to another may come to her before it
 * goes from the first. So it goes only while it is still his.
 */
function replayIdentifiers(
  places: Map<string, HeldIdentifier>,
  before: ChangedFields | undefined,
  after: ChangedFields | undefined,
): void {
  for (const gone of held(before)) {
    if (places.get(placeOf(gone))?.userId === gone.userId) places.delete(placeOf(gone));
  }
  for (const come of held(after)) places.set(placeOf(come), come);
}

function held(fields: ChangedFields | undefined): readonly HeldIdentifier[] {
  return (fields?.identifiers ?? []) as unknown as readonly HeldIdentifier[];
}

function byPlace(left: HeldIdentifier, right: HeldIdentifier): number {
  return placeOf(left) < placeOf(right) ? -1 : 1;
}
