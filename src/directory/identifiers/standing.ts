// The user and the identifier that a change is about, as they stand when it is decided.
import { VestibuleError } from '../../domain/errors.ts';
import { type IdentifierKey, primaryType } from '../../domain/identifier.ts';
import type { HeldIdentifier, Known, UserRecord } from '../../domain/ports/changes.ts';
import { placeOf } from '../identifier-rules.ts';

/** @throws VestibuleError VST_USER_UNKNOWN; VST_USER_CHANGED when the caller read another version */
export function standingRecord(known: Known, userId: string, version?: number): UserRecord {
  const record = known.record(userId);
  if (record === undefined) throw new VestibuleError('VST_USER_UNKNOWN', 'The user is no more', { userId });
  if (version !== undefined && version !== record.user.version)
    throw new VestibuleError('VST_USER_CHANGED', 'The user was changed since she was read', {
      userId,
      version: record.user.version,
    });
  return record;
}

/** In whatever status. @throws VestibuleError VST_IDENTIFIER_UNKNOWN */
export function standingIdentifier(
  { user, identifiers }: UserRecord,
  type: string,
  key: IdentifierKey,
): HeldIdentifier {
  const found = at(identifiers, key);
  if (found !== undefined && found.type === type) return found;
  throw new VestibuleError('VST_IDENTIFIER_UNKNOWN', `The user has no such identifier of type ${type}`, {
    userId: user.id,
    type,
  });
}

export function at(identifiers: readonly HeldIdentifier[], key: IdentifierKey): HeldIdentifier | undefined {
  const place = placeOf(key);
  return identifiers.find((identifier) => placeOf(identifier) === place);
}

/** The one primary identifier that she has now: former ones are aliases. */
export function currentPrimary({ user, identifiers }: UserRecord): HeldIdentifier {
  const found = identifiers.find((identifier) => identifier.type === primaryType && isLive(identifier));
  if (found !== undefined) return found;
  throw new VestibuleError('VST_STORE_CORRUPT', 'A user has no primary identifier', { userId: user.id });
}

/** A name of hers, switched on or off; not a former, retired or held one. */
export function isLive({ status }: Pick<HeldIdentifier, 'status'>): boolean {
  return status === 'active' || status === 'inactive';
}

/** `next` in place of `before`; a value that stands where `next` is to stand goes. */
export function exchanged(
  identifiers: readonly HeldIdentifier[],
  before: HeldIdentifier | undefined,
  next: HeldIdentifier,
): readonly HeldIdentifier[] {
  const gone = new Set([placeOf(next), ...(before === undefined ? [] : [placeOf(before)])]);
  return [...identifiers.filter((identifier) => !gone.has(placeOf(identifier))), next];
}
