// A signed-in browser: established under a new id, found with its user, ended.
import type { Assertion } from '../domain/assertion.ts';
import { dayIn } from '../domain/day.ts';
import type { Identifier } from '../domain/identifier.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { Metrics } from '../domain/ports/metrics.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Sealing } from '../domain/ports/sealing.ts';
import type { Users } from '../domain/ports/users.ts';
import type { Session } from '../domain/session.ts';
import type { UpstreamLogout } from '../domain/strategy.ts';
import type { UserSummary } from '../domain/user.ts';
import { ineligible } from '../resolution/decide.ts';
import { createSessionLists, type SessionLists } from './session-lists.ts';
import { createUpstreamIndex, type UpstreamIndex, type UpstreamName } from './upstream-index.ts';

// Two records, so that both limits run by the store's time, which a clock that is set back does not stretch: the session
// itself lives as long as it may at most, and a mark beside it for as long as it is used.
const space = 'session';
const usedSpace = 'session-used';
/** What the upstream's session is ended with: sealed, and read by nobody before the sign-out. */
const signOutSpace = 'session-sign-out';

export interface SessionLimits {
  readonly idleSeconds: number;
  readonly absoluteSeconds: number;
  readonly timeZone: string;
}

export interface FoundSession {
  readonly session: Session;
  readonly user: UserSummary;
}

export interface NewSession {
  readonly institution: string;
  readonly user: UserSummary;
  readonly identifier: Identifier;
  readonly assertion: Assertion;
  readonly trace: string;
  /** The upstream may say later that its session is over: ours is then found by the upstream's names for it. */
  readonly upstreamMayEnd?: boolean | undefined;
}

export interface SessionDeps {
  readonly ephemeral: Ephemeral;
  readonly users: Users;
  readonly clock: Clock;
  readonly random: Random;
  readonly sealing: Sealing;
  /** Counts them, where the installation wants figures. */
  readonly metrics?: Pick<Metrics, 'sessionBegun' | 'sessionEnded'> | undefined;
}

export class Sessions {
  readonly #deps: SessionDeps;
  readonly #index: UpstreamIndex;
  readonly #ofUsers: SessionLists;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    this.#index = createUpstreamIndex(deps);
    this.#ofUsers = createSessionLists('user-session', deps);
  }

  /** @returns the session, and the secret that goes into the browser's cookie and nowhere else */
  async establish(made: NewSession, limits: SessionLimits): Promise<{ session: Session; secret: string }> {
    const { clock, random, ephemeral } = this.#deps;
    const secret = random.token();
    const now = clock.now();
    const endsAt = Math.min(now + limits.absoluteSeconds * 1000, made.assertion.notAfter ?? Number.POSITIVE_INFINITY);
    const { assertion } = made;
    const session: Session = {
      id: this.idOf(secret),
      institution: made.institution,
      userId: made.user.id,
      epoch: made.user.sessionEpoch,
      profile: assertion.profile,
      identifier: { type: made.identifier.type, value: made.identifier.value },
      authenticatedAt: assertion.authenticatedAt,
      startedAt: now,
      context: assertion.context,
      methods: assertion.methods,
      issuer: assertion.issuer,
      upstreamSession: assertion.upstreamSession,
      endsAt,
      trace: made.trace,
    };
    const lifeSeconds = Math.max(1, Math.ceil((endsAt - now) / 1000));
    if (assertion.signOut !== undefined) {
      const sealed = this.#deps.sealing.seal(signOutSpace, JSON.stringify({ id: session.id, kept: assertion.signOut }));
      await ephemeral.put(signOutSpace, session.id, sealed, lifeSeconds);
    }
    await ephemeral.put(usedSpace, session.id, '1', limits.idleSeconds);
    await ephemeral.put(space, session.id, JSON.stringify(session), lifeSeconds);
    await this.#ofUsers.add(userName(session), session);
    if (made.upstreamMayEnd === true) {
      for (const name of namesOf(session, assertion.subject)) await this.#index.add(name, session);
    }
    this.#deps.metrics?.sessionBegun({ institution: made.institution });
    return { session, secret };
  }

  /** The session that a cookie's secret stands for, with its user as she is now. */
  async find(institution: string, secret: string, limits: SessionLimits): Promise<FoundSession | undefined> {
    const id = this.idOf(secret);
    const isUsed = () => this.#deps.ephemeral.touch(usedSpace, id, limits.idleSeconds);
    return this.#standing(institution, id, limits, isUsed);
  }

  /** A session by its id, without prolonging it. */
  async get(institution: string, id: string, limits: SessionLimits): Promise<FoundSession | undefined> {
    const isUsed = async () => (await this.#deps.ephemeral.get(usedSpace, id)) !== undefined;
    return this.#standing(institution, id, limits, isUsed);
  }

  async #standing(
    institution: string,
    id: string,
    limits: SessionLimits,
    isUsed: () => Promise<boolean>,
  ): Promise<FoundSession | undefined> {
    const stored = await this.#deps.ephemeral.get(space, id);
    if (stored === undefined) return undefined;
    const session = JSON.parse(stored) as Session;
    if (session.institution !== institution) return undefined;
    const now = this.#deps.clock.now();
    const user = await this.#deps.users.summary(institution, session.userId);
    const over =
      now >= session.endsAt ||
      user === undefined ||
      user.sessionEpoch !== session.epoch ||
      ineligible(user, dayIn(limits.timeZone, now)) !== undefined ||
      !(await isUsed());
    if (over) {
      await this.end(id);
      return undefined;
    }
    return { session, user };
  }

  async end(id: string): Promise<void> {
    const { ephemeral, metrics } = this.#deps;
    // Asked only for the figures: a session that is over already does not end again.
    if (metrics !== undefined && (await ephemeral.get(space, id)) !== undefined) metrics.sessionEnded();
    await this.#deps.ephemeral.delete(space, id);
    await this.#deps.ephemeral.delete(usedSpace, id);
    await this.#deps.ephemeral.delete(signOutSpace, id);
  }

  /** What the sign-in left to end the upstream's session with; to be read before ours is ended. */
  async signOutOf(session: Session): Promise<Readonly<Record<string, string>> | undefined> {
    const sealed = await this.#deps.ephemeral.get(signOutSpace, session.id);
    if (sealed === undefined) return undefined;
    const { id, kept } = JSON.parse(this.#deps.sealing.open(signOutSpace, sealed)) as SealedSignOut;
    // Moved to another session's place it is none.
    return id === session.id ? kept : undefined;
  }

  /**
   * Ends the sessions of one login profile that stand on what its upstream says is over.
   *
   * @returns those that stood until now
   */
  async endByUpstream(institution: string, profile: string, over: UpstreamLogout): Promise<readonly Session[]> {
    const listed = (type: UpstreamName['type'], value: string) =>
      this.#index.listed({ institution, profile, type, value });
    const ofSessions = await Promise.all(over.upstreamSessions.map((value) => listed('session', value)));
    const ofSubject = over.subject === undefined ? undefined : await listed('subject', over.subject);
    const ids =
      over.upstreamSessions.length === 0
        ? (ofSubject ?? [])
        : ofSessions.flat().filter((id) => ofSubject === undefined || ofSubject.includes(id));
    const ended: Session[] = [];
    for (const id of new Set(ids)) {
      const stored = await this.#deps.ephemeral.get(space, id);
      if (stored === undefined) continue;
      const session = JSON.parse(stored) as Session;
      if (over.issuer !== undefined && session.issuer !== over.issuer) continue;
      await this.end(id);
      ended.push(session);
    }
    return ended;
  }

  /**
   * Sessions of a user that stand no more, whoever found that first: for telling applications. Those that stand are left
   * alone.
   */
  async over(
    institution: string,
    userId: string,
    limits: SessionLimits,
  ): Promise<readonly Pick<Session, 'id' | 'institution' | 'userId'>[]> {
    const ids = await this.#ofUsers.listed(userName({ institution, userId }));
    const found = await Promise.all(ids.map((id) => this.get(institution, id, limits)));
    return ids.filter((_, index) => found[index] === undefined).map((id) => ({ id, institution, userId }));
  }

  /** What is stored and logged of a session never lets anybody in. */
  idOf(secret: string): string {
    return this.#deps.sealing.hash('session', secret);
  }
}

interface SealedSignOut {
  readonly id: string;
  readonly kept: Readonly<Record<string, string>>;
}

function userName({ institution, userId }: Pick<Session, 'institution' | 'userId'>): string {
  return `${institution}\n${userId}`;
}

function namesOf({ institution, profile, upstreamSession }: Session, subject: string): readonly UpstreamName[] {
  const name = (type: UpstreamName['type'], value: string): UpstreamName => ({ institution, profile, type, value });
  const ofPerson = name('subject', subject);
  return upstreamSession === undefined ? [ofPerson] : [name('session', upstreamSession), ofPerson];
}
