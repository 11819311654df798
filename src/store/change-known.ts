// What a change knows: the rows that were read, as records.
import type { HeldIdentifier, Known, Secret, UserRecord } from '../domain/ports/changes.ts';
import { primaryFirst, toHeldIdentifier } from './identifiers.ts';
import type { Stored } from './plan.ts';
import { toUser } from './user-rows.ts';
import { credentialPlace } from './write-credentials.ts';
import { isFree, placeOf } from './write-identifiers.ts';

export function knownOf(stored: Stored, withAddress: Known['withAddress'], now: number): Known {
  const records = new Map<string, UserRecord | undefined>();
  return {
    now,
    withAddress,
    record(userId) {
      if (!records.has(userId)) records.set(userId, recordOf(stored, userId));
      return records.get(userId);
    },
    holder(key): HeldIdentifier | undefined {
      const row = stored.holders.get(placeOf(key));
      return row === undefined || isFree(row, now) ? undefined : toHeldIdentifier(row);
    },
  };
}

export function recordOf(stored: Stored, userId: string): UserRecord | undefined {
  const row = stored.users.get(userId);
  if (row === undefined) return undefined;
  const identifiers = (stored.identifiersOf.get(userId) ?? []).map(toHeldIdentifier).sort(primaryFirst);
  const [password, pin] = [secretOf(stored, userId, 'password'), secretOf(stored, userId, 'pin')];
  return { user: toUser(row), identifiers, ...(password && { password }), ...(pin && { pin }) };
}

function secretOf(stored: Stored, userId: string, kind: 'password' | 'pin'): Secret | undefined {
  const row = stored.credentials.get(credentialPlace(userId, kind));
  return row && { hash: row.hash, mustChange: row.must_change === 1 };
}
