import { setTimeout as sleep } from 'node:timers/promises';
import { VestibuleError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Actor, UserDraft, WriteOutcome } from '../domain/ports/users.ts';
import { checkDrafts } from './draft-check.ts';
import { type Engine, LostRace, type Transaction } from './engine.ts';
import type { Plan } from './plan.ts';
import { createLoader } from './write-load.ts';
import { planWrite } from './write-plan.ts';

/** Users a transaction takes: short enough that others who write, and the event loop, hardly notice. */
const batchUsers = 250;
const racesMax = 10;

/** Writes users: what is stored is read, the batch is planned, and the plan is written, in one transaction. */
export function createUserWriter(
  engine: Engine,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
) {
  const load = createLoader(engine);

  const writeBatch = (institution: string, drafts: readonly UserDraft[], actor: Actor) =>
    engine.transaction(async (transaction) => {
      const stored = await load(transaction, institution, drafts);
      const plan = planWrite(stored, drafts, { actor, now: clock.now() });
      await apply(transaction, plan);
      return plan.outcomes;
    });

  /** The database's constraint decides who was first; who was not looks again. */
  const untilDecided = async (work: () => Promise<WriteOutcome[]>): Promise<WriteOutcome[]> => {
    for (let races = 1; ; races++) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof LostRace)) throw error;
        if (races === racesMax)
          throw new VestibuleError('VST_STORE_UNAVAILABLE', 'Too many others write the same', {}, { cause: error });
        await sleep(races * (random.bytes(1)[0] ?? 0) * 0.1);
      }
    }
  };

  return {
    write: async (
      institution: string,
      drafts: readonly UserDraft[],
      actor: Actor,
    ): Promise<readonly WriteOutcome[]> => {
      checkDrafts(institution, drafts, actor);
      const outcomes: WriteOutcome[] = [];
      while (outcomes.length < drafts.length) {
        if (outcomes.length > 0) await engine.pause();
        const batch = drafts.slice(outcomes.length, outcomes.length + batchUsers);
        outcomes.push(...(await untilDecided(() => writeBatch(institution, batch, actor))));
      }
      return outcomes;
    },
  };
}

/** In this order nothing stands in the way of what follows: what goes, then users, then what belongs to them. */
async function apply(transaction: Transaction, plan: Plan): Promise<void> {
  const places = plan.removedIdentifiers.map(({ institution, scope, key }) => ({ institution, scope, key }));
  await transaction.deleteAll('identifiers', places);
  await transaction.deleteAll('user_emails', plan.staleEmails);
  await transaction.deleteAll('credentials', plan.staleCredentials);
  await transaction.insertAll('users', plan.newUsers);
  await transaction.updateAll('users', ['institution', 'id'], plan.changedUsers);
  await transaction.insertAll('identifiers', plan.addedIdentifiers);
  await transaction.insertAll('user_emails', plan.emails);
  await transaction.insertAll('credentials', plan.credentials);
  await transaction.insertAll('history', plan.history);
}
