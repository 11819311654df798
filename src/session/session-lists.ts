// Sessions of ours under a name: one record a name, a list of ids, written under racing sign-ins on any node.
import type { Clock } from '../domain/ports/clock.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { Sealing } from '../domain/ports/sealing.ts';

/** Sessions kept under one name, the newest: a person has some, and a record is never without a bound. */
const listedMax = 200;
/** More than ever race for one name: of those that do, one is through each time. */
const triesMax = 100;

interface Listed {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly endsAt: number;
}

export interface SessionLists {
  add(name: string, session: Listed): Promise<void>;
  /** Ids of sessions established under the name, some of which may be over; the oldest first. */
  listed(name: string): Promise<readonly string[]>;
}

/** @param space of the records, and what names are hashed for: none stands in the store in clear */
export function createSessionLists(
  space: string,
  deps: { readonly ephemeral: Ephemeral; readonly sealing: Sealing; readonly clock: Clock },
): SessionLists {
  const { ephemeral, sealing, clock } = deps;
  const keyOf = (name: string) => sealing.hash(space, name);

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
