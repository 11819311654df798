// Which applications were told of a session, so that they can be told that it is over: one record a session, written by
// doors on any node.
import { isDeepStrictEqual } from 'node:util';
import type { Participant } from '../domain/login.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { Sealing } from '../domain/ports/sealing.ts';
import type { Session } from '../domain/session.ts';

const space = 'session-participants';
const purpose = 'session-participants';
/** Applications of one session, the newest: a person visits some, and a record is never without a bound. */
const keptMax = 100;
/** More than ever race for one session: of those that do, one is through each time. */
const triesMax = 50;

export interface Participants {
  join(session: Pick<Session, 'id' | 'endsAt'>, participant: Participant): Promise<void>;
  of(sessionId: string): Promise<readonly Participant[]>;
  /** For whoever ends the session and tells them. Of racing calls two may get them: told twice is better than never. */
  take(sessionId: string): Promise<readonly Participant[]>;
}

export function createParticipants(deps: {
  readonly ephemeral: Ephemeral;
  readonly sealing: Sealing;
  readonly clock: Clock;
}): Participants {
  const { ephemeral, sealing, clock } = deps;
  // What is kept names a person at an application.
  const seal = (participants: readonly Participant[]) => sealing.seal(purpose, JSON.stringify(participants));
  const open = (stored: string | undefined): readonly Participant[] =>
    stored === undefined ? [] : (JSON.parse(sealing.open(purpose, stored)) as readonly Participant[]);

  return {
    async join({ id, endsAt }, participant) {
      const ttlSeconds = Math.max(1, Math.ceil((endsAt - clock.now()) / 1000));
      let before: string | undefined;
      for (let tries = 0; ; tries++) {
        const standing = await ephemeral.get(space, id);
        const known = open(standing);
        // Who goes back to an application in one session is told to it again and again: that is worth no write.
        if (known.some((one) => isDeepStrictEqual(one, participant))) return;
        const others = known.filter((one) => !isSame(one, participant));
        const next = seal([...others, participant].slice(-keptMax));
        // Unchanged and yet not swapped: it was written before the store failed over, and never will be.
        const isStale = standing !== undefined && standing === before;
        if (isStale || tries >= triesMax) return ephemeral.put(space, id, next, ttlSeconds);
        const isWritten =
          standing === undefined
            ? await ephemeral.claim(space, id, next, ttlSeconds)
            : await ephemeral.swap(space, id, standing, next, ttlSeconds);
        if (isWritten) return;
        before = standing;
      }
    },
    of: async (sessionId) => open(await ephemeral.get(space, sessionId)),
    async take(sessionId) {
      const participants = open(await ephemeral.get(space, sessionId));
      await ephemeral.delete(space, sessionId);
      return participants;
    },
  };
}

function isSame(one: Participant, other: Participant): boolean {
  return one.door === other.door && one.relyingParty === other.relyingParty && one.key === other.key;
}
