// A signed-in browser: established under a new id, found with its user, ended.
import type { Assertion } from '../domain/assertion.ts';
import { dayIn } from '../domain/day.ts';
import type { Identifier } from '../domain/identifier.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Sealing } from '../domain/ports/sealing.ts';
import type { Users } from '../domain/ports/users.ts';
import type { Session } from '../domain/session.ts';
import type { UserSummary } from '../domain/user.ts';
import { ineligible } from '../resolution/decide.ts';

const space = 'session';

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
}

export interface SessionDeps {
  readonly ephemeral: Ephemeral;
  readonly users: Users;
  readonly clock: Clock;
  readonly random: Random;
  readonly sealing: Sealing;
}

export class Sessions {
  readonly #deps: SessionDeps;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
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
    await ephemeral.put(space, session.id, JSON.stringify(session), this.#ttl(session, limits));
    return { session, secret };
  }

  /** The session that a cookie's secret stands for, with its user as she is now. */
  async find(institution: string, secret: string, limits: SessionLimits): Promise<FoundSession | undefined> {
    const found = await this.get(institution, this.idOf(secret), limits);
    if (found !== undefined)
      await this.#deps.ephemeral.touch(space, found.session.id, this.#ttl(found.session, limits));
    return found;
  }

  /** A session by its id, without prolonging it. */
  async get(institution: string, id: string, limits: SessionLimits): Promise<FoundSession | undefined> {
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
      ineligible(user, dayIn(limits.timeZone, now)) !== undefined;
    if (over) {
      await this.end(id);
      return undefined;
    }
    return { session, user };
  }

  async end(id: string): Promise<void> {
    await this.#deps.ephemeral.delete(space, id);
  }

  /** What is stored and logged of a session never lets anybody in. */
  idOf(secret: string): string {
    return this.#deps.sealing.hash('session', secret);
  }

  #ttl(session: Session, limits: SessionLimits): number {
    const left = Math.ceil((session.endsAt - this.#deps.clock.now()) / 1000);
    return Math.max(1, Math.min(limits.idleSeconds, left));
  }
}
