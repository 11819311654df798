// Nobody gets at more rights by way of another person's record: by her password, an identifier to sign in with, a merge.
import { VestibuleError } from '../../domain/errors.ts';
import type { Day, User } from '../../domain/user.ts';
import type { Caller, Directory } from '../deps.ts';
import { actions, grantStands, isAllowed, roleOf, rolesThatMay } from '../permissions.ts';

/**
 * To be asked beside the action's own permission where a change would let the caller sign in as the user, or pass on
 * what she may.
 *
 * @throws VestibuleError VST_NOT_ALLOWED when the user's roles allow something that the caller's do not
 */
export function authorizeOver(
  { institution }: Pick<Directory, 'institution'>,
  caller: Caller,
  user: Pick<User, 'roles'>,
  today: Day,
): void {
  for (const grant of user.roles) {
    const role = grantStands(grant, today) ? roleOf(grant.role) : undefined;
    if (role === undefined) continue;
    const places = [institution.code, grant.scope];
    const beyond = actions.find(
      (action) => rolesThatMay(action).includes(role) && !isAllowed(caller, action, places, today),
    );
    if (beyond !== undefined)
      throw new VestibuleError('VST_NOT_ALLOWED', `The user is ${role}, who may more than whoever asks ("${beyond}")`, {
        role,
        action: beyond,
      });
  }
}
