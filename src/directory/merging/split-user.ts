// One user who turned out to be two people.
import { dayIn } from '../../domain/day.ts';
import { VestibuleError } from '../../domain/errors.ts';
import { primaryType } from '../../domain/identifier.ts';
import type { Known, UserRecord } from '../../domain/ports/changes.ts';
import type { PersonName } from '../../domain/user.ts';
import type { Caller, Directory } from '../deps.ts';
import { keyOf } from '../folding.ts';
import { type IdentifierRules, placeOf } from '../identifier-rules.ts';
import { asKept, refuseUnfit, refuseUnfitPrimary } from '../identifiers/judge.ts';
import { rightsOf } from '../identifiers/rights.ts';
import { isLive, standingRecord } from '../identifiers/standing.ts';
import { takenBy } from '../identifiers/taken.ts';
import { authorizeOver } from '../roles/authorize-over.ts';
import { settingsOf } from '../settings/settings-of.ts';
import { type SplitRecords, type SplitTake, splitRecord } from './split-record.ts';

export interface SplitRequest {
  /** Internal id of the user who stays. */
  readonly user: string;
  readonly take: SplitTake;
  /** The primary identifier of the new user: an additional or former identifier of the user, or a new value. */
  readonly newPrimary: string;
  readonly name: PersonName;
  readonly dropSecrets?: boolean | undefined;
  /** Judge, and write nothing. */
  readonly dryRun?: boolean | undefined;
}

export interface SplitResult {
  readonly userId: string;
  /** The new user. */
  readonly goes: UserRecord;
  /** What `undoBatch` takes it back by. */
  readonly batch: string;
}

/**
 * Makes a second user of what is taken from the first, in one transaction; the sessions of the first are over.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_IDENTIFIER_UNKNOWN, VST_IDENTIFIER_TAKEN,
 *   VST_IDENTIFIER_INVALID, VST_FIELD_MISSING for a name without a last name, VST_USER_INVALID
 */
export async function splitUser(directory: Directory, caller: Caller, request: SplitRequest): Promise<SplitResult> {
  const { institution, rules, changes, clock, random } = directory;
  const rights = rightsOf(directory, caller, 'split-user');
  const value = asKept(request.newPrimary);
  refuseUnfitPrimary(rules, await settingsOf(directory), value, institution.languages[0] ?? 'en');
  if (request.name.last.trim() === '')
    throw new VestibuleError('VST_FIELD_MISSING', 'A user must have a last name', { field: 'name.last' });
  const record = await changes.record(institution.slug, request.user);
  if (record === undefined) throw unknownUser(request.user);
  const place = keyOf(rules.table, primaryType, value);
  const now = clock.now();
  const ids = { userId: random.uuid(now), batch: random.uuid(now), identifierId: random.uuid(now) };
  return changes.change(
    institution.slug,
    { users: [request.user], keys: [place, ...record.identifiers] },
    caller.actor,
    (known) => {
      const { stays, goes } = split(known, place);
      refuseUnfitOf(goes, rules);
      return {
        action: 'user-split',
        records: request.dryRun === true ? [] : [stays, goes],
        batch: ids.batch,
        facts: { user: request.user, newUser: ids.userId },
        result: { userId: ids.userId, goes, batch: ids.batch },
      };
    },
  );

  function split(known: Known, key: typeof place): SplitRecords {
    const standing = standingRecord(known, request.user);
    authorizeOver(directory, caller, standing.user, dayIn(institution.timeZone, known.now));
    const holder = known.holder(key);
    if (holder !== undefined && holder.userId !== request.user) throw takenBy(known, holder, rules, rights);
    const { take, name, dropSecrets = false } = request;
    const fresh = { id: ids.identifierId, userId: ids.userId, type: primaryType, value, ...key };
    const newPrimary = holder ?? { ...fresh, status: 'active' as const, segment: 'internal' as const };
    const at = new Date(known.now).toISOString();
    return splitRecord(standing, { take, newPrimary, name, dropSecrets }, ids.userId, at, caller.actor);
  }
}

/** What is taken must suit the new user as if it were attached to her; former values do as they are. */
function refuseUnfitOf({ user, identifiers }: UserRecord, rules: IdentifierRules): void {
  for (const identifier of identifiers) {
    if (identifier.type !== primaryType && isLive(identifier) && rules.types.has(identifier.type))
      refuseUnfit(rules, identifier, user);
  }
  const doubled = identifiers.find(
    (one, index) => identifiers.findIndex((other) => placeOf(other) === placeOf(one)) < index,
  );
  if (doubled !== undefined) throw new VestibuleError('VST_USER_INVALID', 'An identifier is taken twice');
}

function unknownUser(userId: string): VestibuleError {
  return new VestibuleError('VST_USER_UNKNOWN', `No user has the id ${JSON.stringify(userId)}`, { userId });
}
