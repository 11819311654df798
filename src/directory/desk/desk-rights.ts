import { dayIn } from '../../domain/day.ts';
import type { Caller, Directory } from '../deps.ts';
import { type Rights, rightsOf } from '../identifiers/rights.ts';
import { authorize } from '../permissions.ts';

/**
 * Who works at a desk may have her role for the whole institution, or for that place alone.
 *
 * @param place the library or desk where the patron is registered
 * @throws VestibuleError VST_NOT_ALLOWED
 */
export function deskRights(directory: Directory, caller: Caller, place: string | undefined): Rights {
  const { institution, clock } = directory;
  const places = place === undefined ? [institution.code] : [institution.code, place];
  authorize(caller, 'register-patron', places, dayIn(institution.timeZone, clock.now()));
  return rightsOf(directory, caller);
}
