// Update on login: an external user's record takes over what the system that manages her says at her sign-in. Compared first,
// so that a sign-in which brings nothing new writes nothing.
import type { MatchTarget } from '../../domain/match-rule.ts';
import type { Decision, UserRecord } from '../../domain/ports/changes.ts';
import type { Actor } from '../../domain/ports/users.ts';
import type { Directory } from '../deps.ts';
import { keyOf } from '../folding.ts';
import { placeOf } from '../identifier-rules.ts';
import { at } from '../identifiers/standing.ts';
import type { RefreshContext } from './refreshed-identifiers.ts';
import { refreshedRecord, whyNotHers } from './refreshed-record.ts';
import { matchedTypes, type Refused, type SaidOfUser } from './said-of-user.ts';

export interface RefreshRequest {
  readonly userId: string;
  readonly profile: string;
  /** What the profile finds people by. */
  readonly to: MatchTarget;
  readonly said: SaidOfUser;
  /** Only says what would be done. */
  readonly isTrial: boolean;
}

export type Refreshed =
  | { readonly type: 'not-hers'; readonly why: string }
  | {
      readonly type: 'same' | 'changed' | 'would-change';
      readonly changed: readonly string[];
      readonly refused: readonly Refused[];
    };

/** Nobody asks for it: what may be refreshed stands in the configuration. */
export const onLogin: Actor = { who: 'system', via: 'sign-in' };

/** @throws VestibuleError VST_STORE_UNAVAILABLE, VST_STORE_FULL */
export async function refreshOnLogin(directory: Directory, request: RefreshRequest): Promise<Refreshed> {
  const { institution, changes } = directory;
  const { userId, said, profile } = request;
  const stored = await changes.record(institution.slug, userId);
  if (stored === undefined) return { type: 'not-hers', why: 'the user is no more' };
  const ahead = judge(stored, request, contextOf(directory, request, await takenNow(directory, stored, said)));
  if (ahead.type !== 'would-change') return ahead;
  if (request.isTrial) return { type: 'would-change', changed: ahead.changed, refused: ahead.refused };
  const keys = said.identifiers.map(({ type, value }) => keyOf(directory.rules.table, type, value));
  return changes.change(institution.slug, { users: [userId], keys }, onLogin, (known): Decision<Refreshed> => {
    const action = 'refreshed-on-login';
    const record = known.record(userId);
    if (record === undefined) return { action, records: [], result: { type: 'not-hers', why: 'the user is no more' } };
    const context = contextOf(directory, request, (identifier) => {
      const holder = known.holder(identifier);
      return holder !== undefined && holder.userId !== userId;
    });
    const judged = judge(record, request, context);
    if (judged.type !== 'would-change') return { action, records: [], result: judged };
    const { record: next, changed, refused } = judged;
    const facts = { profile, fields: changed.join(', ') };
    return { action, records: [next], facts, result: { type: 'changed', changed, refused } };
  });
}

type Judged =
  | Extract<Refreshed, { type: 'not-hers' }>
  | { readonly type: 'same'; readonly changed: readonly string[]; readonly refused: readonly Refused[] }
  | {
      readonly type: 'would-change';
      readonly record: UserRecord;
      readonly changed: readonly string[];
      readonly refused: readonly Refused[];
    };

function judge(stored: UserRecord, { said }: RefreshRequest, context: RefreshContext): Judged {
  const why = whyNotHers(stored.user, said.system);
  if (why !== undefined) return { type: 'not-hers', why };
  const { record, changed, refused } = refreshedRecord(stored, said, context);
  return changed.length === 0 ? { type: 'same', changed, refused } : { type: 'would-change', record, changed, refused };
}

function contextOf(
  { rules, clock, random }: Directory,
  { to }: RefreshRequest,
  isTaken: RefreshContext['isTaken'],
): RefreshContext {
  const now = clock.now();
  return {
    rules,
    now: new Date(now).toISOString(),
    newId: () => random.uuid(now),
    matched: matchedTypes(to, rules),
    isTaken,
  };
}

/** Which of the values that are new to her somebody else has. What is held back, and perhaps no more, the change finds out. */
async function takenNow(
  { institution, rules, users }: Directory,
  { user, identifiers }: UserRecord,
  said: SaidOfUser,
): Promise<RefreshContext['isTaken']> {
  const keys = said.identifiers
    .map(({ type, value }) => keyOf(rules.table, type, value))
    .filter((key) => at(identifiers, key) === undefined);
  if (keys.length === 0) return () => false;
  const held = await users.holdings(institution.slug, keys);
  const taken = new Set(
    held
      .filter(({ identifier: { status, userId } }) => userId !== user.id && status !== 'retired' && status !== 'held')
      .map(placeOf),
  );
  return (identifier) => taken.has(placeOf(identifier));
}
