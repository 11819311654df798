import { sql } from 'kysely';
import { foldingVersion } from '../directory/folding.ts';
import type { IdentifierKey } from '../domain/identifier.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { IdentifierKeys, KeyMove, StoredIdentifier } from '../domain/ports/identifier-keys.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Actor } from '../domain/ports/users.ts';
import { appendToChain, lockedHead } from './chain.ts';
import { type Engine, LostRace, type Transaction } from './engine.ts';
import { type IdentifierRow, identifierColumns, toHeldIdentifier } from './identifiers.ts';
import { placeOf } from './write-identifiers.ts';

const stagedRows = 500;
/** Where identifiers stand for a moment that change places with others. No type is called so. */
const betweenScope = '~';

export function createIdentifierKeys(
  engine: Engine,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): IdentifierKeys {
  async function swapAll(transaction: Transaction, institution: string, actor: Actor, batch: string, moves: number) {
    await moveAll(transaction, institution);
    await transaction.db
      .updateTable('identifiers')
      .set({ folding_version: foldingVersion })
      .where('institution', '=', institution)
      .where('folding_version', '<>', foldingVersion)
      .execute();
    await transaction.db.deleteFrom('refolded_identifiers').where('institution', '=', institution).execute();
    const entry = { at: clock.now(), ...actor, action: 'identifiers-refolded', userId: undefined, batch };
    const none = { relyingParty: undefined, trace: undefined };
    const detail = { facts: { moved: moves, foldingVersion } };
    await appendToChain(transaction, 'changes', institution, [{ ...entry, ...none, detail }], random);
  }

  return {
    page: async (institution: string, limit: number, after?: IdentifierKey): Promise<readonly StoredIdentifier[]> => {
      let query = engine.db.selectFrom('identifiers').select(identifierColumns).where('institution', '=', institution);
      if (after !== undefined) query = query.where(sql<boolean>`("scope", "key") > (${after.scope}, ${after.key})`);
      const rows = await query.orderBy('scope').orderBy('key').limit(limit).execute();
      return rows.map((row: IdentifierRow) => ({ ...toHeldIdentifier(row), foldingVersion: row.folding_version }));
    },

    clear: async (institution: string): Promise<void> => {
      await engine.transaction(async ({ db }) => {
        await db.deleteFrom('refolded_identifiers').where('institution', '=', institution).execute();
      });
    },

    stage: async (institution: string, moves: readonly KeyMove[]): Promise<void> => {
      for (let start = 0; start < moves.length; start += stagedRows) {
        if (start > 0) await engine.pause();
        const rows = moves.slice(start, start + stagedRows).map(({ from, to }) => ({
          institution,
          place: placeOf(from),
          scope: from.scope,
          key: from.key,
          new_scope: to.scope,
          new_key: to.key,
        }));
        await engine.transaction((transaction) => transaction.insertAll('refolded_identifiers', rows));
      }
    },

    swap: async (institution, expected, actor, batch): Promise<boolean> => {
      try {
        await engine.transaction(async (transaction) => {
          if ((await stagedCount(transaction, institution)) !== expected.moves)
            throw new LostRace('others put keys beside');
          await swapAll(transaction, institution, actor, batch, expected.moves);
          // Looked at last: as everywhere the head is locked after every other row.
          const { seq } = await lockedHead(transaction, 'changes', institution);
          if (seq !== expected.seq + 1) throw new LostRace('users were changed meanwhile');
        });
        return true;
      } catch (error) {
        if (error instanceof LostRace) return false;
        throw error;
      }
    },
  };
}

/** By way of places that nobody has: two identifiers may take each other's. */
async function moveAll({ db }: Transaction, institution: string): Promise<void> {
  await sql`update identifiers set "scope" = ${betweenScope}, "key" = "scope" || ${'\n'} || "key"
    where institution = ${institution} and ("scope", "key") in
      (select "scope", "key" from refolded_identifiers where institution = ${institution})`.execute(db);
  const staged = sql`from refolded_identifiers as r where r.institution = ${institution} and r.place = identifiers."key"`;
  await sql`update identifiers set "scope" = (select r.new_scope ${staged}), "key" = (select r.new_key ${staged})
    where institution = ${institution} and "scope" = ${betweenScope}`.execute(db);
}

async function stagedCount({ db }: Transaction, institution: string): Promise<number> {
  const { count } = await db
    .selectFrom('refolded_identifiers')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('institution', '=', institution)
    .executeTakeFirstOrThrow();
  return Number(count);
}
