// Applications that could not be told that a session is over, until they are or the tries are used up: one sealed record an
// institution, since what waits in one process would be lost with it.
import type { Participant } from '../../domain/login.ts';
import type { Clock } from '../../domain/ports/clock.ts';
import type { Ephemeral } from '../../domain/ports/ephemeral.ts';
import type { Sealing } from '../../domain/ports/sealing.ts';

const space = 'sign-out-untold';
/** More are not kept: an application that many people use and that is away for long. */
const keptMax = 500;
/** More than ever race for one record: of those that do, one is through each time. */
const swapsMax = 100;
const lifeSeconds = 3600;

export interface Untold {
  readonly id: string;
  readonly userId: string;
  /** What ended the session, for the audit. */
  readonly via: string;
  readonly participant: Participant;
  readonly why: string;
  /** Tries so far. */
  readonly tries: number;
  /** Epoch milliseconds of the next one. */
  readonly nextAt: number;
}

export interface UntoldList {
  /** @returns those that found no room */
  add(institution: string, untold: readonly Untold[]): Promise<readonly Untold[]>;
  all(institution: string): Promise<readonly Untold[]>;
  drop(institution: string, ids: readonly string[]): Promise<void>;
}

export function createUntoldList(deps: {
  readonly ephemeral: Ephemeral;
  readonly sealing: Sealing;
  readonly clock: Clock;
}): UntoldList {
  const { ephemeral, sealing } = deps;
  const open = (institution: string, stored: string | undefined): readonly Untold[] => {
    if (stored === undefined) return [];
    const { of, list } = JSON.parse(sealing.open(space, stored)) as { of: string; list: readonly Untold[] };
    return of === institution ? list : [];
  };
  const seal = (institution: string, list: readonly Untold[]) =>
    sealing.seal(space, JSON.stringify({ of: institution, list }));

  async function change(institution: string, to: (list: readonly Untold[]) => readonly Untold[]): Promise<void> {
    let before: string | undefined;
    for (let swaps = 0; ; swaps++) {
      const standing = await ephemeral.get(space, institution);
      const list = to(open(institution, standing));
      if (standing === undefined && list.length === 0) return;
      const next = seal(institution, list);
      // Unchanged and yet not swapped: it was written before the store failed over, and never will be.
      if ((standing !== undefined && standing === before) || swaps >= swapsMax) {
        return ephemeral.put(space, institution, next, lifeSeconds);
      }
      const isWritten =
        standing === undefined
          ? await ephemeral.claim(space, institution, next, lifeSeconds)
          : await ephemeral.swap(space, institution, standing, next, lifeSeconds);
      if (isWritten) return;
      before = standing;
    }
  }

  return {
    async add(institution, untold) {
      let left: readonly Untold[] = [];
      await change(institution, (list) => {
        const room = Math.max(0, keptMax - list.length);
        left = untold.slice(room);
        return [...list, ...untold.slice(0, room)];
      });
      return left;
    },
    all: async (institution) => open(institution, await ephemeral.get(space, institution)),
    drop: (institution, ids) => change(institution, (list) => list.filter(({ id }) => !ids.includes(id))),
  };
}
