// What became of letters, for the desk: who was written to, when, what kind, how it ended. Nothing of what stood in them.
import type { AuditRecord, AuditTrail } from '../domain/ports/audit-trail.ts';

/** Under which each letter's end stands in the audit of decisions. */
export const mailAction = 'mail';

export type MailOutcome = 'accepted' | 'bounced' | 'refused' | 'expired';

export interface DeliveredLetter {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: string;
  /**
   * `accepted`: the mail server took it. `bounced`: it has no such recipient. `refused`: it did not take the letter or our
   * sender. `expired`: it could not be reached, or put us off, until nobody needed the letter any more.
   */
  readonly outcome: MailOutcome;
  readonly tries: number;
  readonly userId?: string | undefined;
  /** The address; undefined once erased. */
  readonly to?: string | undefined;
  /** The mail server's numbers, as `550 5.1.1`, or a fault of the connection. */
  readonly reply?: string | undefined;
}

/** Newest first. */
export async function* deliveryLog(
  trail: Pick<AuditTrail, 'entries'>,
  institution: string,
  filter: { readonly userId?: string | undefined; readonly since?: number | undefined } = {},
): AsyncGenerator<DeliveredLetter> {
  const records = trail.entries(institution, 'decisions', { ...filter, action: mailAction, newestFirst: true });
  for await (const record of records) yield letterOf(record);
}

function letterOf({ at, userId, detail }: AuditRecord): DeliveredLetter {
  const facts = detail?.facts ?? {};
  const text = (name: string) => (typeof facts[name] === 'string' ? facts[name] : undefined);
  return {
    at,
    kind: text('kind') ?? '',
    outcome: (text('outcome') ?? 'accepted') as MailOutcome,
    tries: typeof facts['tries'] === 'number' ? facts['tries'] : 0,
    userId,
    to: text('to'),
    reply: text('reply'),
  };
}
