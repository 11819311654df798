// Setting a password for which it was proved elsewhere that it may be set: by a reset link, by the one of before, by staff.
import { VestibuleError } from '../../domain/errors.ts';
import type { PasswordFault } from '../../domain/password-fault.ts';
import type { UserRecord } from '../../domain/ports/changes.ts';
import type { Actor } from '../../domain/ports/users.ts';
import type { UserSummary } from '../../domain/user.ts';
import type { Directory } from '../deps.ts';
import { type JudgeOptions, judgeFor } from './policy.ts';
import { storeSecret } from './store-secret.ts';

export interface NewPassword extends JudgeOptions {
  readonly userId: string;
  readonly password: string;
  /** Whether she has to choose another at her next sign-in. */
  readonly mustChange: boolean;
  /** The word of the audit; `password-set` unless said. */
  readonly action?: 'password-set' | 'password-changed' | undefined;
  /** Throws when it may not be set for this user after all; asked before, and again when it is written. Pure. */
  readonly guard?: ((record: UserRecord) => void) | undefined;
}

export type PasswordOutcome =
  /** Her sessions are over. `user`: as she was before. */
  | { readonly type: 'written'; readonly user: UserSummary }
  | { readonly type: 'weak'; readonly faults: readonly [PasswordFault, ...PasswordFault[]] };

/**
 * Judges a new password and writes it.
 *
 * @throws VestibuleError VST_USER_UNKNOWN; VST_USER_INVALID for a contact; VST_REQUEST_MALFORMED for half characters;
 *   VST_BUSY; what `guard` throws
 */
export async function writePassword(
  directory: Directory,
  actor: Actor,
  request: NewPassword,
): Promise<PasswordOutcome> {
  const { userId, password, mustChange, action = 'password-set', guard } = request;
  const guarded = (record: UserRecord) => {
    if (record.user.recordType === 'contact') throw new VestibuleError('VST_USER_INVALID', 'A contact never signs in');
    guard?.(record);
  };
  const record = await directory.changes.record(directory.institution.slug, userId);
  if (record === undefined) throw new VestibuleError('VST_USER_UNKNOWN', 'The user is no more', { userId });
  guarded(record);
  const [fault, ...more] = await judgeFor(directory, record, password, request);
  if (fault !== undefined) return { type: 'weak', faults: [fault, ...more] };
  const secret = { hash: await directory.hasher.hash(password), mustChange };
  const change = { userId, kind: 'password', secret, action, guard: guarded } as const;
  return { type: 'written', user: await storeSecret(directory, actor, change) };
}

/** @throws VestibuleError VST_PASSWORD_WEAK, with the faults in its message and its detail */
export function asWritten(outcome: PasswordOutcome, minLength: number): UserSummary {
  if (outcome.type === 'written') return outcome.user;
  const words: Readonly<Record<PasswordFault, string>> = {
    'too-short': `it has fewer than ${minLength} characters`,
    'too-long': 'it has more than 1,024 bytes',
    common: 'it is one of those that are tried first',
    leaked: 'it stands among stolen passwords',
    context: 'it contains a name of the user or the library',
    same: 'it is the one that she has',
  };
  const { faults } = outcome;
  const why = faults.map((fault) => words[fault]).join('; ');
  throw new VestibuleError('VST_PASSWORD_WEAK', `The password is not taken: ${why}`, { faults: faults.join(' ') });
}
