// Logins under way: kept in `ephemeral`, bound to the browser that began them, taken once.
import { VestibuleError } from '../domain/errors.ts';
import type {
  Continuation,
  Hop,
  LoginAttempt,
  LoginRequest,
  PendingPassword,
  UpstreamArrival,
} from '../domain/login.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { Random } from '../domain/ports/random.ts';

const attemptSpace = 'attempt';
const hopSpace = 'hop';
const relayedSpace = 'relayed-return';
const continuationSpace = 'continuation';
const pendingSpace = 'pending-password';
const arrivalSpace = 'upstream-arrival';
/** Long enough to read a page and press a button. */
const arrivalSeconds = 300;
/** A hop waits for one redirect of one browser. */
const hopSeconds = 120;

export interface AttemptDeps {
  readonly ephemeral: Ephemeral;
  readonly clock: Clock;
  readonly random: Random;
  readonly attemptSeconds: number;
}

export class Attempts {
  readonly #deps: AttemptDeps;

  constructor(deps: AttemptDeps) {
    this.#deps = deps;
  }

  /** A new attempt, not stored yet. */
  create(request: LoginRequest, browser: string): LoginAttempt {
    return {
      id: this.#deps.random.token(24),
      request,
      browser,
      startedAt: this.#deps.clock.now(),
      strategyState: {},
    };
  }

  async save(attempt: LoginAttempt): Promise<void> {
    const left = this.#deps.attemptSeconds - Math.floor((this.#deps.clock.now() - attempt.startedAt) / 1000);
    const ttl = Math.min(Math.max(left, 1), this.#deps.attemptSeconds);
    await this.#deps.ephemeral.put(attemptSpace, attempt.id, JSON.stringify(attempt), ttl);
  }

  /** Reads an attempt without spending it, only for the institution and the browser that began it. */
  async read(id: string, institution: string, browser: string | undefined): Promise<LoginAttempt> {
    const attempt = parse<LoginAttempt>(await this.#deps.ephemeral.get(attemptSpace, checkedId(id)));
    if (attempt === undefined || attempt.request.institution !== institution) throw expired();
    if (attempt.browser !== browser) {
      throw new VestibuleError('VST_ATTEMPT_OTHER_BROWSER', 'The attempt was begun in another browser.');
    }
    return attempt;
  }

  /** Reads an attempt that a verified message answers: the browser is checked later, at the hop. */
  async answered(id: string, institution: string): Promise<LoginAttempt> {
    const attempt = parse<LoginAttempt>(await this.#deps.ephemeral.get(attemptSpace, checkedId(id)));
    if (attempt === undefined || attempt.request.institution !== institution) throw expired();
    return attempt;
  }

  /** Ends an attempt: of any number of racing calls, one goes on. */
  async take(attempt: LoginAttempt): Promise<void> {
    if ((await this.#deps.ephemeral.take(attemptSpace, attempt.id)) === undefined) throw expired();
  }

  async saveHop(hop: Hop): Promise<string> {
    const id = this.#deps.random.token();
    await this.#deps.ephemeral.put(hopSpace, id, JSON.stringify(hop), hopSeconds);
    return id;
  }

  async readHop(id: string): Promise<Hop> {
    const hop = parse<Hop>(await this.#deps.ephemeral.get(hopSpace, checkedId(id)));
    if (hop === undefined) throw expired();
    return hop;
  }

  /** @param sealed an answer that another site posted; it waits for the redirect as a hop does */
  async saveRelayed(sealed: string): Promise<string> {
    const id = this.#deps.random.token();
    await this.#deps.ephemeral.put(relayedSpace, id, sealed, hopSeconds);
    return id;
  }

  /** Without spending it. */
  async readRelayed(id: string): Promise<string> {
    const sealed = await this.#deps.ephemeral.get(relayedSpace, checkedId(id));
    if (sealed === undefined) throw expired();
    return sealed;
  }

  async takeRelayed(id: string): Promise<void> {
    if ((await this.#deps.ephemeral.take(relayedSpace, id)) === undefined) throw expired();
  }

  async saveContinuation(continuation: Continuation): Promise<string> {
    const id = this.#deps.random.token();
    await this.#deps.ephemeral.put(continuationSpace, id, JSON.stringify(continuation), hopSeconds);
    return id;
  }

  async takeContinuation(id: string): Promise<Continuation> {
    const continuation = parse<Continuation>(await this.#deps.ephemeral.take(continuationSpace, checkedId(id)));
    if (continuation === undefined) throw expired();
    return continuation;
  }

  /** Kept as long as the password page may stand open. */
  async savePendingPassword(pending: PendingPassword): Promise<string> {
    const id = this.#deps.random.token();
    await this.#deps.ephemeral.put(pendingSpace, id, JSON.stringify(pending), this.#deps.attemptSeconds);
    return id;
  }

  /** Only for the institution and the browser that it belongs to. */
  async readPendingPassword(id: string, institution: string, browser: string | undefined): Promise<PendingPassword> {
    const pending = parse<PendingPassword>(await this.#deps.ephemeral.get(pendingSpace, checkedId(id)));
    if (pending === undefined || pending.request.institution !== institution) throw expired();
    if (pending.browser !== browser) {
      throw new VestibuleError('VST_ATTEMPT_OTHER_BROWSER', 'The password was typed in another browser.');
    }
    return pending;
  }

  async takePendingPassword(id: string): Promise<void> {
    if ((await this.#deps.ephemeral.take(pendingSpace, id)) === undefined) throw expired();
  }

  async saveArrival(arrival: UpstreamArrival): Promise<string> {
    const id = this.#deps.random.token();
    await this.#deps.ephemeral.put(arrivalSpace, id, JSON.stringify(arrival), arrivalSeconds);
    return id;
  }

  /** The first browser that shows it has it: whoever learns its address later sees nothing. */
  async showArrival(id: string, institution: string, browser: string): Promise<UpstreamArrival> {
    const text = await this.#deps.ephemeral.get(arrivalSpace, checkedId(id));
    const arrival = parse<UpstreamArrival>(text);
    if (text === undefined || arrival === undefined || arrival.institution !== institution) throw expired();
    if (arrival.browser === browser) return arrival;
    const bound = { ...arrival, browser };
    const isFirst =
      arrival.browser === undefined &&
      (await this.#deps.ephemeral.swap(arrivalSpace, id, text, JSON.stringify(bound), arrivalSeconds));
    if (!isFirst) throw otherBrowser();
    return bound;
  }

  /** Once, and only for the browser that was shown the page. */
  async takeArrival(id: string, institution: string, browser: string | undefined): Promise<UpstreamArrival> {
    const arrival = parse<UpstreamArrival>(await this.#deps.ephemeral.get(arrivalSpace, checkedId(id)));
    if (arrival === undefined || arrival.institution !== institution) throw expired();
    if (browser === undefined || arrival.browser !== browser) throw otherBrowser();
    if ((await this.#deps.ephemeral.take(arrivalSpace, id)) === undefined) throw expired();
    return arrival;
  }

  async takeHop(id: string): Promise<void> {
    if ((await this.#deps.ephemeral.take(hopSpace, id)) === undefined) throw expired();
  }
}

function parse<T>(stored: string | undefined): T | undefined {
  return stored === undefined ? undefined : (JSON.parse(stored) as T);
}

/** Ids are ours: anything else is not looked up. */
function checkedId(id: string): string {
  if (!/^[A-Za-z0-9_-]{20,64}$/.test(id)) throw expired();
  return id;
}

function otherBrowser(): VestibuleError {
  return new VestibuleError('VST_ATTEMPT_OTHER_BROWSER', 'The sign-in is shown in another browser.');
}

function expired(): VestibuleError {
  return new VestibuleError('VST_ATTEMPT_EXPIRED', 'No such attempt: it ended, was used, or took too long.');
}
