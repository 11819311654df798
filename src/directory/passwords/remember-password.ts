// The password of another system, kept here after that system took it: for the day it is gone or away.
import type { UserRecord } from '../../domain/ports/changes.ts';
import type { Directory } from '../deps.ts';

export interface ProvenPassword {
  readonly userId: string;
  readonly password: string;
  /** The login profile whose upstream has just taken it. */
  readonly profile: string;
}

/**
 * Writes its hash unless the one that stands is of the same password, or the user is none whose password lives
 * elsewhere. Her sessions go on: nothing about her has changed.
 *
 * @returns whether it was written
 * @throws VestibuleError VST_BUSY, VST_REQUEST_MALFORMED for one of more than 1,024 bytes, and what the store throws
 */
export async function rememberPassword(directory: Directory, proven: ProvenPassword): Promise<boolean> {
  const { institution, changes, hasher } = directory;
  const { userId, password, profile } = proven;
  const standing = await changes.record(institution.slug, userId);
  if (standing === undefined || !livesElsewhere(standing)) return false;
  const before = standing.password?.hash;
  if (before !== undefined && (await hasher.verify(password, before)).type === 'right') return false;
  const secret = { hash: await hasher.hash(password), mustChange: false };
  const actor = { who: 'system', via: 'sign-in' };
  return changes.change(institution.slug, { users: [userId] }, actor, (known) => {
    const record = known.record(userId);
    // Set by somebody else meanwhile: that one is newer.
    const isSame = record !== undefined && livesElsewhere(record) && record.password?.hash === before;
    const records = isSame ? [{ ...record, password: secret }] : [];
    return { action: 'password-kept', records, facts: { profile }, result: isSame };
  });
}

/** Internal users have a password of ours only, and contacts none at all. */
function livesElsewhere({ user }: UserRecord): boolean {
  return user.accountType === 'external' && user.recordType !== 'contact';
}
