import { VestibuleError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Random } from '../domain/ports/random.ts';
import type { SettingsStore } from '../domain/ports/settings-store.ts';
import { appendToChain } from './chain.ts';
import type { Engine, Transaction } from './engine.ts';

/** Beyond it numbers are no longer told apart. */
const numberMax = Number.MAX_SAFE_INTEGER - 1;

/** Numbers that are given once, by whichever node. */
export function createSequences(
  engine: Engine,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Pick<SettingsStore, 'nextNumber' | 'peekNumber' | 'setNumber'> {
  return {
    // One statement: the row is held for no longer than it takes, and a number is lost rather than given twice.
    nextNumber: async (institution, sequence, from) => {
      checkNumber(from);
      const row = await engine.transaction(({ db }) =>
        db
          .insertInto('sequences')
          .values({ institution, name: sequence, next_number: from + 1 })
          .onConflict((conflict) =>
            conflict
              .columns(['institution', 'name'])
              .doUpdateSet(({ eb }) => ({ next_number: eb('sequences.next_number', '+', 1) }))
              .where('sequences.next_number', '<=', numberMax),
          )
          .returning('next_number')
          .executeTakeFirst(),
      );
      if (row === undefined)
        throw new VestibuleError('VST_GENERATION_FAILED', 'The sequence has no numbers left', { sequence });
      return row.next_number - 1;
    },
    peekNumber: async (institution, sequence) => {
      const row = await engine.db
        .selectFrom('sequences')
        .select('next_number')
        .where('institution', '=', institution)
        .where('name', '=', sequence)
        .executeTakeFirst();
      return row?.next_number;
    },
    setNumber: async (institution, sequence, next, actor) => {
      checkNumber(next);
      await engine.transaction(async (transaction) => {
        const before = await setNext(transaction, institution, sequence, next);
        const facts = { sequence, next, ...(before === undefined ? {} : { before }) };
        const entry = { at: clock.now(), ...actor, action: 'sequence-set', detail: { facts } };
        await appendToChain(transaction, 'changes', institution, [entry], random);
      });
    },
  };
}

/** @returns what stood there before */
async function setNext(
  { db }: Transaction,
  institution: string,
  name: string,
  next: number,
): Promise<number | undefined> {
  // An update that changes nothing locks the row on either engine, and says what stands there.
  const before = await db
    .updateTable('sequences')
    .set({ name })
    .where('institution', '=', institution)
    .where('name', '=', name)
    .returning('next_number')
    .executeTakeFirst();
  await db
    .insertInto('sequences')
    .values({ institution, name, next_number: next })
    .onConflict((conflict) => conflict.columns(['institution', 'name']).doUpdateSet({ next_number: next }))
    .execute();
  return before?.next_number;
}

function checkNumber(number: number): void {
  if (!Number.isSafeInteger(number) || number < 0 || number > numberMax)
    throw new VestibuleError('VST_SETTING_INVALID', `A number from 0 to ${numberMax} is expected`, {
      expected: `a number from 0 to ${numberMax}`,
    });
}
