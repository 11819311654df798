// Which of our sessions stand on an upstream's session, so that the upstream can end them: one record a name, a list of
// ours, written under racing sign-ins of one person on any node.
import type { Clock } from '../domain/ports/clock.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { Sealing } from '../domain/ports/sealing.ts';

const space = 'upstream-session';
/** Sessions kept under one name, the newest: a person has some, and a record is never without a bound. */
const listedMax = 200;
/** More than ever race for one name: of those that do, one is through each time. */
const triesMax = 100;

/** What an upstream calls something, among the people of one login profile. */
export interface UpstreamName {
  readonly institution: string;
  readonly profile: string;
  readonly type: 'session' | 'subject';
  readonly value: string;
}

interface Listed {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly endsAt: number;
}

export interface UpstreamIndex {
  add(name: UpstreamName, session: Listed): Promise<void>;
  /** Ids of sessions established under the name, some of which may be over. */
  listed(name: UpstreamName): Promise<readonly string[]>;
}

export function createUpstreamIndex(deps: {
  readonly ephemeral: Ephemeral;
  readonly sealing: Sealing;
  readonly clock: Clock;
}): UpstreamIndex {
  const { ephemeral, sealing, clock } = deps;
  // A ticket or a name of a person does not stand in the store in clear.
  const keyOf = ({ institution, profile, type, value }: UpstreamName) =>
    sealing.hash('upstream-session', [institution, profile, type, value].join('\n'));

  return {
    async add(name, { id, endsAt: ownEnd }) {
      const key = keyOf(name);
      const now = clock.now();
      let before: string | undefined;
      for (let tries = 0; ; tries++) {
        const standing = await ephemeral.get(space, key);
        const listed = [...parse(standing).filter(({ endsAt }) => endsAt > now), { id, endsAt: ownEnd }].slice(
          -listedMax,
        );
        const next = JSON.stringify(listed);
        const lastEnd = Math.max(...listed.map(({ endsAt }) => endsAt));
        const ttlSeconds = Math.max(1, Math.ceil((lastEnd - now) / 1000));
        // Unchanged and yet not swapped: it was written before the store failed over, and never will be.
        const isStale = standing !== undefined && standing === before;
        if (isStale || tries >= triesMax) return ephemeral.put(space, key, next, ttlSeconds);
        const isWritten =
          standing === undefined
            ? await ephemeral.claim(space, key, next, ttlSeconds)
            : await ephemeral.swap(space, key, standing, next, ttlSeconds);
        if (isWritten) return;
        before = standing;
      }
    },
    async listed(name) {
      return parse(await ephemeral.get(space, keyOf(name))).map(({ id }) => id);
    },
  };
}

function parse(stored: string | undefined): readonly Listed[] {
  return stored === undefined ? [] : (JSON.parse(stored) as readonly Listed[]);
}
