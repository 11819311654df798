// One change of a user's password or PIN, with its entry in the audit: never the secret or its hash.
import { VestibuleError } from '../../domain/errors.ts';
import type { Decision, Known, Secret, UserRecord } from '../../domain/ports/changes.ts';
import type { Actor } from '../../domain/ports/users.ts';
import type { UserSummary } from '../../domain/user.ts';
import type { Directory } from '../deps.ts';

export interface SecretChange {
  readonly userId: string;
  readonly kind: 'password' | 'pin';
  /** Undefined takes it away. */
  readonly secret: Secret | undefined;
  readonly action: string;
  /** Throws when the user, as she stands when it is decided, may not be changed so. Pure. */
  readonly guard?: (record: UserRecord) => void;
}

/** The user as she was before; her sessions of before are over when a password was set or taken away. */
export function storeSecret(directory: Directory, actor: Actor, change: SecretChange): Promise<UserSummary> {
  const { institution, changes } = directory;
  return changes.change(institution.slug, { users: [change.userId] }, actor, (known) => decideSecret(known, change));
}

export function decideSecret(
  known: Known,
  { userId, kind, secret, action, guard }: SecretChange,
): Decision<UserSummary> {
  const record = known.record(userId);
  if (record === undefined) throw new VestibuleError('VST_USER_UNKNOWN', 'The user is no more', { userId });
  guard?.(record);
  const { user } = record;
  if (secret === undefined && record[kind] === undefined) return { action, records: [], result: user };
  const next =
    kind === 'pin'
      ? { ...record, pin: secret }
      : { ...record, password: secret, user: { ...user, sessionEpoch: user.sessionEpoch + 1 } };
  return {
    action,
    records: [next],
    ...(secret?.mustChange === true ? { facts: { mustChange: true } } : {}),
    result: user,
  };
}
