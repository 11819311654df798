// What a person proves that she reads a mail by: a code that she types where she began, or a link that she opens there. Kept
// as keyed hashes, spent once, on whichever node. A challenge is made for every address that is typed, whether or not
// anybody has it; only a mail makes it worth something.
import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../domain/ports/clock.ts';
import type { Ephemeral } from '../../domain/ports/ephemeral.ts';
import type { Random } from '../../domain/ports/random.ts';
import type { Sealing } from '../../domain/ports/sealing.ts';
import { addressKey } from './limits.ts';

const space = 'email-challenge';
const triesSpace = 'email-tries';
const newestSpace = 'email-newest';
/** Wrong codes after which the attempt dies. */
export const triesMax = 5;
const swapsMax = 10;

interface Stored {
  readonly institution: string;
  readonly profile: string;
  readonly attemptId: string;
  /** Hash of the binding cookie of the browser that asked. */
  readonly browser: string;
  readonly code: string;
  readonly link: string;
  /** Epoch milliseconds. */
  readonly endsAt: number;
  /** Set when a mail was sent: to which address, and whose it is. */
  readonly mailed?: { readonly address: string; readonly userIds: readonly string[] } | undefined;
}

export interface Challenge extends Stored {
  readonly id: string;
  /** As it stands in the store. */
  readonly text: string;
}

export interface NewChallenge {
  readonly id: string;
  /** Six digits. */
  readonly code: string;
  /** What stands in the link: the id and a secret. */
  readonly token: string;
}

export interface ChallengeDeps {
  readonly ephemeral: Ephemeral;
  readonly sealing: Sealing;
  readonly random: Random;
  readonly clock: Clock;
}

export class Challenges {
  readonly #deps: ChallengeDeps;

  constructor(deps: ChallengeDeps) {
    this.#deps = deps;
  }

  async open(
    made: Pick<Stored, 'institution' | 'profile' | 'attemptId' | 'browser'>,
    seconds: number,
  ): Promise<NewChallenge> {
    const { ephemeral, random, clock } = this.#deps;
    const id = random.token(24);
    const code = sixDigits(random);
    const secret = random.token();
    const stored: Stored = {
      ...made,
      code: this.#hash(id, 'code', code),
      link: this.#hash(id, 'link', secret),
      endsAt: clock.now() + seconds * 1000,
    };
    await ephemeral.put(space, id, JSON.stringify(stored), seconds);
    return { id, code, token: `${id}.${secret}` };
  }

  async read(id: string): Promise<Challenge | undefined> {
    if (!/^[\w-]{20,64}$/.test(id)) return undefined;
    const text = await this.#deps.ephemeral.get(space, id);
    return text === undefined ? undefined : { id, text, ...(JSON.parse(text) as Stored) };
  }

  /** The challenge that a link belongs to. Looking spends nothing. */
  async ofLink(token: string): Promise<Challenge | undefined> {
    const [id = '', secret = '', ...rest] = token.split('.');
    if (rest.length > 0 || secret.length > 64) return undefined;
    const challenge = await this.read(id);
    return challenge !== undefined && isSame(challenge.link, this.#hash(id, 'link', secret)) ? challenge : undefined;
  }

  isCode(challenge: Challenge, typed: string): boolean {
    return isSame(challenge.code, this.#hash(challenge.id, 'code', typed));
  }

  /** @returns how many codes were tried, this one included. Counted before it is compared: a crowd has no more tries. */
  async countTry({ id, endsAt }: Challenge): Promise<number> {
    const { ephemeral, clock } = this.#deps;
    const seconds = Math.max(60, Math.ceil((endsAt - clock.now()) / 1000) + 60);
    return (await ephemeral.count(triesSpace, id, 1, seconds)).count;
  }

  /**
   * A mail is on its way: from now on the challenge is worth something, and the one before for the same address is not,
   * wherever that was asked for. A request that comes to no mail ends nobody's.
   *
   * @returns false when it was ended meanwhile
   */
  async mailed(id: string, mailed: NonNullable<Stored['mailed']>): Promise<boolean> {
    const { ephemeral, clock } = this.#deps;
    const challenge = await this.read(id);
    if (challenge === undefined) return false;
    const { text, id: _, ...stored } = challenge;
    const seconds = Math.ceil((stored.endsAt - clock.now()) / 1000);
    if (seconds <= 0) return false;
    const next = JSON.stringify({ ...stored, mailed } satisfies Stored);
    if (!(await ephemeral.swap(space, id, text, next, seconds))) return false;
    const key = this.#newestKey(stored.institution, stored.profile, addressKey(mailed.address));
    await this.#replaceNewest(key, id, seconds);
    return true;
  }

  /** Spends it: of any number who do, one goes on. */
  async spend({ id }: Challenge): Promise<boolean> {
    return (await this.#deps.ephemeral.take(space, id)) !== undefined;
  }

  async end(id: string): Promise<void> {
    await this.#deps.ephemeral.delete(space, id);
  }

  /** The pointer names one challenge at a time, also when two are mailed at once: the others are ended. */
  async #replaceNewest(key: string, id: string, seconds: number): Promise<void> {
    const { ephemeral } = this.#deps;
    for (let tries = 0; tries < swapsMax; tries++) {
      const before = await ephemeral.get(newestSpace, key);
      const isMine =
        before === undefined
          ? await ephemeral.claim(newestSpace, key, id, seconds)
          : await ephemeral.swap(newestSpace, key, before, id, seconds);
      if (!isMine) continue;
      if (before !== undefined) await this.end(before);
      return;
    }
    // Others were faster again and again, or the store forgot who was last: what is newest now counts.
    await ephemeral.put(newestSpace, key, id, seconds);
  }

  #newestKey(institution: string, profile: string, address: string): string {
    return this.#deps.sealing.hash('email-newest', `${institution}\n${profile}\n${address}`);
  }

  /** Bound to the challenge: a hash of one says nothing of another with the same code. */
  #hash(id: string, what: 'code' | 'link', secret: string): string {
    return this.#deps.sealing.hash(`email-${what}`, `${id}\n${secret}`);
  }
}

/** Every one of the million as likely as the others. */
function sixDigits(random: Random): string {
  const range = 1_000_000;
  const limit = Math.floor(2 ** 32 / range) * range;
  for (;;) {
    const number = Buffer.from(random.bytes(4)).readUInt32BE(0);
    if (number < limit) return String(number % range).padStart(6, '0');
  }
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
