import type { Decision, Known } from '../../domain/ports/changes.ts';
import { lineFault } from '../characters.ts';
import type { Caller, Directory } from '../deps.ts';
import { trimBlanks } from '../folding.ts';
import { rightsOf } from '../identifiers/rights.ts';
import { standingRecord } from '../identifiers/standing.ts';
import { namedUser } from '../named-user.ts';
import { refusedInput } from './refused-input.ts';

export interface LockRequest {
  /** As `namedUser` takes it. */
  readonly user: string;
  readonly version?: number | undefined;
  /** For staff; the person is not told. */
  readonly reason: string;
}

export interface LockedUser {
  readonly userId: string;
  readonly primaryIdentifier: string;
  /** False when an unlocked user is unlocked: nothing was written. */
  readonly changed: boolean;
}

/**
 * Keeps a person out by every method, and signs her out everywhere.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_USER_CHANGED, VST_USER_INVALID, VST_FIELD_MISSING
 */
export async function lockSignIn(directory: Directory, caller: Caller, request: LockRequest): Promise<LockedUser> {
  rightsOf(directory, caller, 'lock-sign-in');
  const reason = trimBlanks(request.reason);
  refuseReason(reason);
  return changed(directory, caller, request, (known, userId) =>
    decideLock(known, { userId, version: request.version, reason, by: caller.actor.who }),
  );
}

/** @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_USER_CHANGED */
export async function unlockSignIn(
  directory: Directory,
  caller: Caller,
  request: Omit<LockRequest, 'reason'>,
): Promise<LockedUser> {
  rightsOf(directory, caller, 'lock-sign-in');
  return changed(directory, caller, request, (known, userId) =>
    decideUnlock(known, { userId, version: request.version }),
  );
}

async function changed(
  directory: Directory,
  caller: Caller,
  request: Omit<LockRequest, 'reason'>,
  decide: (known: Known, userId: string) => Decision<LockedUser>,
): Promise<LockedUser> {
  const { id } = await namedUser(directory, request.user);
  const { changes, institution } = directory;
  return changes.change(institution.slug, { users: [id] }, caller.actor, (known) => decide(known, id));
}

const reasonMax = 500;

function refuseReason(reason: string): void {
  const path = 'reason';
  if (reason === '') throw refusedInput([{ path, code: 'field-missing', message: 'A lock needs a reason.' }]);
  const fault = reason.length > reasonMax ? `is longer than ${reasonMax} characters` : lineFault(reason);
  if (fault !== undefined) throw refusedInput([{ path, code: 'value-invalid', message: `This ${fault}.` }]);
}

interface Meant {
  readonly userId: string;
  readonly version: number | undefined;
}

export function decideLock(
  known: Known,
  { userId, version, reason, by }: Meant & { readonly reason: string; readonly by: string },
): Decision<LockedUser> {
  const record = standingRecord(known, userId, version);
  const { user } = record;
  const signInLock = { at: new Date(known.now).toISOString(), by, reason };
  return {
    action: 'sign-in-locked',
    records: [{ ...record, user: { ...user, signInLock, sessionEpoch: user.sessionEpoch + 1 } }],
    result: { userId, primaryIdentifier: user.primaryIdentifier, changed: true },
  };
}

export function decideUnlock(known: Known, { userId, version }: Meant): Decision<LockedUser> {
  const record = standingRecord(known, userId, version);
  const { signInLock, ...user } = record.user;
  const wasLocked = signInLock !== undefined;
  return {
    action: 'sign-in-unlocked',
    records: wasLocked ? [{ ...record, user }] : [],
    result: { userId, primaryIdentifier: user.primaryIdentifier, changed: wasLocked },
  };
}
