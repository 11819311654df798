// What was decided about a mail that somebody asked for, under the code that the page showed: staff read there why none came.
import type { AuditEntry } from '../../domain/ports/journal.ts';
import type { Trace, TraceStep, UserRef } from '../../domain/resolution.ts';
import type { EmailDeps } from './deps.ts';

export interface MailDecision {
  readonly code: string;
  readonly institution: string;
  readonly profile: string | undefined;
  readonly relyingParty: string | undefined;
  readonly door: string;
  readonly action: 'sign-in-mail' | 'reset-mail' | 'registration-mail';
  /** `mailed`, or what would have been said to somebody who had proved who she is. */
  readonly outcome: string;
  readonly steps: readonly TraceStep[];
  /** Whom it was sent to, where that is one. */
  readonly user?: UserRef | undefined;
}

/** The reference code was shown before anything was known: it is written under whatever came of it. */
export async function recordMailDecision(
  { journal, clock, log }: Pick<EmailDeps, 'journal' | 'clock' | 'log'>,
  { action, user, ...decision }: MailDecision,
): Promise<void> {
  const at = clock.now();
  const trace: Trace = { ...decision, at };
  const { institution, profile, relyingParty, door, code, outcome } = trace;
  const entry: AuditEntry = {
    at,
    institution,
    action,
    actor: 'nobody',
    via: door,
    userId: user?.id,
    relyingParty,
    trace: code,
    detail: { outcome, door, ...(profile === undefined ? {} : { profile }) },
  };
  await journal.writeTrace(trace, entry);
  log.info('mail asked for', { institution, profile, relyingParty, door, outcome, trace: code });
}

/** A typed address that is nobody's: people type passwords there, so its text is not kept. */
export function withoutTypedAddress(
  { sealing }: Pick<EmailDeps, 'sealing'>,
  typed: string,
  steps: readonly TraceStep[],
): readonly TraceStep[] {
  const characters = Array.from(typed);
  const start = characters.slice(0, 2).join('');
  return steps.map((step) =>
    step.type === 'looked-up' && step.found.length === 0
      ? { type: 'typed-name', hash: sealing.hash('trace', typed), length: characters.length, start }
      : step,
  );
}
