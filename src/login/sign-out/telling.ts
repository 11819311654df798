// A session that is over is over at every application that can be told: all of them at once, with a short wait for the page.
// Who did not answer is tried again, by whichever node comes first, and noted in the end.
import type { Door, LoginReturn, Participant, Told } from '../../domain/login.ts';
import type { Clock } from '../../domain/ports/clock.ts';
import type { Ephemeral } from '../../domain/ports/ephemeral.ts';
import type { Journal } from '../../domain/ports/journal.ts';
import type { Random } from '../../domain/ports/random.ts';
import type { Sealing } from '../../domain/ports/sealing.ts';
import type { Session } from '../../domain/session.ts';
import type { Log } from '../../observability/log.ts';
import type { Participants } from '../../session/participants.ts';
import { noted, type ToldApplications, toldOf } from './told-applications.ts';
import { createUntoldList, type Untold } from './untold.ts';

/** How long a page waits for applications. What they answer later counts all the same. */
const pageWaitMs = 2500;
/** Between the tries after the first. */
const waitsMs = [15_000, 60_000, 300_000] as const;
/** Tried again in one round, all at once. */
const roundMax = 50;
/** A round is over by then, or its node is gone. */
const roundSeconds = 30;

/** A session that has ended, or is about to. */
export type EndedSession = Pick<Session, 'id' | 'institution' | 'userId'> & { readonly trace?: string | undefined };

export interface TellingDeps {
  readonly doors: Readonly<Record<LoginReturn['door'], Door>>;
  readonly participants: Participants;
  readonly journal: Pick<Journal, 'audit'>;
  readonly ephemeral: Ephemeral;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface Telling {
  /** Tells the applications of a session that was ended. Answers soon, whatever they do, and never throws. */
  tell(ended: EndedSession, via: string): Promise<ToldApplications>;
  /** The same without waiting. */
  tellLater(ended: EndedSession, via: string): void;
  /** The same person goes on in another session: its end is what her applications are told of. */
  carryOver(from: Pick<Session, 'id'>, to: Pick<Session, 'id' | 'endsAt'>): Promise<void>;
  /** Tries again who is due. @returns how many were told */
  again(institution: string): Promise<number>;
  /** When everybody who is being told has answered or not: at the end of the process. */
  settled(): Promise<void>;
}

export function createTelling(deps: TellingDeps): Telling {
  const { doors, participants, journal, ephemeral, clock, random, log } = deps;
  const untold = createUntoldList(deps);
  const underWay = new Set<Promise<unknown>>();

  function inBackground(work: Promise<unknown>): void {
    const settled = work
      .catch((error: unknown) => log.error('telling applications failed', { message: messageOf(error) }))
      .finally(() => underWay.delete(settled));
    underWay.add(settled);
  }

  async function tellOne(institution: string, participant: Participant): Promise<Told> {
    try {
      const told = await doors[participant.door].tellSignedOut?.(institution, participant);
      return told ?? { type: 'cannot' };
    } catch (error) {
      return { type: 'unreachable', detail: messageOf(error) };
    }
  }

  async function note(ended: EndedSession, via: string, results: ReadonlyMap<Participant, Told>): Promise<void> {
    const { institution, userId, trace } = ended;
    await journal.audit({
      at: clock.now(),
      institution,
      action: 'sign-out-told',
      actor: 'system',
      via,
      userId,
      trace,
      detail: noted(toldOf(results)),
    });
    const failed = [...results].flatMap(([participant, told]) =>
      told.type === 'unreachable' ? [failedOnce(participant, told.detail, userId, via)] : [],
    );
    if (failed.length === 0) return;
    for (const { participant, why } of failed) {
      log.warn('application not told of a sign-out', {
        institution,
        relyingParty: participant.relyingParty,
        message: why,
      });
    }
    for (const one of await untold.add(institution, failed)) await giveUp(institution, one);
  }

  function failedOnce(participant: Participant, why: string, userId: string, via: string): Untold {
    return { id: random.token(12), userId, via, participant, why, tries: 1, nextAt: clock.now() + waitsMs[0] };
  }

  /** From here on only the audit knows. */
  async function giveUp(institution: string, { userId, via, participant, why, tries }: Untold): Promise<void> {
    await noteLater(institution, 'sign-out-untold', userId, via, participant, { why, tries });
  }

  function noteLater(
    institution: string,
    action: string,
    userId: string,
    via: string,
    { relyingParty, door }: Participant,
    detail: Readonly<Record<string, string | number>>,
  ): Promise<void> {
    return journal.audit({
      at: clock.now(),
      institution,
      action,
      actor: 'system',
      via,
      userId,
      relyingParty,
      detail: { door, ...detail },
    });
  }

  async function tell(ended: EndedSession, via: string): Promise<ToldApplications> {
    const results = new Map<Participant, Told>();
    try {
      const all = await participants.take(ended.id);
      if (all.length === 0) return toldOf(results);
      const answers = Promise.all(
        all.map(async (one) => {
          const told = await tellOne(ended.institution, one);
          results.set(one, told);
          return [one, told] as const;
        }),
      );
      // In the order in which she came to them, whoever answered first.
      inBackground(answers.then((inOrder) => note(ended, via, new Map(inOrder))));
      await within(pageWaitMs, answers);
      // Whoever has not answered by now may still: the page says what is known.
      const known = new Map(
        all.map((one) => [one, results.get(one) ?? ({ type: 'unreachable', detail: '' } as const)]),
      );
      return toldOf(known);
    } catch (error) {
      log.error('telling applications failed', { institution: ended.institution, message: messageOf(error) });
      return toldOf(results);
    }
  }

  async function tryAgain(institution: string, one: Untold): Promise<boolean> {
    const { participant, userId, via, tries } = one;
    const told = await tellOne(institution, participant);
    const now = tries + 1;
    const waitMs = waitsMs[tries];
    if (told.type !== 'unreachable') {
      await untold.drop(institution, [one.id]);
      if (told.type !== 'told') return false;
      await noteLater(institution, 'sign-out-told', userId, via, participant, { tries: now });
      return true;
    }
    const failed = { ...one, tries: now, why: told.detail };
    await untold.drop(institution, [one.id]);
    const left =
      waitMs === undefined ? [failed] : await untold.add(institution, [{ ...failed, nextAt: clock.now() + waitMs }]);
    for (const each of left) await giveUp(institution, each);
    return false;
  }

  return {
    tell,
    tellLater: (ended, via) => inBackground(tell(ended, via)),
    async carryOver(from, to) {
      for (const participant of await participants.take(from.id)) await participants.join(to, participant);
    },
    async again(institution) {
      const due = (await untold.all(institution)).filter(({ nextAt }) => nextAt <= clock.now()).slice(0, roundMax);
      if (due.length === 0 || !(await ephemeral.claim('sign-out-again', institution, '1', roundSeconds))) return 0;
      try {
        const told = await Promise.all(due.map((one) => tryAgain(institution, one)));
        return told.filter(Boolean).length;
      } finally {
        await ephemeral.delete('sign-out-again', institution);
      }
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  try {
    await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
