// PINs set and taken away by staff, and by their owners.
import { VestibuleError } from '../../domain/errors.ts';
import type { UserRecord } from '../../domain/ports/changes.ts';
import type { UserSummary } from '../../domain/user.ts';
import type { Caller, Directory } from '../deps.ts';
import { namedUser } from '../named-user.ts';
import { type PinFault, pinFault } from './pin-policy.ts';
import { authorizeSecret, refuseOutranked } from './rights.ts';
import { storeSecret } from './store-secret.ts';

export interface SetPinRequest {
  /** As `namedUser` takes it. */
  readonly user: string;
  /** 4 to 12 digits. */
  readonly pin: string;
}

const words: Readonly<Record<PinFault, string>> = {
  form: 'it has to be 4 to 12 digits',
  'one-digit': 'it is one digit again and again',
  run: 'its digits follow one another',
  'birth-date': "it is the user's birth date, or a part of it",
  identifier: 'a number of the user, as on her card, begins or ends with it',
};

/**
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_USER_INVALID; VST_PIN_INVALID, with the fault in its
 *   detail; VST_BUSY
 */
export async function setPin(directory: Directory, caller: Caller, { user, pin }: SetPinRequest): Promise<UserSummary> {
  const { institution, changes, hasher } = directory;
  const today = authorizeSecret(directory, caller, 'set-pin');
  const { id: userId } = await namedUser(directory, user);
  const guard = (record: UserRecord) => {
    refuseOutranked(directory, caller, record.user, today);
    const fault = pinFault(pin, record);
    if (fault !== undefined)
      throw new VestibuleError('VST_PIN_INVALID', `The PIN is not taken: ${words[fault]}`, { fault });
  };
  const record = await changes.record(institution.slug, userId);
  if (record === undefined) throw new VestibuleError('VST_USER_UNKNOWN', 'The user is no more', { userId });
  guard(record);
  const secret = { hash: await hasher.hash(pin), mustChange: false };
  return storeSecret(directory, caller.actor, { userId, kind: 'pin', secret, action: 'pin-set', guard });
}

/** @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_USER_INVALID */
export async function removePin(
  directory: Directory,
  caller: Caller,
  { user }: Pick<SetPinRequest, 'user'>,
): Promise<UserSummary> {
  const today = authorizeSecret(directory, caller, 'set-pin');
  const { id: userId } = await namedUser(directory, user);
  const guard = (record: UserRecord) => refuseOutranked(directory, caller, record.user, today);
  return storeSecret(directory, caller.actor, { userId, kind: 'pin', secret: undefined, action: 'pin-removed', guard });
}
