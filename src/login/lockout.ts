// Guessing is bounded twice: per account, which is locked, and per source, which is slowed. Counted in `ephemeral`, so
// every node and every door counts on the same line.
import type { InstitutionConfig } from '../../config/schema.ts';
import type { CredentialSource } from '../domain/ports/credential-check.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { Sealing } from '../domain/ports/sealing.ts';

export type LockoutSettings = InstitutionConfig['lockout'];

export interface LockoutDeps {
  readonly ephemeral: Ephemeral;
  readonly sealing: Sealing;
  /** Waits so many milliseconds; a test need not. */
  readonly wait: (ms: number) => Promise<void>;
  /** What is guessed at: each has its tries and its lock of its own. A source is counted for both. */
  readonly of?: 'password' | 'pin';
}

/** One try on an account, counted before its password is looked at, so that a crowd of tries at once has no more. */
export interface CountedTry {
  readonly account: string;
  readonly locked: boolean;
  /** Which try it is since the last success or the start of the window. */
  readonly count: number;
}

/**
 * `undecided`, `busy`: nobody compared the password, as the upstream was away or the hashing queue full. Neither is held
 * against the account. An `undecided` try counts for its source as a wrong one does: whether a password was compared
 * depends on whether there is such a user, and when the source is turned away must not tell.
 */
export type TryEnd = 'right' | 'wrong' | 'undecided' | 'busy';

export interface Lockout {
  /** False when a source has failed too often this minute. A shared source is let in, after a pause that grows. */
  admit(institution: string, source: CredentialSource, settings: LockoutSettings): Promise<boolean>;
  /** @param account what `accountOf` gives */
  begin(account: string, settings: LockoutSettings): Promise<CountedTry>;
  end(counted: CountedTry, end: TryEnd, source: string, settings: LockoutSettings): Promise<void>;
  /** The account a typed name counts for: its user if it names one, else the name itself, as a keyed hash. */
  accountOf(institution: string, userId: string | undefined, typedName: string): string;
  /** The source as it is counted: an address does not stand in the store in clear. */
  sourceOf(institution: string, source: CredentialSource): string;
}

const spaces = {
  password: { triesSpace: 'credential-tries', lockSpace: 'credential-lock' },
  pin: { triesSpace: 'pin-tries', lockSpace: 'pin-lock' },
} as const;
const sourceSpace = 'credential-source';
const sourceWindowSeconds = 60;
const pauseStepMs = 100;
const pauseMaxMs = 2000;

export function createLockout({ ephemeral, sealing, wait, of = 'password' }: LockoutDeps): Lockout {
  const { triesSpace, lockSpace } = spaces[of];
  const sourceOf: Lockout['sourceOf'] = (institution, source) =>
    sealing.hash('credential-source', `${institution}\n${source.key}`);
  return {
    sourceOf,
    accountOf: (institution, userId, typedName) =>
      userId === undefined
        ? `${institution}:name:${sealing.hash('credential-name', `${institution}\n${looseName(typedName)}`)}`
        : `${institution}:user:${userId}`,
    async admit(institution, source, { slowAfter }) {
      const key = sourceOf(institution, source);
      const { count } = await ephemeral.count(sourceSpace, key, 0, sourceWindowSeconds);
      if (count < slowAfter) return true;
      if (!source.shared) return false;
      await wait(Math.min(pauseMaxMs, pauseStepMs * (count - slowAfter + 1)));
      return true;
    },
    async begin(account, { tries, minutes }) {
      if ((await ephemeral.get(lockSpace, account)) !== undefined) return { account, locked: true, count: 0 };
      const { count } = await ephemeral.count(triesSpace, account, 1, minutes * 60);
      return { account, locked: count > tries, count };
    },
    async end({ account, locked, count }, end, source, { tries, minutes }) {
      if (end === 'wrong' || end === 'undecided') await ephemeral.count(sourceSpace, source, 1, sourceWindowSeconds);
      if (locked) return;
      if (end === 'right') await ephemeral.delete(triesSpace, account);
      else if (end === 'undecided' || end === 'busy') await ephemeral.count(triesSpace, account, -1, minutes * 60);
      else if (count >= tries) await ephemeral.put(lockSpace, account, String(count), minutes * 60);
    },
  };
}

/**
 * A name as the most forgiving directory reads it: without case, width, accents, blanks and invisible characters
 * (RFC 4518, and Active Directory beyond it). Spelling one name in a hundred ways must not give a hundred counts.
 */
function looseName(name: string): string {
  const letters = name.normalize('NFKD').replaceAll(/[\p{M}\p{C}\p{Z}\s\p{Default_Ignorable_Code_Point}]/gu, '');
  return letters.toUpperCase().toLowerCase();
}
