import { dayIn } from '../../domain/day.ts';
import type { User } from '../../domain/user.ts';
import type { Caller, Directory } from '../deps.ts';
import { authorizeOver } from '../roles/authorize-over.ts';

/** Throws for a user who may do more than the caller. */
export type OverUser = (user: Pick<User, 'roles'>) => void;

/** @returns what throws VST_NOT_ALLOWED; asked once a run for the day */
export function overUsers(directory: Pick<Directory, 'institution' | 'clock'>, caller: Caller): OverUser {
  const today = dayIn(directory.institution.timeZone, directory.clock.now());
  return (user) => authorizeOver(directory, caller, user, today);
}
