import { sql } from 'kysely';
import type { Letters } from '../domain/ports/letters.ts';
import { type Engine, LostRace } from './engine.ts';

/** Letters on their way out. They stand in the file of the journal: none waits for an import. */
export function createLetters(engine: Engine): Letters {
  return {
    add: async ({ userId, endsAt, ...letter }, now, mostWaiting) => {
      const row = { ...letter, user_id: userId ?? null, ends_at: endsAt, next_at: now, tries: 0 };
      return engine.transaction(async (transaction) => {
        // Counted up to the bound only.
        const counted = await sql<{ waiting: number }>`select count(*) as waiting from
          (select 1 from letters where institution = ${letter.institution} limit ${sql.lit(mostWaiting)}) as l`.execute(
          transaction.db,
        );
        if ((counted.rows[0]?.waiting ?? 0) >= mostWaiting) return false;
        await transaction.insertAll('letters', [row]);
        return true;
      });
    },
    claim: async (now, leaseMs, count) => {
      // Looking costs no turn to write, and mostly there is nothing.
      const due = await engine.db.selectFrom('letters').select('id').where('next_at', '<=', now).limit(1).execute();
      return due.length === 0 ? [] : claimDue(engine, now, leaseMs, count);
    },
    putOff: async (id, until) => {
      await engine.transaction(({ db }) =>
        db.updateTable('letters').set({ next_at: until }).where('id', '=', id).execute(),
      );
    },
    remove: async (id) => {
      await engine.transaction(({ db }) => db.deleteFrom('letters').where('id', '=', id).execute());
    },
    waiting: async () => {
      const { waiting } = await engine.db
        .selectFrom('letters')
        .select(({ fn }) => fn.countAll<number>().as('waiting'))
        .executeTakeFirstOrThrow();
      return waiting;
    },
  };
}

async function claimDue(engine: Engine, now: number, leaseMs: number, count: number) {
  try {
    const rows = await engine.transaction(({ db }) =>
      db
        .updateTable('letters')
        .set(({ eb }) => ({ next_at: now + leaseMs, tries: eb('tries', '+', 1) }))
        .where(
          'id',
          'in',
          sql<string>`(select id from letters where next_at <= ${now} order by ends_at, id limit ${sql.lit(count)})`,
        )
        // PostgreSQL looks at this again after waiting for another node: what that one took is not taken twice.
        .where('next_at', '<=', now)
        .returning(['id', 'institution', 'kind', 'user_id', 'sealed', 'ends_at', 'tries'])
        .execute(),
    );
    return rows
      .map(({ user_id, ends_at, ...row }) => ({ ...row, userId: user_id ?? undefined, endsAt: ends_at }))
      .toSorted((a, b) => a.endsAt - b.endsAt || (a.id < b.id ? -1 : 1));
  } catch (error) {
    if (error instanceof LostRace) return [];
    throw error;
  }
}
