// Whose password or PIN somebody may set. Whoever sets it can sign in with it, and so do what its owner may do.
import { dayIn } from '../../domain/day.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { Day, User } from '../../domain/user.ts';
import type { Caller, Directory } from '../deps.ts';
import { type Action, authorize } from '../permissions.ts';
import { authorizeOver } from '../roles/authorize-over.ts';

export type SecretAction = Extract<Action, 'set-password' | 'set-pin'>;

/** @throws VestibuleError VST_NOT_ALLOWED */
export function authorizeSecret({ institution, clock }: Directory, caller: Caller, action: SecretAction): Day {
  const today = dayIn(institution.timeZone, clock.now());
  authorize(caller, action, institution.code, today);
  return today;
}

/**
 * Refuses for somebody who may do more than the caller, for staff where the caller is at a desk only, and for contacts,
 * who never sign in.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_INVALID
 */
export function refuseOutranked(directory: Directory, caller: Caller, user: User, today: Day): void {
  if (user.recordType === 'contact') throw new VestibuleError('VST_USER_INVALID', 'A contact never signs in');
  if (caller.actor.who === user.id) return;
  if (user.recordType === 'staff') authorize(caller, 'edit-user', directory.institution.code, today);
  authorizeOver(directory, caller, user, today);
}
