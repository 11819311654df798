import type { Clock } from '../domain/ports/clock.ts';
import type { Actor } from '../domain/ports/users.ts';
import type { User, UserSummary } from '../domain/user.ts';
import { type Engine, statement } from './engine.ts';
import { historyRow } from './history.ts';
import { isStorable } from './storable.ts';
import { type SummaryRow, summaryColumns, toSummary, toUser, type UserRow, userColumns } from './user-rows.ts';

type ById = { institution: string; userId: string };

/** The rows of users themselves. */
export function createUserRecords(engine: Engine, clock: Clock) {
  const summary = statement<ById, SummaryRow>(({ institution, userId }) =>
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
      const [row] = isStorable(userId) ? await engine.all(summary, { institution, userId }) : [];
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
        const change = { institution, userId, at: clock.now(), actor, before, after };
        await transaction.insertAll('history', [historyRow({ ...change, action: 'sessions-ended' })]);
      }),
  };
}
