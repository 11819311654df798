// Granting and revoking roles. Each is one change of the user's record, with its entry in the audit.
import { dayIn } from '../../domain/day.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { Decision, Known, UserRecord } from '../../domain/ports/changes.ts';
import type { Day, RoleGrant, UserSummary } from '../../domain/user.ts';
import type { Caller, Directory } from '../deps.ts';
import { namedUser } from '../named-user.ts';
import { authorize, grantingAction, grantStands, type Role, roleOf } from '../permissions.ts';
import { readDay, readRole, readScope } from './role-request.ts';

export interface GrantRequest {
  /** As `namedUser` takes it. */
  readonly user: string;
  /** Our name of a role, or Alma's number. */
  readonly role: string;
  /** Code of a library or desk; the whole institution unless named. */
  readonly scope?: string | undefined;
  /** The last good day; for good unless named. */
  readonly until?: Day | undefined;
}

export interface RevokeRequest {
  readonly user: string;
  readonly role: string;
  /** Everywhere unless named. */
  readonly scope?: string | undefined;
  /** Also takes from the caller herself what lets her grant roles. */
  readonly isForced?: boolean | undefined;
}

export interface RolesChanged {
  readonly user: UserSummary;
  readonly role: Role;
  /** Those that were made, changed or taken away; none when all was so already. */
  readonly grants: readonly RoleGrant[];
}

/**
 * A grant of the same role in the same place is given the new day and made active again.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN; VST_USER_INVALID for a role, place or day that is none, and
 *   for a contact
 */
export async function grantRole(directory: Directory, caller: Caller, request: GrantRequest): Promise<RolesChanged> {
  const { institution } = directory;
  const role = readRole(request.role);
  const scope = readScope(request.scope) ?? institution.code;
  const until = readDay(request.until);
  const today = todayIn(directory);
  authorize(caller, grantingAction(role), [institution.code, scope], today);
  if (until !== undefined && until < today) throw invalid(`The day ${until} is over: nothing would be granted`);
  const { id } = await namedUser(directory, request.user);
  return directory.changes.change(institution.slug, { users: [id] }, caller.actor, (known) => {
    const record = knownUser(known, id);
    if (record.user.recordType === 'contact') throw invalid('A contact has no roles');
    const { roles } = record.user;
    const at = roles.findIndex((held) => roleOf(held.role) === role && held.scope === scope);
    const before = roles[at];
    if (before?.status === 'active' && before.expiryDate === until) return unchanged('role-granted', record, role);
    // The record keeps the spelling it has: Alma's number stays Alma's number.
    const { expiryDate: _, ...kept } = before ?? { role, scope };
    const grant: RoleGrant = { ...kept, status: 'active', ...(until === undefined ? {} : { expiryDate: until }) };
    const changed = before === undefined ? [...roles, grant] : roles.with(at, grant);
    const facts = { role, scope, ...(until === undefined ? {} : { until }) };
    return decided('role-granted', record, role, changed, [grant], facts);
  });
}

/**
 * @throws VestibuleError VST_NOT_ALLOWED, also for the caller's own last grant that lets her grant roles, unless forced;
 *   VST_USER_UNKNOWN, VST_USER_INVALID
 */
export async function revokeRole(directory: Directory, caller: Caller, request: RevokeRequest): Promise<RolesChanged> {
  const { institution } = directory;
  const role = readRole(request.role);
  const scope = readScope(request.scope);
  const today = todayIn(directory);
  // Who may revoke nothing anywhere is not even told who there is; where the grants are is seen below.
  const own = caller.grants === 'operator' ? [] : caller.grants.map((held) => held.scope);
  authorize(caller, grantingAction(role), [institution.code, ...own], today);
  const { id } = await namedUser(directory, request.user);
  return directory.changes.change(institution.slug, { users: [id] }, caller.actor, (known) => {
    const record = knownUser(known, id);
    const { roles } = record.user;
    const goes = (held: RoleGrant) => roleOf(held.role) === role && (scope === undefined || held.scope === scope);
    const gone = roles.filter(goes);
    const places = gone.length > 0 ? gone.map((held) => held.scope) : [scope ?? institution.code];
    for (const place of places) authorize(caller, grantingAction(role), [institution.code, place], today);
    if (gone.length === 0) return unchanged('role-revoked', record, role);
    const left = roles.filter((held) => !goes(held));
    if (request.isForced !== true && id === caller.actor.who) refuseLockingOut(role, gone, left, today);
    const facts = { role, scope: places.join(' '), ...(request.isForced === true ? { forced: true } : {}) };
    return decided('role-revoked', record, role, left, gone, facts);
  });
}

const granting: readonly Role[] = ['user-administrator', 'general-system-administrator'];

/** Who else has the role is not asked: only somebody else can take it from her, and so there is somebody else. */
function refuseLockingOut(role: Role, gone: readonly RoleGrant[], left: readonly RoleGrant[], today: Day): void {
  const holds = (grants: readonly RoleGrant[]) =>
    grants.some((held) => roleOf(held.role) === role && grantStands(held, today));
  if (!granting.includes(role) || !holds(gone) || holds(left)) return;
  throw new VestibuleError(
    'VST_NOT_ALLOWED',
    `You would take your own role of ${role} away, and could not take it back: let somebody else who has it do so, or force it`,
    { role },
  );
}

function decided(
  action: string,
  record: UserRecord,
  role: Role,
  roles: readonly RoleGrant[],
  grants: readonly RoleGrant[],
  facts: NonNullable<Decision<RolesChanged>['facts']>,
): Decision<RolesChanged> {
  const user = { ...record.user, roles };
  return { action, records: [{ ...record, user }], facts, result: { user, role, grants } };
}

function unchanged(action: string, { user }: UserRecord, role: Role): Decision<RolesChanged> {
  return { action, records: [], result: { user, role, grants: [] } };
}

function knownUser(known: Known, id: string): UserRecord {
  const record = known.record(id);
  if (record === undefined) throw new VestibuleError('VST_USER_UNKNOWN', 'The user has gone meanwhile');
  return record;
}

const invalid = (message: string) => new VestibuleError('VST_USER_INVALID', message, { field: 'roles' });
const todayIn = ({ institution, clock }: Directory) => dayIn(institution.timeZone, clock.now());
