import type { ChangeReads, Changes, Decision, Known, UserRecord } from '../domain/ports/changes.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Actor } from '../domain/ports/users.ts';
import { createAddressLoader } from './address-holders.ts';
import { applyPlan, untilDecided } from './apply.ts';
import { knownOf, recordOf } from './change-known.ts';
import { planDecision } from './change-plan.ts';
import type { Engine } from './engine.ts';
import { spendInvitation } from './invitations.ts';
import { createMembershipLoader } from './memberships.ts';
import { isStorable } from './storable.ts';
import { createLoader } from './write-load.ts';

/** Changes of users as the directory decides them: what is named is read, decided upon and written in one transaction. */
export function createChanges(
  engine: Engine,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Changes {
  const load = createLoader(engine);
  const loadAddresses = createAddressLoader(engine);
  const loadMemberships = createMembershipLoader(engine);
  return {
    change: <Result>(
      institution: string,
      { users = [], keys = [], addresses = [] }: ChangeReads,
      actor: Actor,
      decide: (known: Known) => Decision<Result>,
    ): Promise<Result> => {
      const named = users.filter(isStorable);
      const places = keys.filter(({ scope, key }) => isStorable(scope) && isStorable(key));
      return untilDecided(random, () =>
        engine.transaction(async (transaction) => {
          // Before any row: who waits here holds nothing that somebody else waits for.
          const withAddress = await loadAddresses(transaction, institution, addresses);
          const stored = await load.ofNamed(transaction, institution, named, places);
          const now = clock.now();
          const decision = decide(knownOf(stored, withAddress, now));
          const memberships = await loadMemberships(transaction, institution, decision);
          const { action, batch, facts } = decision;
          const context = { actor, now, action, batch, facts };
          const plan = planDecision(stored, decision, { institution, named: places, memberships }, context);
          if (decision.spends !== undefined) await spendInvitation(transaction, institution, decision.spends, now);
          await applyPlan(transaction, institution, plan, random);
          return decision.result;
        }),
      );
    },
    record: async (institution: string, userId: string): Promise<UserRecord | undefined> => {
      if (!isStorable(userId)) return undefined;
      return recordOf(await load.ofUser(institution, userId), userId);
    },
  };
}
