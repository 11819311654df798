// What somebody wrote of a role, read strictly: a typing mistake must not become a grant of nothing, or for ever.
import { VestibuleError } from '../../domain/errors.ts';
import type { Day } from '../../domain/user.ts';
import { day, filledLine } from '../input-fields.ts';
import { type Role, roleOf, roles } from '../permissions.ts';

/** @throws VestibuleError VST_USER_INVALID */
export function readRole(text: string): Role {
  const role = roleOf(text.trim().toLowerCase());
  if (role === undefined) throw invalid(`${JSON.stringify(text)} is no role; the roles are ${roles.join(', ')}`);
  return role;
}

const scopeText = filledLine(100);

/** @throws VestibuleError VST_USER_INVALID */
export function readScope(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const read = scopeText.safeParse(text);
  if (!read.success) throw invalid(`The scope is no code of a place: ${read.error.issues[0]?.message ?? ''}`);
  return read.data;
}

/** @throws VestibuleError VST_USER_INVALID */
export function readDay(text: string | undefined): Day | undefined {
  if (text === undefined) return undefined;
  const read = day.safeParse(text);
  if (!read.success || read.data === '')
    throw invalid(`${JSON.stringify(text)} is not a day of the calendar, written as 2028-09-30`);
  return read.data;
}

const invalid = (message: string) => new VestibuleError('VST_USER_INVALID', message, { field: 'roles' });
