import type { Decision, Known, UserRecord } from '../../domain/ports/changes.ts';
import type { Caller, Directory } from '../deps.ts';
import type { Fault } from '../fault.ts';
import type { IdentifierRules } from '../identifier-rules.ts';
import { type Rights, rightsOf } from '../identifiers/rights.ts';
import { takenBy } from '../identifiers/taken.ts';
import { type Action, roleOf } from '../permissions.ts';
import { settingsOf } from '../settings/settings-of.ts';
import type { UserInput } from '../user-input.ts';
import { judgeNewUser } from './new-user.ts';
import { refusedInput } from './refused-input.ts';

export interface CreatedUser {
  readonly userId: string;
  readonly primaryIdentifier: string;
  /** Filled fields of Alma's shape that were not taken over. */
  readonly ignored: readonly string[];
}

/**
 * A new user of any record type, in the shape of an import file. Nothing is generated; everything is checked, and every
 * fault told at once: `faultsIn` reads them off the error.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_INVALID, VST_FIELD_MISSING, VST_IDENTIFIER_INVALID,
 *   VST_IDENTIFIER_TAKEN
 */
export async function createUser(directory: Directory, caller: Caller, input: unknown): Promise<CreatedUser> {
  const rights = rightsOf(directory, caller, 'create-user');
  const { institution, rules, clock, random } = directory;
  const now = clock.now();
  const judged = judgeNewUser(input, {
    institution: institution.slug,
    rules,
    settings: await settingsOf(directory),
    language: institution.languages[0] ?? 'en',
    isOperator: rights.isOperator,
    now: new Date(now).toISOString(),
    actor: caller.actor,
    newId: () => random.uuid(now),
  });
  if (judged.input !== undefined) rightsOf(directory, caller, ...furtherActions(judged.input));
  const { record, faults, ignored } = judged;
  if (record === undefined) throw refusedInput(faults);
  const { identifiers } = record;
  return directory.changes.change(institution.slug, { keys: identifiers }, caller.actor, (known) => ({
    ...decideCreation(known, record, faults, { rules, rights }),
    result: { userId: record.user.id, primaryIdentifier: record.user.primaryIdentifier, ignored },
  }));
}

/** What goes beyond a record's own fields is asked for as where it is done by itself. */
function furtherActions({ roles, passwordHash, signInLock }: UserInput): readonly Action[] {
  const granting = (roles ?? []).map(
    ({ role }): Action =>
      roleOf(role) === 'general-system-administrator' ? 'grant-general-system-administrator' : 'grant-roles',
  );
  return [
    ...new Set(granting),
    ...(passwordHash !== undefined ? (['set-password'] as const) : []),
    ...(signInLock !== undefined && signInLock !== null ? (['lock-sign-in'] as const) : []),
  ];
}

/** @throws VestibuleError for the faults and for every value that somebody has */
export function decideCreation(
  known: Known,
  record: UserRecord,
  faults: readonly Fault[],
  { rules, rights }: { readonly rules: IdentifierRules; readonly rights: Rights },
): Omit<Decision<unknown>, 'result'> {
  const told = new Set(faults.map(({ path }) => path));
  const collisions = record.identifiers.flatMap((identifier, index) => {
    const path = index === 0 ? 'primaryIdentifier' : `identifiers.${index - 1}`;
    const holder = told.has(path) ? undefined : known.holder(identifier);
    return holder === undefined ? [] : [{ path, error: takenBy(known, holder, rules, rights) }];
  });
  const taken = collisions.map(({ path, error }): Fault => ({ path, code: 'taken', message: `${error.message}.` }));
  if (faults.length + taken.length > 0) throw refusedInput([...faults, ...taken], collisions[0]?.error.detail);
  return { action: 'user-created', records: [record] };
}
