// Which passwords may be set: NIST SP 800-63B-4, section 3.1.1.2. Long enough, on no list, no name of the person or the
// library. No composition rules, no expiry.
import { VestibuleError } from '../../domain/errors.ts';
import type { PasswordFault } from '../../domain/password-fault.ts';
import type { UserRecord } from '../../domain/ports/changes.ts';
import { codePointCount } from '../characters.ts';
import type { Directory } from '../deps.ts';
import { type Blocklist, loadBlocklist } from './blocklist.ts';
import { contextWords, squeezed } from './context-words.ts';
import { isGuessable } from './guessable.ts';

/** Of its UTF-8 in NFC; what the hasher takes. */
const passwordBytesMax = 1024;
/** No text longer than this can have so few bytes in NFC. */
const passwordUnitsMax = 4 * passwordBytesMax;

export type PolicyDeps = Pick<Directory, 'institution' | 'changes' | 'hasher' | 'breaches'>;

export interface JudgeOptions {
  /**
   * Whether the password that she has now may be found out by asking: only where she proved who she is, and so where
   * she must not choose the same again. Not for staff, who could guess at it.
   */
  readonly refuseSame: boolean;
}

/**
 * Everything that is wrong with a new password of a user; nothing when it may be taken.
 *
 * @throws VestibuleError VST_USER_UNKNOWN; VST_REQUEST_MALFORMED for half characters; VST_BUSY
 */
export async function judgePassword(
  deps: PolicyDeps,
  userId: string,
  password: string,
  options: JudgeOptions,
): Promise<readonly PasswordFault[]> {
  const record = await deps.changes.record(deps.institution.slug, userId);
  if (record === undefined) throw new VestibuleError('VST_USER_UNKNOWN', 'There is no such user');
  return judgeFor(deps, record, password, options);
}

/** The same for a record that was read already. */
export async function judgeFor(
  { institution, hasher, breaches }: PolicyDeps,
  record: UserRecord,
  password: string,
  { refuseSame }: JudgeOptions,
): Promise<readonly PasswordFault[]> {
  if (!password.isWellFormed()) {
    throw new VestibuleError('VST_REQUEST_MALFORMED', 'A text of the request holds half a character');
  }
  const { minLength, breachCheck } = institution.passwords;
  const length = lengthFault(password, minLength);
  // A text without bounds is not looked at any closer.
  if (length === 'too-long') return [length];
  const words = contextWords(institution, record);
  const faults = [...(length === undefined ? [] : [length]), ...wordFaults(password, words, await loadBlocklist())];
  if (faults.length > 0) return faults;
  // Both take time; and neither is asked for what is refused anyway.
  const held = refuseSame ? record.password?.hash : undefined;
  if (held !== undefined && (await hasher.verify(password, held)).type === 'right') return ['same'];
  if (breachCheck === undefined || breaches === undefined) return [];
  return (await breaches.isLeaked(breachCheck.url, password)) ? ['leaked'] : [];
}

/** Characters are code points, as the standard counts them. */
export function lengthFault(password: string, minLength: number): 'too-short' | 'too-long' | undefined {
  if (password.length > passwordUnitsMax) return 'too-long';
  const composed = password.normalize('NFC');
  if (Buffer.byteLength(composed) > passwordBytesMax) return 'too-long';
  return codePointCount(composed) < minLength ? 'too-short' : undefined;
}

/** @param words as `contextWords` gives them */
export function wordFaults(password: string, words: readonly string[], isListed: Blocklist): readonly PasswordFault[] {
  const bare = squeezed(password);
  return [
    ...(isGuessable(bare, isListed) || isListed(password.toLowerCase()) ? (['common'] as const) : []),
    ...(words.some((word) => bare.includes(word)) ? (['context'] as const) : []),
  ];
}
