import { dayIn } from '../../domain/day.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { Decision, Known, UserRecord } from '../../domain/ports/changes.ts';
import type { User } from '../../domain/user.ts';
import type { Caller, Directory } from '../deps.ts';
import type { Fault } from '../fault.ts';
import { rightsOf } from '../identifiers/rights.ts';
import { standingRecord } from '../identifiers/standing.ts';
import { namedUser } from '../named-user.ts';
import { authorizeOver } from '../roles/authorize-over.ts';
import type { Settings } from '../settings/schema.ts';
import { settingsOf } from '../settings/settings-of.ts';
import { type EditContext, type EditedRecord, editedRecord } from './edited-record.ts';
import { missingFaults } from './missing-faults.ts';
import { refusedInput } from './refused-input.ts';
import { type ReadChanges, readUserChanges, type UserChanges } from './user-changes.ts';

export interface EditRequest {
  /** As `namedUser` takes it. */
  readonly user: string;
  /** The version that was read. */
  readonly version: number;
  readonly changes: UserChanges;
  /** Changes what another system manages as well; its next word takes that back. */
  readonly openForUpdate?: boolean | undefined;
  /** Protected fields that follow the owning system again from its next word on. */
  readonly followSystem?: readonly string[] | undefined;
}

export interface EditedUser {
  readonly userId: string;
  readonly primaryIdentifier: string;
  /** Names of fields and lists that are other than they were; nothing was written where there are none. */
  readonly changed: readonly string[];
  /** What synchronisation leaves alone from now on. */
  readonly protectedNow: readonly string[];
  /** What the owning system takes back with its next word. */
  readonly overwrittenBySystem: readonly string[];
}

/**
 * Changes a user field by field. Identifiers, roles, the account type, the lock and passwords have operations of their own.
 * A user who becomes inactive or a contact is signed out everywhere.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_USER_CHANGED, VST_USER_INVALID, VST_FIELD_MISSING,
 *   VST_IDENTIFIER_INVALID (a record type that her identifiers are not for), VST_FIELD_LOCKED
 */
export async function editUser(directory: Directory, caller: Caller, request: EditRequest): Promise<EditedUser> {
  const opens = request.openForUpdate === true;
  rightsOf(directory, caller, 'edit-user', ...(opens ? (['edit-locked-fields'] as const) : []));
  const { institution, rules, clock, changes } = directory;
  const read = readUserChanges(request.changes);
  if (read.type === 'faults') throw refusedInput(read.faults);
  const settings = await settingsOf(directory);
  const { id } = await namedUser(directory, request.user);
  const now = clock.now();
  const context = {
    rules,
    settings,
    now: new Date(now).toISOString(),
    today: dayIn(institution.timeZone, now),
    who: caller.actor.who,
  };
  const { version, followSystem = [] } = request;
  return changes.change(institution.slug, { users: [id] }, caller.actor, (known) => {
    const decision = decideEdit(known, { userId: id, version, changes: read.changes, opens, followSystem }, context);
    // Whoever has her address gets the link that sets a new password.
    if (decision.result.changed.includes('emails'))
      authorizeOver(directory, caller, standingRecord(known, id).user, context.today);
    return decision;
  });
}

interface EditInput {
  readonly userId: string;
  readonly version: number;
  readonly changes: ReadChanges;
  readonly opens: boolean;
  readonly followSystem: readonly string[];
}

export function decideEdit(
  known: Known,
  { userId, version, changes, opens, followSystem }: EditInput,
  context: EditContext & { readonly settings: Pick<Settings, 'mandatory'> },
): Decision<EditedUser> {
  const record = standingRecord(known, userId, version);
  const edited = editedRecord(record, changes, context);
  const faults = [...edited.faults, ...newlyMissing(record, edited.user, context.settings)];
  if (faults.length > 0) throw refusedInput(faults);
  if (!opens) refuseLocked(record.user, edited);
  const followed = edited.user.protectedFields.filter((field) => !followSystem.includes(field));
  const user = { ...edited.user, protectedFields: followed, sessionEpoch: epochAfter(record.user, edited.user) };
  const { changed, locked, newlyProtected } = edited;
  return {
    action: 'user-edited',
    records: [{ ...record, user }],
    facts: opens && locked.length > 0 ? { opened: locked.join(', ') } : undefined,
    result: {
      userId,
      primaryIdentifier: user.primaryIdentifier,
      changed,
      protectedNow: newlyProtected.filter((field) => followed.includes(field)),
      overwrittenBySystem: locked,
    },
  };
}

/** What she lacked before is nobody's fault now: an import may have brought her so. */
function newlyMissing(record: UserRecord, user: User, settings: Pick<Settings, 'mandatory'>): readonly Fault[] {
  const before = new Set(missingFaults(settings, record).map(({ message }) => message));
  return missingFaults(settings, { ...record, user }).filter(({ message }) => !before.has(message));
}

function refuseLocked({ owningSystem = 'another system' }: User, { locked }: EditedRecord): void {
  if (locked.length === 0) return;
  const fields = locked.join(', ');
  throw new VestibuleError(
    'VST_FIELD_LOCKED',
    `${fields}: managed by ${owningSystem}, which would take a change back with its next word`,
    { fields, owningSystem },
  );
}

function epochAfter(before: User, { status, recordType, sessionEpoch }: User): number {
  const isShutOut =
    (status === 'inactive' && before.status !== 'inactive') ||
    (recordType === 'contact' && before.recordType !== 'contact');
  return isShutOut ? sessionEpoch + 1 : sessionEpoch;
}
