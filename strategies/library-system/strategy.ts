// A library system as a login method: a Passport strategy that is handed a typed name and password.
import { Strategy } from 'passport';
import type { Assertion } from '../../src/domain/assertion.ts';
import type {
  BuiltStrategy,
  StrategyDeps,
  StrategyFailure,
  StrategyRequest,
  UpstreamRegistration,
} from '../../src/domain/strategy.ts';
import { type Probed, probeWithNobody } from './probe.ts';
import { readTyped } from './typed.ts';

export type Attributes = Readonly<Record<string, readonly string[]>>;

export type SystemAnswer =
  /** `subject` is the system's own name of the person. */
  { readonly type: 'right'; readonly subject: string; readonly attributes: Attributes } | StrategyFailure;

/** One library system. `check` throws VST_UPSTREAM_UNREACHABLE where it cannot be asked. */
export interface LibrarySystem {
  check(name: string, password: string): Promise<SystemAnswer>;
  readonly probed: Probed;
  /** As `check`, on connections of its own, where `check` shares some: a rush of sign-ins makes no probe fail. */
  checkApart?(name: string, password: string): Promise<SystemAnswer>;
  close?(): void;
}

interface Named {
  readonly profile: string;
  readonly issuer: string;
}

class LibrarySystemStrategy extends Strategy {
  override readonly name = 'library-system';
  readonly named: Named;
  readonly system: LibrarySystem;
  readonly now: () => number;

  constructor(named: Named, system: LibrarySystem, now: () => number) {
    super();
    this.named = named;
    this.system = system;
    this.now = now;
  }

  override async authenticate(req: StrategyRequest): Promise<void> {
    const typed = readTyped(req.body);
    if ('type' in typed) return this.fail(typed);
    try {
      const answer = await this.system.check(typed.name, typed.password);
      if (answer.type === 'right') this.success(toAssertion(this.named, answer, this.now()));
      else this.fail(answer);
    } catch (error) {
      this.error(error);
    }
  }
}

type RightAnswer = Extract<SystemAnswer, { type: 'right' }>;

function toAssertion({ profile, issuer }: Named, { subject, attributes }: RightAnswer, now: number): Assertion {
  return { profile, issuer, subject, attributes, verifiedEmails: [], authenticatedAt: now, methods: ['pwd'] };
}

export function buildLibrarySystem(
  named: Named,
  system: LibrarySystem,
  { clock, random }: Pick<StrategyDeps, 'clock' | 'random'>,
  registration: UpstreamRegistration,
): BuiltStrategy {
  return {
    strategy: new LibrarySystemStrategy(named, system, () => clock.now()),
    check: () =>
      probeWithNobody(
        system.probed,
        random,
        (name, password) => system.checkApart?.(name, password) ?? system.check(name, password),
      ),
    registration: async () => registration,
    close: async () => system.close?.(),
  };
}

const controlCharacter = /\p{Cc}/u;

/** A value that may name a person: text or a number, of a sensible length. */
export function nameIn(value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || text.trim() === '' || text.length > 255) return undefined;
  return controlCharacter.test(text) || !text.isWellFormed() ? undefined : text;
}

/** Texts and numbers under their names; what is empty or something else is left out. */
export function attributesOf(told: Readonly<Record<string, unknown>>): Attributes {
  const texts = Object.entries(told).map(([name, value]): [string, string[]] => [
    name,
    (Array.isArray(value) ? value : [value]).flatMap((one: unknown) => {
      const text = typeof one === 'number' && Number.isFinite(one) ? String(one) : one;
      return typeof text === 'string' && text !== '' && text.length <= 1024 ? [text] : [];
    }),
  ]);
  return Object.fromEntries(texts.filter(([, values]) => values.length > 0));
}

/** What it said is no answer to what it was asked: nobody comes in, and no fallback rests on it. */
export function contradiction(detail: string): StrategyFailure {
  return { type: 'refused', reason: 'invalid', detail };
}
