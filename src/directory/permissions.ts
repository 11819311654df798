// Who may do what to users: one table, asked by every operation of the directory, so that no interface can go round it.
import { VestibuleError } from '../domain/errors.ts';
import type { Day, RoleGrant } from '../domain/user.ts';
import type { Caller } from './deps.ts';

export const roles = [
  'user-manager',
  'user-administrator',
  'general-system-administrator',
  'circulation-desk-manager',
  'circulation-desk-operator',
  'circulation-desk-operator-limited',
  'patron',
] as const;
export type Role = (typeof roles)[number];

/** What Alma's records call them: role type numbers. */
const almaRoles: Readonly<Record<string, Role>> = {
  '21': 'user-manager',
  '26': 'general-system-administrator',
  '32': 'circulation-desk-operator',
  '50': 'user-administrator',
  '200': 'patron',
  '221': 'circulation-desk-manager',
  '299': 'circulation-desk-operator-limited',
};

/** The role that a record names, by our name or by Alma's number; undefined for any other: it allows nothing here. */
export function roleOf(name: string): Role | undefined {
  return roles.find((role) => role === name) ?? (Object.hasOwn(almaRoles, name) ? almaRoles[name] : undefined);
}

const desk = ['circulation-desk-manager', 'circulation-desk-operator', 'circulation-desk-operator-limited'] as const;
const management = ['user-manager', 'user-administrator'] as const;
const settings = ['user-administrator', 'general-system-administrator'] as const;

const table = {
  'see-primary-identifier': [...desk, ...management],
  'find-users': [...desk, ...management],
  'see-user': management,
  'see-identifiers': management,
  /** Which types there are: the table itself is the operator's. */
  'see-identifier-types': management,
  /** With whom a value collides. */
  'see-holder': management,
  /** Only public users; see `desk-registration.ts` for what of their identifiers. */
  'register-patron': [...desk, ...management],
  'create-user': management,
  'edit-user': management,
  'edit-identifiers': management,
  'rename-primary-identifier': ['user-administrator'],
  'swap-identifiers': management,
  'merge-users': management,
  'split-user': ['user-administrator'],
  'convert-account': management,
  /** Fields of an external user that another system manages ("open for update"). */
  'edit-locked-fields': ['user-administrator'],
  'lock-sign-in': management,
  'set-password': management,
  'set-pin': [...desk, ...management],
  /** To attach a sign-in, by a letter to an address of hers. */
  'invite-users': management,
  /** The same by a code that is handed to her; a desk hands one to public users only. */
  'print-invitation': [...desk, ...management],
  'grant-roles': ['user-administrator'],
  'grant-general-system-administrator': ['general-system-administrator'],
  /** Her own sets of users and saved searches. */
  'manage-sets': management,
  'manage-every-set': ['user-administrator'],
  'run-bulk-work': ['user-administrator'],
  'undo-batch': ['user-administrator'],
  'see-settings': [...management, 'general-system-administrator'],
  'change-settings': settings,
  'read-audit': ['user-administrator', 'general-system-administrator'],
  /** What became of the letters to one user. */
  'see-mail-log': [...desk, ...management],
  'read-trace': [...management, 'general-system-administrator'],
  'export-person': management,
  'erase-person': ['user-administrator'],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof table;
export const actions = Object.keys(table) as readonly Action[];

/**
 * What is needed to grant or revoke a role. Nobody gives away more than she has: a User Administrator is no General
 * System Administrator.
 */
export function grantingAction(role: Role | undefined): Action {
  return role === 'general-system-administrator' ? 'grant-general-system-administrator' : 'grant-roles';
}

/** The roles that may, in the order of `roles`. */
export function rolesThatMay(action: Action): readonly Role[] {
  const allowed: readonly Role[] = table[action];
  return roles.filter((role) => allowed.includes(role));
}

/**
 * @param scope codes of the places that the action takes place in, any of which a grant may be for: that of the
 *   institution, and of the library or desk where it is about one
 */
export function isAllowed(caller: Caller, action: Action, scope: string | readonly string[], today: Day): boolean {
  if (caller.grants === 'operator') return true;
  const places = typeof scope === 'string' ? [scope] : scope;
  const allowed: readonly (Role | undefined)[] = table[action];
  return caller.grants.some(
    (grant) => grantStands(grant, today) && allowed.includes(roleOf(grant.role)) && places.includes(grant.scope),
  );
}

/** @throws VestibuleError VST_NOT_ALLOWED, naming the roles that could */
export function authorize(caller: Caller, action: Action, scope: string | readonly string[], today: Day): void {
  if (isAllowed(caller, action, scope, today)) return;
  throw new VestibuleError(
    'VST_NOT_ALLOWED',
    `"${action}" needs one of these roles: ${rolesThatMay(action).join(', ')}`,
    {
      action,
    },
  );
}

/** The day of expiry is the last good one. */
export function grantStands({ status, expiryDate }: RoleGrant, today: Day): boolean {
  return status === 'active' && (expiryDate === undefined || expiryDate >= today);
}
