import type { Clock } from '../domain/ports/clock.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Actor } from '../domain/ports/users.ts';
import type { User, UserSummary } from '../domain/user.ts';
import { appendToChain } from './chain.ts';
import { type Engine, statement } from './engine.ts';
import { isStorable } from './storable.ts';
import { type SummaryTuple, summaryColumns, toSummary, toUser, type UserRow, userColumns } from './user-rows.ts';

type ById = { institution: string; userId: string };

/** The rows of users themselves. */
export function createUserRecords(
  engine: Engine,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
) {
  const summary = statement<ById, SummaryTuple>(({ institution, userId }) =>
    engine.db
      .selectFrom('users')
      .select(summaryColumns)
      .where('institution', '=', institution)
      .where('id', '=', userId)
      .compile(),
  );
  const whole = statement<ById, UserRow>(({ institution, userId }) =>
    engine.db
      .selectFrom('users')
      .select(userColumns)
      .where('institution', '=', institution)
      .where('id', '=', userId)
      .compile(),
  );
  return {
    summary: async (institution: string, userId: string): Promise<UserSummary | undefined> => {
      const [row] = isStorable(userId) ? await engine.tuples(summary, { institution, userId }) : [];
      return row && toSummary(row);
    },
    user: async (institution: string, userId: string): Promise<User | undefined> => {
      const [row] = isStorable(userId) ? await engine.all(whole, { institution, userId }) : [];
      return row && toUser(row);
    },
    size: async (institution: string): Promise<number> => {
      const { size } = await engine.db
        .selectFrom('users')
        .select(({ fn }) => fn.countAll<number>().as('size'))
        .where('institution', '=', institution)
        .executeTakeFirstOrThrow();
      return size;
    },
    endSessions: (institution: string, userId: string, actor: Actor): Promise<void> =>
      engine.transaction(async (transaction) => {
        const row = await transaction.db
          .updateTable('users')
          .set(({ eb }) => ({ session_epoch: eb('session_epoch', '+', 1) }))
          .where('institution', '=', institution)
          .where('id', '=', userId)
          .returning('session_epoch')
          .executeTakeFirst();
        if (row === undefined) return;
        const before = { sessionEpoch: row.session_epoch - 1 };
        const after = { sessionEpoch: row.session_epoch };
        const detail = { before: { user: before }, after: { user: after } };
        const entry = { at: clock.now(), ...actor, action: 'sessions-ended', userId, detail };
        await appendToChain(transaction, 'changes', institution, [entry], random);
      }),
  };
}
