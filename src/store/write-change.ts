// The rows and the history of one user who is made or changed.
import { isDeepStrictEqual } from 'node:util';
import { fold } from '../directory/folding.ts';
import type { UserDraft } from '../domain/ports/users.ts';
import type { User } from '../domain/user.ts';
import { isCurrentPrimary } from './draft-check.ts';
import { historyRow } from './history.ts';
import type { IdentifierRow } from './identifiers.ts';
import { mergeUser } from './merge.ts';
import type { Plan, PlanContext } from './plan.ts';
import type { UserEmailsTable } from './schema.ts';
import { toUser, toUserRow, type UserRow } from './user-rows.ts';
import type { IdentifierChange } from './write-identifiers.ts';

const emailFolding = { caseSensitive: false, compatibility: false } as const;

/** Indexes an address by this. */
const emailKey = (address: string) => fold(address, emailFolding);

export function planNew(
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

export function planChanged(
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

/** Primary identifiers are read off the identifier, so that the user's row and it never differ. */
function primaryValue(draft: UserDraft): string {
  return draft.identifiers.find(isCurrentPrimary)?.value ?? draft.user.primaryIdentifier;
}
