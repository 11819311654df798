// What came of an attachment, under a code: the person reads the code, staff read behind it what was asserted, whose it is
// already, and for whom it was.
import type { AuditEntry } from '../../domain/ports/journal.ts';
import type { Trace, TraceStep } from '../../domain/resolution.ts';
import { newTraceCode } from '../../resolution/trace-code.ts';
import type { Visit } from '../../web/visit.ts';
import type { LoginDeps } from '../deps.ts';

export interface AttachmentDecision {
  readonly action: 'identity-attached' | 'attachment-refused' | 'method-detached';
  /** `attached`, `detached`, or the error code. */
  readonly outcome: string;
  readonly profile: string;
  readonly steps: readonly TraceStep[];
  readonly userId: string;
  readonly identifierType?: string | undefined;
  /** Who has the identity already. */
  readonly holder?: string | undefined;
  readonly by: 'invitation' | 'herself';
}

/** @returns the code; taken before, so that what is written can name it */
export function attachmentCode({ attachments }: Pick<LoginDeps, 'attachments'>): string {
  return newTraceCode(attachments.random);
}

export async function recordAttachment(
  { journal, clock, attachments }: Pick<LoginDeps, 'journal' | 'clock' | 'attachments'>,
  visit: Visit,
  code: string,
  decision: AttachmentDecision,
): Promise<void> {
  const { action, outcome, profile, steps, userId, identifierType, holder, by } = decision;
  const at = clock.now();
  const institution = visit.institution.slug;
  const trace: Trace = { code, at, institution, profile, relyingParty: undefined, door: 'self', outcome, steps };
  const entry: AuditEntry = {
    at,
    institution,
    action,
    actor: userId,
    via: 'self',
    userId,
    trace: code,
    detail: {
      outcome,
      profile,
      by,
      ...(identifierType === undefined ? {} : { identifierType }),
      ...(holder === undefined ? {} : { holder }),
    },
  };
  await journal.writeTrace(trace, entry);
  attachments.log.info('attachment', { institution, profile, outcome, trace: code });
}
