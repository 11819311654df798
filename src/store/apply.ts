// A plan becomes rows, in the transaction that read what it rests on.
import { setTimeout as sleep } from 'node:timers/promises';
import { VestibuleError } from '../domain/errors.ts';
import type { Random } from '../domain/ports/random.ts';
import { appendToChain } from './chain.ts';
import { LostRace, type Transaction } from './engine.ts';
import type { Plan } from './plan.ts';
import { movePins } from './subject-pins.ts';

const racesMax = 10;

/** The database's constraint decides who was first; who was not looks again. */
export async function untilDecided<Result>(random: Random, work: () => Promise<Result>): Promise<Result> {
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
}

/** In this order nothing stands in the way of what follows: what goes, then users, then what belongs to them. */
export async function applyPlan(
  transaction: Transaction,
  institution: string,
  plan: Plan,
  random: Random,
): Promise<void> {
  const places = plan.removedIdentifiers.map(({ scope, key }) => ({ institution, scope, key }));
  await transaction.deleteAll('identifiers', places);
  await transaction.deleteAll('user_emails', plan.staleEmails);
  await transaction.deleteAll('user_names', plan.staleNames);
  await transaction.deleteAll('credentials', plan.staleCredentials);
  await transaction.insertAll('users', plan.newUsers);
  await transaction.updateAll('users', ['institution', 'id'], plan.changedUsers);
  await moveReferences(transaction, institution, plan);
  await transaction.deleteAll('users', plan.removedUsers);
  const gone = plan.removedUsers.map(({ institution, id }) => ({ institution, user_id: id }));
  await transaction.deleteAll('invitations', gone);
  await transaction.insertAll('identifiers', plan.addedIdentifiers);
  await transaction.insertAll('user_emails', plan.emails);
  await transaction.insertAll('user_names', plan.names);
  await transaction.insertAll('credentials', plan.credentials);
  await appendToChain(transaction, 'changes', institution, plan.entries, random);
}

/** Before users go and after they come: whoever stands in a set is a user. */
async function moveReferences(transaction: Transaction, institution: string, plan: Plan): Promise<void> {
  await transaction.deleteAll('user_set_members', plan.staleMembers);
  await transaction.insertAll('user_set_members', plan.members);
  await transaction.deleteAll('merged_users', plan.staleMerged);
  for (const { from, into } of plan.merged) {
    await transaction.db
      .updateTable('user_sets')
      .set({ owner: into })
      .where('institution', '=', institution)
      .where('owner', '=', from)
      .execute();
    await transaction.db
      .updateTable('merged_users')
      .set({ into_id: into })
      .where('institution', '=', institution)
      .where('into_id', '=', from)
      .execute();
    await transaction.insertAll('merged_users', [{ institution, id: from, into_id: into }]);
  }
  await movePins(transaction, institution, plan);
}
