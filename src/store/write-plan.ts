// What a batch of drafts comes to, given what is stored. Pure: it reads no database and no clock.
import { isDeepStrictEqual } from 'node:util';
import type { Insertable } from 'kysely';
import { fold } from '../directory/folding.ts';
import { VestibuleError } from '../domain/errors.ts';
import type { Actor, UserDraft, WriteOutcome } from '../domain/ports/users.ts';
import type { User } from '../domain/user.ts';
import { isCurrentPrimary } from './draft-check.ts';
import { LostRace } from './engine.ts';
import { historyRow } from './history.ts';
import type { IdentifierRow } from './identifiers.ts';
import { mergeUser } from './merge.ts';
import type { CredentialsTable, HistoryTable, UserEmailsTable } from './schema.ts';
import { toUser, toUserRow, type UserRow } from './user-rows.ts';
import { type Holders, type IdentifierChange, placeOf, planIdentifiers, takenPlace } from './write-identifiers.ts';

/** What is stored of the users and values that a batch names. */
export interface Stored {
  readonly holders: Holders;
  readonly users: ReadonlyMap<string, UserRow>;
  readonly identifiersOf: ReadonlyMap<string, readonly IdentifierRow[]>;
  readonly credentials: ReadonlyMap<string, { readonly hash: string; readonly must_change: number }>;
}

export interface Plan {
  readonly outcomes: WriteOutcome[];
  readonly newUsers: UserRow[];
  readonly changedUsers: UserRow[];
  readonly removedIdentifiers: IdentifierRow[];
  readonly addedIdentifiers: IdentifierRow[];
  /** Users whose addresses are to be indexed anew. */
  readonly staleEmails: { institution: string; user_id: string }[];
  readonly emails: UserEmailsTable[];
  readonly staleCredentials: Pick<CredentialsTable, 'institution' | 'user_id' | 'kind'>[];
  readonly credentials: CredentialsTable[];
  readonly history: Insertable<HistoryTable>[];
}

export interface PlanContext {
  readonly actor: Actor;
  /** Epoch milliseconds. */
  readonly now: number;
}

const emailFolding = { caseSensitive: false, compatibility: false } as const;

/** Indexes an address by this. */
export const emailKey = (address: string) => fold(address, emailFolding);

export const credentialPlace = (userId: string, kind: string) => `${kind}\n${userId}`;

/**
 * Plans the drafts in order, up to the first that meets a user this plan already touches: `outcomes` tells how many.
 * `stored.holders` is kept up to date on the way.
 *
 * @throws VestibuleError VST_USER_CHANGED when a draft was made from a version that no longer stands
 */
export function planWrite(stored: Stored, drafts: readonly UserDraft[], context: PlanContext): Plan {
  const plan: Plan = {
    outcomes: [],
    newUsers: [],
    changedUsers: [],
    removedIdentifiers: [],
    addedIdentifiers: [],
    staleEmails: [],
    emails: [],
    staleCredentials: [],
    credentials: [],
    history: [],
  };
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

/** Primary identifiers are read off the identifier, so that the user's row and it never differ. */
function primaryValue(draft: UserDraft): string {
  return draft.identifiers.find(isCurrentPrimary)?.value ?? draft.user.primaryIdentifier;
}

function planNew(
  plan: Plan,
  draft: UserDraft,
  identifiers: IdentifierChange,
  secrets: Readonly<Record<string, string>>,
  { actor, now }: PlanContext,
): void {
  const user: User = { ...draft.user, primaryIdentifier: primaryValue(draft), version: 1 };
  plan.newUsers.push(toUserRow(user));
  plan.emails.push(...emailRows(user));
  // Not the whole record: it stands in the user's row, and what later changes replace stands in their `before`.
  const { id, institution, primaryIdentifier, recordType, accountType, owningSystem } = user;
  const named = { primaryIdentifier, recordType, accountType, owningSystem };
  const after = { ...named, ...secrets, identifiers: identifiers.added.map(forHistory) };
  const change = { institution, userId: id, at: now, actor, before: undefined, after };
  plan.history.push(historyRow({ ...change, action: 'created' }));
}

function planChanged(
  plan: Plan,
  target: UserRow,
  draft: UserDraft,
  identifiers: IdentifierChange,
  secrets: Readonly<Record<string, string>>,
  { actor, now }: PlanContext,
): void {
  const before = toUser(target);
  const primaryIdentifier = primaryValue(draft);
  // Through JSON, as the stored user went: absent and undefined become one.
  const merged = JSON.parse(JSON.stringify({ ...mergeUser(before, draft.user), primaryIdentifier })) as User;
  const changes = [...changedFields(before, merged), ...identifierFields(identifiers), ...secretFields(secrets)];
  if (changes.length === 0) return;
  const { id, institution } = before;
  const modified = { version: before.version + 1, modifiedAt: new Date(now).toISOString(), modifiedBy: actor.who };
  plan.changedUsers.push(toUserRow({ ...merged, ...modified }));
  if (changes.some(([field]) => field === 'emails')) {
    plan.staleEmails.push({ institution, user_id: id });
    plan.emails.push(...emailRows(merged));
  }
  const was = Object.fromEntries(changes.map(([field, from]) => [field, from]));
  const is = Object.fromEntries(changes.map(([field, _from, to]) => [field, to]));
  plan.history.push(historyRow({ institution, userId: id, at: now, actor, action: 'updated', before: was, after: is }));
}

type Change = readonly [field: string, from: unknown, to: unknown];

function changedFields(before: User, after: User): readonly Change[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof User>;
  return [...fields].flatMap((field): Change[] =>
    isDeepStrictEqual(before[field], after[field]) ? [] : [[field, before[field], after[field]]],
  );
}

function identifierFields({ removed, added }: IdentifierChange): readonly Change[] {
  if (removed.length === 0 && added.length === 0) return [];
  return [['identifiers', removed.map(forHistory), added.map(forHistory)]];
}

function secretFields(secrets: Readonly<Record<string, string>>): readonly Change[] {
  return Object.entries(secrets).map(([kind, what]) => [kind, undefined, what]);
}

const forHistory = ({ type, value, status, segment }: IdentifierRow) => ({ type, value, status, segment });

function emailRows({ institution, id, emails }: User): UserEmailsTable[] {
  const keys = new Set(emails.map(({ address }) => emailKey(address)).filter((key) => key !== ''));
  return [...keys].map((key) => ({ institution, key, user_id: id }));
}

/** @returns what was set, in words; never the hash */
function planCredentials(
  plan: Plan,
  stored: Stored,
  { passwordHash, passwordMustChange = false, pinHash, user: { institution } }: UserDraft,
  userId: string,
  { now }: PlanContext,
): Readonly<Record<string, string>> {
  const said: Record<string, string> = {};
  const given = [
    { kind: 'password', hash: passwordHash, must_change: passwordMustChange ? 1 : 0 },
    { kind: 'pin', hash: pinHash, must_change: 0 },
  ] as const;
  for (const { kind, hash, must_change } of given) {
    const before = stored.credentials.get(credentialPlace(userId, kind));
    if (hash === undefined || (before?.hash === hash && before.must_change === must_change)) continue;
    if (before !== undefined) plan.staleCredentials.push({ institution, user_id: userId, kind });
    const changed_at = new Date(now).toISOString();
    plan.credentials.push({ institution, user_id: userId, kind, hash, must_change, changed_at });
    said[kind] = before === undefined ? 'set' : 'changed';
  }
  return said;
}
