import { sql } from 'kysely';
import type { StoredPassword, StoredPin } from '../domain/ports/users.ts';
import { type Engine, statement } from './engine.ts';

/** Hashes of passwords and PINs, apart from the user's row: nothing that reads a user reads them. */
export function createCredentials(engine: Engine) {
  const password = statement<
    { institution: string; userId: string },
    { hash: string; must_change: number; changed_at: string }
  >(({ institution, userId }) =>
    engine.db
      .selectFrom('credentials')
      .select(['hash', 'must_change', 'changed_at'])
      .where('institution', '=', institution)
      .where('user_id', '=', userId)
      .where('kind', '=', sql.lit('password' as const))
      .compile(),
  );
  const pin = statement<{ institution: string; userId: string }, { hash: string }>(({ institution, userId }) =>
    engine.db
      .selectFrom('credentials')
      .select('hash')
      .where('institution', '=', institution)
      .where('user_id', '=', userId)
      .where('kind', '=', sql.lit('pin' as const))
      .compile(),
  );
  return {
    password: async (institution: string, userId: string): Promise<StoredPassword | undefined> => {
      const [row] = await engine.all(password, { institution, userId });
      return row && { hash: row.hash, mustChange: row.must_change === 1, changedAt: row.changed_at };
    },
    pin: async (institution: string, userId: string): Promise<StoredPin | undefined> => {
      const [row] = await engine.all(pin, { institution, userId });
      return row && { hash: row.hash };
    },
    rehash: async (institution: string, userId: string, expected: string, next: string): Promise<void> => {
      await engine.transaction(({ db }) =>
        db
          .updateTable('credentials')
          .set({ hash: next })
          .where('institution', '=', institution)
          .where('user_id', '=', userId)
          .where('kind', '=', 'password')
          .where('hash', '=', expected)
          .execute(),
      );
    },
  };
}
