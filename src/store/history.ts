import type { Insertable } from 'kysely';
import type { Actor } from '../domain/ports/users.ts';
import type { HistoryTable } from './schema.ts';

/** A line of a user's history, written in the transaction that makes the change. */
export function historyRow(change: {
  readonly institution: string;
  readonly userId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly actor: Actor;
  readonly action: 'created' | 'updated' | 'sessions-ended';
  readonly before: Readonly<Record<string, unknown>> | undefined;
  readonly after: Readonly<Record<string, unknown>> | undefined;
}): Insertable<HistoryTable> {
  const { institution, userId, at, actor, action, before, after } = change;
  return {
    institution,
    user_id: userId,
    at,
    who: actor.who,
    via: actor.via,
    action,
    before: before === undefined ? null : JSON.stringify(before),
    after: after === undefined ? null : JSON.stringify(after),
  };
}
