// What a batch of drafts comes to, given what is stored. Pure: it reads no database and no clock.
import { VestibuleError } from '../domain/errors.ts';
import type { UserDraft, WriteOutcome } from '../domain/ports/users.ts';
import { isCurrentPrimary } from './draft-check.ts';
import { LostRace } from './engine.ts';
import { emptyPlan, type Plan, type PlanContext, type Stored } from './plan.ts';
import { planChanged, planNew } from './write-change.ts';
import { planCredentials } from './write-credentials.ts';
import { placeOf, planIdentifiers, takenPlace } from './write-identifiers.ts';

/**
 * Plans the drafts in order, up to the first that meets a user this plan already touches: `outcomes` tells how many.
 * `stored.holders` is kept up to date on the way.
 *
 * @throws VestibuleError VST_USER_CHANGED when a draft was made from a version that no longer stands
 */
export function planWrite(stored: Stored, drafts: readonly UserDraft[], context: PlanContext): Plan {
  const plan = emptyPlan();
  const touched = new Set<string>();
  for (const draft of drafts) {
    const userId = userIdOf(stored, draft);
    if (touched.has(userId)) break;
    const outcome = planDraft(plan, stored, draft, userId, context);
    if (outcome.type === 'written') touched.add(userId);
    plan.outcomes.push(outcome);
  }
  return plan;
}

function planDraft(plan: Plan, stored: Stored, draft: UserDraft, userId: string, context: PlanContext): WriteOutcome {
  const target = stored.users.get(userId);
  if (target === undefined && userId !== draft.user.id) throw new LostRace('the holder came after the users were read');
  if (target !== undefined && target.id === draft.user.id && target.version !== draft.user.version)
    throw new VestibuleError('VST_USER_CHANGED', 'The user was changed since she was read', { userId: target.id });
  const taken = takenPlace(stored.holders, draft, userId, context.now);
  if (taken !== undefined) return { type: 'taken', ...taken };

  const held = stored.identifiersOf.get(userId) ?? [];
  const identifiers = planIdentifiers(stored.holders, held, draft, userId, target?.id === draft.user.id);
  for (const row of identifiers.removed) stored.holders.delete(placeOf(row));
  for (const row of identifiers.added) stored.holders.set(placeOf(row), row);
  plan.removedIdentifiers.push(...identifiers.removed);
  plan.addedIdentifiers.push(...identifiers.added);
  const secrets = planCredentials(plan, stored, draft, userId, context);
  if (target === undefined) planNew(plan, draft, identifiers, secrets, context);
  else planChanged(plan, target, draft, identifiers, secrets, context);
  return { type: 'written', userId, created: target === undefined };
}

/**
 * Whom a draft writes: the user of its id, else the one who has its primary identifier as hers, else a new one. The id
 * comes first, so that renaming one user to another's name is refused and never writes over the other.
 */
function userIdOf(stored: Stored, draft: UserDraft): string {
  if (stored.users.has(draft.user.id)) return draft.user.id;
  const primary = draft.identifiers.find(isCurrentPrimary);
  const holder = primary && stored.holders.get(placeOf(primary));
  return (holder !== undefined && isCurrentPrimary(holder) ? holder.user_id : null) ?? draft.user.id;
}
