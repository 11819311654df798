// What a batch of drafts comes to, given what is stored. Pure: it reads no database and no clock.
import { VestibuleError } from '../domain/errors.ts';
import type { IdentifierKey } from '../domain/identifier.ts';
import type { UserDraft, WriteOutcome } from '../domain/ports/users.ts';
import type { User } from '../domain/user.ts';
import { isCurrentPrimary } from './draft-check.ts';
import { LostRace } from './engine.ts';
import type { IdentifierRow } from './identifiers.ts';
import { mergeUser } from './merge.ts';
import { emptyPlan, type Plan, type PlanContext, type Stored } from './plan.ts';
import { toUser, type UserRow } from './user-rows.ts';
import { planChanged, planNew } from './write-change.ts';
import { draftSecrets, planSecrets } from './write-credentials.ts';
import { type Holders, placeOf, planIdentifiers, takenPlace } from './write-identifiers.ts';

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

function planDraft(plan: Plan, stored: Stored, given: UserDraft, userId: string, context: PlanContext): WriteOutcome {
  const held = stored.identifiersOf.get(userId) ?? [];
  const draft = { ...given, identifiers: asTheyStand(given, held, stored.holders) };
  const target = stored.users.get(userId);
  if (target === undefined && userId !== draft.user.id) throw new LostRace('the holder came after the users were read');
  if (target !== undefined && target.id === draft.user.id && target.version !== draft.user.version)
    throw new VestibuleError('VST_USER_CHANGED', 'The user was changed since she was read', { userId: target.id });
  if (target !== undefined && isUntouchable(target, draft))
    return { type: 'taken', ...placeOfPrimary(draft), by: userId };
  const taken = takenPlace(stored.holders, draft, userId, context.now);
  if (taken !== undefined) return { type: 'taken', ...taken };

  const identifiers = planIdentifiers(stored.holders, held, draft, userId, target?.id === draft.user.id);
  for (const row of identifiers.removed) stored.holders.delete(placeOf(row));
  for (const row of identifiers.added) stored.holders.set(placeOf(row), row);
  plan.removedIdentifiers.push(...identifiers.removed);
  plan.addedIdentifiers.push(...identifiers.added);
  const place = { institution: draft.user.institution, userId };
  const secrets = planSecrets(plan, stored, place, draftSecrets(draft), context);
  const primaryIdentifier = draft.identifiers.find(isCurrentPrimary)?.value ?? draft.user.primaryIdentifier;
  if (target === undefined) {
    planNew(plan, { ...draft.user, primaryIdentifier, version: 1 }, identifiers, secrets, context);
  } else {
    const before = toUser(target);
    // Through JSON, as the stored user went: absent and undefined become one.
    const after = JSON.parse(JSON.stringify({ ...mergeUser(before, draft.user), primaryIdentifier })) as User;
    planChanged(plan, before, after, identifiers, secrets, context);
  }
  return { type: 'written', userId, created: target === undefined };
}

/**
 * What a draft only carries along stays where it is: a value that is stored under another key, until all are folded
 * anew, keeps that; one that she gave up and another took meanwhile is hers no more.
 */
function asTheyStand(
  { identifiers }: UserDraft,
  held: readonly IdentifierRow[],
  holders: Holders,
): UserDraft['identifiers'] {
  const rows = new Map(held.map((row) => [row.id, row]));
  return identifiers.flatMap((identifier) => {
    const row = rows.get(identifier.id);
    if (row === undefined || row.type !== identifier.type || row.value !== identifier.value) return [identifier];
    const { scope, key, user_id } = row;
    // Read by its owner, where it is not by its key.
    if (!holders.has(placeOf(row))) holders.set(placeOf(row), row);
    const isGone = isOver(identifier.status) && holders.get(placeOf(row))?.user_id !== user_id;
    return isGone ? [] : [{ ...identifier, scope, key }];
  });
}

const isOver = (status: string) => status === 'retired' || status === 'held';

/** Whom the library manages no other system writes over: her name is hers. */
function isUntouchable(target: UserRow, { user }: UserDraft): boolean {
  return target.id !== user.id && target.account_type === 'internal' && user.accountType === 'external';
}

function placeOfPrimary({ identifiers }: UserDraft): IdentifierKey {
  const { scope = '', key = '' } = identifiers.find(isCurrentPrimary) ?? {};
  return { scope, key };
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
