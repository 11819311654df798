import type { KeyStore, StoredKey } from '../domain/ports/key-store.ts';
import { type Engine, LostRace } from './engine.ts';

export function createKeyStore(engine: Engine): KeyStore {
  return {
    /** Oldest first. */
    keys: async (institution, use) => {
      const rows = await engine.db
        .selectFrom('signing_keys')
        .select(['kid', 'institution', 'use', 'algorithm', 'sealed', 'created_at', 'signs_from', 'retires_at'])
        .where('institution', '=', institution)
        .where('use', '=', use)
        .orderBy('created_at')
        .orderBy('kid')
        .execute();
      return rows.map(({ created_at, signs_from, retires_at, ...key }) => ({
        ...key,
        createdAt: created_at,
        signsFrom: signs_from,
        retiresAt: retires_at ?? undefined,
      }));
    },
    add: (key, expected) => addKey(engine, key, expected),
    retire: async (institution, kid, retiresAt) => {
      await engine.transaction(({ db }) =>
        db
          .updateTable('signing_keys')
          .set({ retires_at: retiresAt })
          .where('institution', '=', institution)
          .where('kid', '=', kid)
          .execute(),
      );
    },
    remove: async (institution, kid) => {
      await engine.transaction(({ db }) =>
        db.deleteFrom('signing_keys').where('institution', '=', institution).where('kid', '=', kid).execute(),
      );
    },
  };
}

async function addKey(engine: Engine, key: StoredKey, expected: number): Promise<boolean> {
  const { institution, kid, use, algorithm, sealed, createdAt, signsFrom, retiresAt } = key;
  try {
    return await engine.transaction(async (transaction) => {
      await transaction.lock(`keys:${institution}`);
      const { seen } = await transaction.db
        .selectFrom('signing_keys')
        .select(({ fn }) => fn.countAll<number>().as('seen'))
        .where('institution', '=', institution)
        .where('use', '=', use)
        .where('algorithm', '=', algorithm)
        .executeTakeFirstOrThrow();
      if (seen !== expected) return false;
      const times = { created_at: createdAt, signs_from: signsFrom, retires_at: retiresAt ?? null };
      await transaction.insertAll('signing_keys', [{ institution, kid, use, algorithm, sealed, ...times }]);
      return true;
    });
  } catch (error) {
    if (error instanceof LostRace) return false;
    throw error;
  }
}
