// One batch of an import: read what stands, draft what is new or different, write it, say what became of each record.
import { isDeepStrictEqual } from 'node:util';
import { VestibuleError } from '../domain/errors.ts';
import { type Identifier, primaryType } from '../domain/identifier.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Actor, UserDraft, Users } from '../domain/ports/users.ts';
import { draftUser, type HeldUser } from './draft.ts';
import { keyOf } from './folding.ts';
import type { IdentifierRules } from './identifier-rules.ts';
import { type BatchRecord, type Rejection, rejection, takenRejection } from './rejection.ts';

export interface BatchContext {
  readonly institution: string;
  readonly users: Users;
  readonly rules: IdentifierRules;
  readonly actor: Actor;
  /** Of the whole import: what `undo` takes it back by. */
  readonly batch: string;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly takesOver?: boolean | undefined;
}

export interface BatchOutcome {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** In the order of the records. */
  readonly rejections: readonly Rejection[];
}

type Judged =
  | { readonly type: 'rejected'; readonly rejection: Rejection }
  | { readonly type: 'unchanged' }
  | { readonly type: 'write'; readonly record: BatchRecord; readonly draft: UserDraft };

const triesMax = 4;
/** Users read at once. */
const readsAtOnce = 10;

/** No two records of a batch may have the same primary identifier. @throws what the port throws */
export async function writeBatch(records: readonly BatchRecord[], context: BatchContext): Promise<BatchOutcome> {
  for (let tries = 1; ; tries++) {
    try {
      return await tryBatch(records, context);
    } catch (error) {
      // Somebody changed one of these users since she was read: read them again.
      if (tries < triesMax && error instanceof VestibuleError && error.code === 'VST_USER_CHANGED') continue;
      throw error;
    }
  }
}

async function tryBatch(records: readonly BatchRecord[], context: BatchContext): Promise<BatchOutcome> {
  const held = await heldUsers(records, context);
  const now = new Date(context.clock.now()).toISOString();
  const judged = records.map((record) => judge(record, held, { ...context, now }));
  const drafts = judged.flatMap((one) => (one.type === 'write' ? [one.draft] : []));
  const outcomes =
    drafts.length === 0 ? [] : await context.users.write(context.institution, drafts, context.actor, context.batch);
  const outcomeOf = new Map(drafts.map((draft, index) => [draft, outcomes[index]]));
  const counts = { created: 0, updated: 0, unchanged: 0 };
  const rejections: Rejection[] = [];
  for (const one of judged) {
    if (one.type === 'unchanged') counts.unchanged++;
    else if (one.type === 'rejected') rejections.push(one.rejection);
    else {
      const outcome = outcomeOf.get(one.draft);
      if (outcome?.type === 'written') counts[outcome.created ? 'created' : 'updated']++;
      else rejections.push(await takenRejection(one.record, one.draft, outcome, context));
    }
  }
  return { ...counts, rejections };
}

function judge(
  record: BatchRecord,
  held: ReadonlyMap<string, HeldUser>,
  context: BatchContext & { readonly now: string },
): Judged {
  if ('faults' in record) return { type: 'rejected', rejection: rejection(record, record.faults) };
  const { key } = keyOf(context.rules.table, primaryType, record.input.primaryIdentifier);
  const standing = held.get(key);
  const { isPartial } = record;
  const outcome = draftUser(record.input, { ...context, held: standing, isPartial });
  if (outcome.type === 'faults') return { type: 'rejected', rejection: rejection(record, outcome.faults) };
  if (standing !== undefined && !isChanged(outcome.draft, standing)) return { type: 'unchanged' };
  return { type: 'write', record, draft: outcome.draft };
}

/** Those of the batch that stand already, by the key of their primary identifier. */
async function heldUsers(
  records: readonly BatchRecord[],
  { institution, users, rules }: BatchContext,
): Promise<ReadonlyMap<string, HeldUser>> {
  const inputs = records.flatMap((record) => ('input' in record ? [record.input] : []));
  const keys = inputs.map((input) => keyOf(rules.table, primaryType, input.primaryIdentifier));
  if (keys.length === 0) return new Map();
  const holdings = (await users.holdings(institution, keys)).filter(
    ({ identifier: { type, status } }) => type === primaryType && (status === 'active' || status === 'inactive'),
  );
  const held = new Map<string, HeldUser>();
  for (let start = 0; start < holdings.length; start += readsAtOnce) {
    const read = holdings.slice(start, start + readsAtOnce).map(async ({ key, user: { id } }) => {
      const [user, identifiers, password] = await Promise.all([
        users.user(institution, id),
        users.identifiers(institution, id),
        users.password(institution, id),
      ]);
      if (user !== undefined) held.set(key, { user, identifiers, hasPassword: password !== undefined });
    });
    await Promise.all(read);
  }
  return held;
}

function isChanged(draft: UserDraft, held: HeldUser): boolean {
  if (draft.passwordHash !== undefined || draft.identifiers.length !== held.identifiers.length) return true;
  const { modifiedAt, modifiedBy } = held.user;
  const before = new Map(held.identifiers.map((identifier) => [identifier.id, identifier]));
  return (
    !isSame({ ...draft.user, modifiedAt, modifiedBy }, held.user) ||
    draft.identifiers.some((identifier) => !isSame(identifierOf(identifier), before.get(identifier.id)))
  );
}

function identifierOf({ id, userId, type, value, status, segment, note }: Identifier): Identifier {
  return { id, userId, type, value, status, segment, note };
}

/** Equal as it would be stored: a field that is undefined is no field. */
function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(stored(one), stored(other));
}

function stored(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
