// The rows and the audit entry of one user who is made, changed or removed.
import { isDeepStrictEqual } from 'node:util';
import type { ChangedFields } from '../domain/ports/audit-trail.ts';
import type { User } from '../domain/user.ts';
import type { NewEntry } from './chain.ts';
import { emailKey } from './email-key.ts';
import { type IdentifierRow, toHeldIdentifier } from './identifiers.ts';
import { nameKeys } from './name-keys.ts';
import type { Plan, PlanContext } from './plan.ts';
import type { UserEmailsTable, UserNamesTable } from './schema.ts';
import { toUserRow } from './user-rows.ts';
import type { SecretChange } from './write-credentials.ts';
import type { IdentifierChange } from './write-identifiers.ts';

/** @param user of a new user everything stands in the audit: whoever replays it has the same state */
export function planNew(
  plan: Plan,
  user: User,
  identifiers: IdentifierChange,
  secrets: SecretChange,
  context: PlanContext,
): void {
  plan.newUsers.push(toUserRow(user));
  plan.emails.push(...emailRows(user));
  plan.names.push(...nameRows(user));
  const { before, after } = factsOf(identifiers, secrets);
  plan.entries.push(entryOf(user.id, 'created', before, { user: { ...user }, ...after }, context));
}

/** @param after with its own `version` and `modified…` already; equal to `before` in all else: nothing is written */
export function planChanged(
  plan: Plan,
  before: User,
  after: User,
  identifiers: IdentifierChange,
  secrets: SecretChange,
  context: PlanContext,
): void {
  const fields = changedFields(before, after);
  const facts = factsOf(identifiers, secrets);
  if (fields.length === 0 && facts.before === undefined && facts.after === undefined) return;
  const { id, institution, version } = before;
  const modified = {
    version: version + 1,
    modifiedAt: new Date(context.now).toISOString(),
    modifiedBy: context.actor.who,
  };
  const written: User = { ...after, ...modified };
  plan.changedUsers.push(toUserRow(written));
  if (fields.includes('emails')) {
    plan.staleEmails.push({ institution, user_id: id });
    plan.emails.push(...emailRows(written));
  }
  if (fields.includes('name')) {
    plan.staleNames.push({ institution, user_id: id });
    plan.names.push(...nameRows(written));
  }
  const told = [...fields, 'version', 'modifiedAt', 'modifiedBy'] as const;
  const was = { user: picked(before, told), ...facts.before };
  const is = { user: picked(written, told), ...facts.after };
  plan.entries.push(entryOf(id, 'updated', was, is, context));
}

/** The user is no more: her rows go with her, and the audit keeps them. */
export function planRemoved(
  plan: Plan,
  user: User,
  identifiers: IdentifierChange,
  secrets: SecretChange,
  context: PlanContext,
): void {
  const { institution, id } = user;
  plan.removedUsers.push({ institution, id });
  plan.staleEmails.push({ institution, user_id: id });
  plan.staleNames.push({ institution, user_id: id });
  const { before, after } = factsOf(identifiers, secrets);
  plan.entries.push(entryOf(id, 'removed', { user: { ...user }, ...before }, after, context));
}

function entryOf(
  userId: string,
  what: 'created' | 'updated' | 'removed',
  before: ChangedFields | undefined,
  after: ChangedFields | undefined,
  { now, actor: { who, via }, action = what, batch, facts }: PlanContext,
): NewEntry {
  return { at: now, who, via, action, userId, batch, detail: { before, after, facts } };
}

/** Names of the fields that differ, but for what the store itself counts. */
function changedFields(before: User, after: User): readonly (keyof User)[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof User>;
  return [...fields].filter((field) => !counted.has(field) && !isDeepStrictEqual(before[field], after[field]));
}

const counted: ReadonlySet<keyof User> = new Set(['version', 'modifiedAt', 'modifiedBy']);

function picked(user: User, fields: readonly (keyof User)[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field, user[field] ?? null]));
}

function factsOf(
  { removed, added }: IdentifierChange,
  secrets: SecretChange,
): { before: ChangedFields | undefined; after: ChangedFields | undefined } {
  return {
    before: filled({ ...(removed.length > 0 ? { identifiers: removed.map(heldFacts) } : {}), ...secrets.before }),
    after: filled({ ...(added.length > 0 ? { identifiers: added.map(heldFacts) } : {}), ...secrets.after }),
  };
}

const heldFacts = (row: IdentifierRow) => ({ ...toHeldIdentifier(row) });

function filled(fields: ChangedFields): ChangedFields | undefined {
  return Object.keys(fields).length === 0 ? undefined : fields;
}

function emailRows({ institution, id, emails }: User): UserEmailsTable[] {
  const keys = new Set(emails.map(({ address }) => emailKey(address)).filter((key) => key !== ''));
  return [...keys].map((key) => ({ institution, key, user_id: id }));
}

function nameRows({ institution, id, name }: User): UserNamesTable[] {
  return nameKeys(name).map((key) => ({ institution, key, user_id: id }));
}
