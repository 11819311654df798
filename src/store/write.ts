import type { Clock } from '../domain/ports/clock.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Actor, UserDraft, WriteOutcome } from '../domain/ports/users.ts';
import { applyPlan, untilDecided } from './apply.ts';
import { checkDrafts } from './draft-check.ts';
import type { Engine } from './engine.ts';
import { createLoader } from './write-load.ts';
import { planWrite } from './write-plan.ts';

/** Users a transaction takes: short enough that others who write, and the event loop, hardly notice. */
const batchUsers = 250;

/** Writes users: what is stored is read, the batch is planned, and the plan is written, in one transaction. */
export function createUserWriter(
  engine: Engine,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
) {
  const load = createLoader(engine).ofDrafts;

  const writeBatch = (institution: string, drafts: readonly UserDraft[], actor: Actor, batch: string | undefined) =>
    engine.transaction(async (transaction) => {
      const stored = await load(transaction, institution, drafts);
      const plan = planWrite(stored, drafts, { actor, now: clock.now(), batch });
      await applyPlan(transaction, institution, plan, random);
      return plan.outcomes;
    });

  return {
    write: async (
      institution: string,
      drafts: readonly UserDraft[],
      actor: Actor,
      batch?: string,
    ): Promise<readonly WriteOutcome[]> => {
      checkDrafts(institution, drafts, actor);
      const outcomes: WriteOutcome[] = [];
      while (outcomes.length < drafts.length) {
        if (outcomes.length > 0) await engine.pause();
        const some = drafts.slice(outcomes.length, outcomes.length + batchUsers);
        outcomes.push(...(await untilDecided(random, () => writeBatch(institution, some, actor, batch))));
      }
      return outcomes;
    },
  };
}
