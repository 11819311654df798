// A registration under way: what the upstream said and what she wrote, sealed, for one browser, for half an hour, once.
import type { Assertion } from '../../domain/assertion.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { LoginRequest } from '../../domain/login.ts';
import type { Clock } from '../../domain/ports/clock.ts';
import type { Ephemeral } from '../../domain/ports/ephemeral.ts';
import type { Random } from '../../domain/ports/random.ts';
import type { Sealing } from '../../domain/ports/sealing.ts';
import type { FormValues } from './form-values.ts';

const space = 'registration';
const seconds = 1800;

export interface PendingRegistration {
  readonly institution: string;
  readonly profile: string;
  /** Of that profile as it was: a changed one takes nobody in. */
  readonly fingerprint: string;
  /** Hash of the binding cookie of the browser that proved it. */
  readonly browser: string;
  readonly request: LoginRequest;
  readonly assertion: Assertion;
  /** Epoch milliseconds. */
  readonly endsAt: number;
  /** What she wrote, once it was fit. */
  readonly values?: FormValues | undefined;
  /** The code that was mailed, or would have been. */
  readonly challenge?: string | undefined;
  /** Under which staff find what became of the letter. */
  readonly reference?: string | undefined;
}

export interface FoundRegistration {
  readonly id: string;
  /** As it stands in the store. */
  readonly text: string;
  readonly pending: PendingRegistration;
}

export interface PendingDeps {
  readonly ephemeral: Ephemeral;
  readonly sealing: Sealing;
  readonly random: Random;
  readonly clock: Clock;
}

export class PendingRegistrations {
  readonly #deps: PendingDeps;

  constructor(deps: PendingDeps) {
    this.#deps = deps;
  }

  async save(made: Omit<PendingRegistration, 'endsAt'>): Promise<string> {
    const { ephemeral, random, clock } = this.#deps;
    const id = random.token();
    const text = this.#seal({ ...made, endsAt: clock.now() + seconds * 1000 });
    await ephemeral.put(space, id, text, seconds);
    return id;
  }

  /** Only for the institution and the browser that it belongs to. */
  async read(id: unknown, institution: string, browser: string | undefined): Promise<FoundRegistration> {
    if (typeof id !== 'string' || !/^[\w-]{20,64}$/.test(id)) throw over();
    const text = await this.#deps.ephemeral.get(space, id);
    if (text === undefined) throw over();
    const pending = JSON.parse(this.#deps.sealing.open(space, text)) as PendingRegistration;
    if (pending.institution !== institution) throw over();
    if (pending.browser !== browser) {
      throw new VestibuleError('VST_ATTEMPT_OTHER_BROWSER', 'The registration was begun in another browser.');
    }
    return { id, text, pending };
  }

  /** @throws VestibuleError VST_ATTEMPT_EXPIRED when another request was faster */
  async replace(
    { id, text, pending }: FoundRegistration,
    next: Pick<PendingRegistration, 'values' | 'challenge' | 'reference'>,
  ): Promise<void> {
    const { ephemeral } = this.#deps;
    const left = this.secondsLeft(pending);
    const sealed = this.#seal({ ...pending, ...next });
    if (left <= 0 || !(await ephemeral.swap(space, id, text, sealed, left))) throw over();
  }

  /** Of any number who do, one goes on. @throws VestibuleError VST_ATTEMPT_EXPIRED */
  async take({ id }: Pick<FoundRegistration, 'id'>): Promise<void> {
    if ((await this.#deps.ephemeral.take(space, id)) === undefined) throw over();
  }

  secondsLeft({ endsAt }: PendingRegistration): number {
    return Math.ceil((endsAt - this.#deps.clock.now()) / 1000);
  }

  #seal(pending: PendingRegistration): string {
    return this.#deps.sealing.seal(space, JSON.stringify(pending));
  }
}

function over(): VestibuleError {
  return new VestibuleError('VST_ATTEMPT_EXPIRED', 'No such registration: it was finished, or took too long.');
}
