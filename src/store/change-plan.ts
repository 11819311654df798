// What a decision comes to: the rows that go and come, and the audit entries. Pure.
import { isDeepStrictEqual } from 'node:util';
import { foldingVersion } from '../directory/folding.ts';
import { VestibuleError } from '../domain/errors.ts';
import type { IdentifierKey } from '../domain/identifier.ts';
import type { Decision, HeldIdentifier, UserRecord } from '../domain/ports/changes.ts';
import type { User } from '../domain/user.ts';
import { recordOf } from './change-known.ts';
import { checkDrafts, isCurrentPrimary } from './draft-check.ts';
import type { IdentifierRow } from './identifiers.ts';
import { type MembershipChange, type Memberships, memberRows, movedMemberships } from './memberships.ts';
import { emptyPlan, type Plan, type PlanContext, type Stored } from './plan.ts';
import { planChanged, planNew, planRemoved } from './write-change.ts';
import { planSecrets, type SecretChange } from './write-credentials.ts';
import { type IdentifierChange, isFree, isSame, placeOf } from './write-identifiers.ts';

interface Scope {
  readonly institution: string;
  /** Keys whose holders were read. */
  readonly named: readonly IdentifierKey[];
  /** Of those whose places in sets may move. */
  readonly memberships: Memberships;
}

const noSecrets = { password: undefined, pin: undefined };

/**
 * @throws VestibuleError VST_USER_INVALID, VST_IDENTIFIER_INVALID for what no store can hold; VST_IDENTIFIER_TAKEN when
 *   a value would have two owners; VST_INTERNAL when the decision adds a value whose key was not named
 */
export function planDecision(stored: Stored, decision: Decision<unknown>, scope: Scope, context: PlanContext): Plan {
  const { records, removed = [], kept = [], freed = [], merged = [] } = decision;
  checkDrafts(scope.institution, records, context.actor);
  const plan = emptyPlan();
  const moved = movedMemberships(scope.memberships, decision);
  const places = new Places(stored, scope, context.now);
  const changes = records.map((record) => ({ record, change: places.changeOf(record) }));
  const goers = removed.flatMap((id) => {
    const record = recordOf(stored, id);
    return record === undefined ? [] : [{ record, change: places.leave(id) }];
  });
  const orphans = kept.map((identifier) => places.rowOf('', identifier));
  const released = freed.flatMap((key) => places.orphanAt(key));
  for (const { record, change } of changes) {
    const gone = { ...change, removed: [...change.removed, ...released.splice(0)] };
    plan.removedIdentifiers.push(...gone.removed);
    plan.addedIdentifiers.push(...gone.added);
    planRecord(plan, stored, record, gone, moved.get(record.user.id), context);
  }
  for (const { record, change } of goers) {
    plan.removedIdentifiers.push(...change.removed);
    const orphaned = { removed: change.removed, added: orphans.splice(0) };
    plan.addedIdentifiers.push(...orphaned.added);
    const { user } = record;
    const place = { institution: scope.institution, userId: user.id };
    planRemoved(
      plan,
      user,
      orphaned,
      withSets(planSecrets(plan, stored, place, noSecrets, context), moved.get(user.id)),
      context,
    );
  }
  if (orphans.length > 0) throw new VestibuleError('VST_INTERNAL', 'Values are kept without anybody who leaves them');
  const { gone, come } = memberRows(scope.institution, moved);
  plan.staleMembers.push(...gone);
  plan.members.push(...come);
  plan.staleMerged.push(...plan.newUsers.map(({ institution, id }) => ({ institution, id })));
  plan.merged.push(...merged);
  places.refuseTwoOwners(plan);
  return plan;
}

function planRecord(
  plan: Plan,
  stored: Stored,
  { user, identifiers, password, pin }: UserRecord,
  change: IdentifierChange,
  sets: MembershipChange | undefined,
  context: PlanContext,
): void {
  const place = { institution: user.institution, userId: user.id };
  const secrets = withSets(planSecrets(plan, stored, place, { password, pin }, context), sets);
  const primaryIdentifier = identifiers.find(isCurrentPrimary)?.value ?? user.primaryIdentifier;
  const before = recordOf(stored, user.id)?.user;
  const after = plain({ ...user, primaryIdentifier });
  if (before === undefined) planNew(plan, { ...after, version: 1 }, change, secrets, context);
  else planChanged(plan, before, after, change, secrets, context);
}

function withSets({ before, after }: SecretChange, sets: MembershipChange | undefined): SecretChange {
  if (sets === undefined) return { before, after };
  return { before: { ...before, sets: sets.before }, after: { ...after, sets: sets.after } };
}

/** As it comes back from a database: a field that is undefined is no field. */
const plain = (user: User) => JSON.parse(JSON.stringify(user)) as User;

/** The rows of identifiers, before and after. */
class Places {
  readonly #stored: Stored;
  readonly #scope: Scope;
  readonly #now: number;
  readonly #readable: ReadonlySet<string>;

  constructor(stored: Stored, scope: Scope, now: number) {
    this.#stored = stored;
    this.#scope = scope;
    this.#now = now;
    const theirs = [...stored.identifiersOf.values()].flat();
    this.#readable = new Set([...scope.named.map(placeOf), ...theirs.map(placeOf)]);
  }

  changeOf({ user, identifiers }: UserRecord): IdentifierChange {
    const before = new Map((this.#stored.identifiersOf.get(user.id) ?? []).map((row) => [placeOf(row), row]));
    const next = identifiers.map((identifier) => this.rowOf(user.id, identifier));
    const added = next.filter((row) => {
      const standing = before.get(placeOf(row));
      return standing === undefined || !isSame(standing, { ...row, folding_version: standing.folding_version });
    });
    const staying = new Set(next.filter((row) => !added.includes(row)).map(placeOf));
    const gone = [...before.values()].filter((row) => !staying.has(placeOf(row)));
    return { added, removed: [...gone, ...added.flatMap((row) => this.#freed(row, user.id))] };
  }

  leave(userId: string): IdentifierChange {
    return { added: [], removed: this.#stored.identifiersOf.get(userId) ?? [] };
  }

  /** @throws VestibuleError VST_INTERNAL */
  rowOf(userId: string, identifier: HeldIdentifier): IdentifierRow {
    const { scope, key, id, type, value, status, segment, note = null, holdUntil = null } = identifier;
    if (!this.#readable.has(placeOf({ scope, key })))
      throw new VestibuleError('VST_INTERNAL', 'A decision adds a value whose key was not named', { type });
    const { institution } = this.#scope;
    const user_id = userId === '' ? null : userId;
    const what = { id, user_id, type, value, status, segment, note };
    return { institution, scope, key, ...what, folding_version: foldingVersion, hold_until: holdUntil };
  }

  /** A value that belongs to nobody, whether its time is over or not. */
  orphanAt(key: IdentifierKey): readonly IdentifierRow[] {
    const holder = this.#stored.holders.get(placeOf(key));
    return holder?.user_id === null ? [holder] : [];
  }

  /** A value whose time is over leaves whoever had it last. */
  #freed(row: IdentifierRow, userId: string): readonly IdentifierRow[] {
    const holder = this.#stored.holders.get(placeOf(row));
    return holder !== undefined && holder.user_id !== userId && isFree(holder, this.#now) ? [holder] : [];
  }

  refuseTwoOwners({ removedIdentifiers, addedIdentifiers }: Plan): void {
    const gone = new Set(removedIdentifiers.map(placeOf));
    const taken = new Set<string>();
    for (const row of addedIdentifiers) {
      const place = placeOf(row);
      const holder = this.#stored.holders.get(place);
      if (taken.has(place) || (holder !== undefined && !gone.has(place)))
        throw new VestibuleError('VST_IDENTIFIER_TAKEN', 'A value would belong to two', { type: row.type });
      taken.add(place);
    }
    // A row that two records give up goes once.
    const distinct = new Map(removedIdentifiers.map((row) => [placeOf(row), row]));
    if (!isDeepStrictEqual(distinct.size, removedIdentifiers.length))
      removedIdentifiers.splice(0, removedIdentifiers.length, ...distinct.values());
  }
}
