// Everybody who is not told of: the same answer, with a trace under a code that staff can look up.
import type { ErrorCode } from '../../domain/errors.ts';
import type { TraceStep, UserRef } from '../../domain/resolution.ts';
import type { PatronTold } from './answers.ts';
import type { ScreenText, Sip2DoorDeps } from './deps.ts';
import type { PatronQuestion } from './patron.ts';

export interface Refusals {
  /** Something had to be sent and was not. */
  incomplete(question: PatronQuestion, what: string): Promise<PatronTold>;
  /** As a check of a PIN or a password ended; its trace is written. */
  told(question: PatronQuestion, code: ErrorCode, trace: string): PatronTold;
  /** She proved who she is: she may know why. */
  afterProof(question: PatronQuestion, code: ErrorCode, user: UserRef): Promise<PatronTold>;
  mustChange(question: PatronQuestion, user: UserRef): Promise<PatronTold>;
  notScannedHere(question: PatronQuestion, user: UserRef): Promise<PatronTold>;
  cardUnknown(question: PatronQuestion, code: ErrorCode, people: readonly UserRef[]): Promise<PatronTold>;
}

/** What failed tries of a terminal are counted under: many people use it, so it is slowed and never locked. */
export function sourceOf(terminal: string): string {
  return `sip2:${terminal}`;
}

/** Neither wrong nor right: nobody could compare it. */
const comeBackLater: readonly ErrorCode[] = ['VST_BUSY', 'VST_TOO_MANY_REQUESTS', 'VST_UPSTREAM_UNREACHABLE'];

const missSpace = 'sip2-unknown-cards';
const missSeconds = 60;
const pauseStepMs = 100;
const pauseMaxMs = 2000;

export function createRefusals(deps: Sip2DoorDeps): Refusals {
  function refused({ language }: PatronQuestion, text: ScreenText, trace: string): PatronTold {
    const said = deps.text(language, text);
    const screen = trace === '' ? said : deps.text(language, 'terminal.withCode', { text: said, code: trace });
    // Patron unknown, whatever is known: some terminals let in whoever is a valid patron.
    return { known: false, proven: false, denied: true, fields: [], screen };
  }

  function record(
    { terminal }: PatronQuestion,
    outcome: ErrorCode,
    steps: readonly TraceStep[],
    user?: UserRef,
    proved = true,
  ): Promise<string> {
    const { institution, config } = terminal;
    const about = user === undefined ? {} : { userId: user.id, user: user.primaryIdentifier, proved };
    return deps.recordTrace(
      { institution: institution.slug, relyingParty: config.id, door: 'sip2', profile: undefined, outcome, steps },
      { source: sourceOf(config.id), about },
    );
  }

  const decided = (outcome: ErrorCode): TraceStep => ({ type: 'decided', outcome });

  /** Whoever tries one card number after another waits longer and longer; a card that is known is never slowed. */
  async function slowDown({ terminal: { institution, config } }: PatronQuestion): Promise<void> {
    const key = deps.sealing.hash('sip2-terminal', `${institution.slug}\n${config.id}`);
    const { count } = await deps.ephemeral.count(missSpace, key, 1, missSeconds);
    const over = count - institution.config.lockout.slowAfter;
    if (over > 0) await deps.wait(Math.min(pauseMaxMs, pauseStepMs * over));
  }

  return {
    async incomplete(question, what) {
      const code = 'VST_CREDENTIALS_REFUSED';
      const steps: readonly TraceStep[] = [
        { type: 'checked', check: `${what} was sent`, passed: false },
        decided(code),
      ];
      return refused(question, 'terminal.refused', await record(question, code, steps));
    },
    told: (question, code, trace) => refused(question, textOf(code), trace),
    async afterProof(question, code, user) {
      return refused(question, `error.${code}.title`, await record(question, code, [decided(code)], user));
    },
    async mustChange(question, user) {
      const code = 'VST_CREDENTIALS_REFUSED';
      const check = 'the password need not be changed first (it can be on the sign-in page)';
      const steps: readonly TraceStep[] = [{ type: 'checked', check, passed: false }, decided(code)];
      return refused(question, 'terminal.mustChange', await record(question, code, steps, user));
    },
    async notScannedHere(question, user) {
      const code = 'VST_CREDENTIALS_REFUSED';
      const check = 'an identifier of a type that this terminal takes';
      const detail = `it takes: ${question.terminal.types.join(', ')}`;
      const steps: readonly TraceStep[] = [{ type: 'checked', check, passed: false, detail }, decided(code)];
      return refused(question, 'terminal.refused', await record(question, code, steps, user));
    },
    async cardUnknown(question, code, people) {
      await slowDown(question);
      const outcome = people.length > 1 ? 'VST_AMBIGUOUS' : code;
      const [sole] = people.length === 1 ? people : [];
      const check = `a card of one person who may come in (${people.length} found)`;
      const steps: readonly TraceStep[] = [{ type: 'checked', check, passed: false }, decided(outcome)];
      return refused(question, 'terminal.cardUnknown', await record(question, outcome, steps, sole, false));
    },
  };
}

/** What a stranger may read; the exact reason only where the check gave one, which it does after proof. */
function textOf(code: ErrorCode): ScreenText {
  if (code === 'VST_CREDENTIALS_REFUSED') return 'terminal.refused';
  return comeBackLater.includes(code) ? 'terminal.later' : `error.${code}.title`;
}
