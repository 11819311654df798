// Two users who are one person: one goes, the other stays with what both had.

import { VestibuleError } from '../../domain/errors.ts';
import type { UserRecord } from '../../domain/ports/changes.ts';
import type { Caller, Directory } from '../deps.ts';
import { decidedOver, type Ground } from '../identifiers/deciding.ts';
import { holdUntil, signsInUntil } from '../identifiers/life-settings.ts';
import { followed, proxiesFor } from '../identifiers/proxies.ts';
import { rightsOf } from '../identifiers/rights.ts';
import { standingRecord } from '../identifiers/standing.ts';
import { settingsOf } from '../settings/settings-of.ts';
import { type MergeChoice, type Merged, mergedRecords, type SegmentOutcome } from './merge-records.ts';
import { mergeSegments } from './segments.ts';

export interface MergeRequest extends Partial<MergeChoice> {
  /** Internal ids: `from` goes, `into` stays. */
  readonly from: string;
  readonly into: string;
  /** For how long the values that do not come over are given to nobody; by the institution's setting unless said. */
  readonly holdDays?: number | undefined;
}

export interface MergePreview {
  readonly from: { readonly id: string; readonly primaryIdentifier: string };
  readonly into: { readonly id: string; readonly primaryIdentifier: string };
  /** Only parts of which something comes, collides or is lost. */
  readonly segments: readonly SegmentOutcome[];
}

export interface MergeResult extends MergePreview {
  /** What `undoBatch` takes it back by. */
  readonly batch: string;
}

/** @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN, VST_USER_INVALID as the merge would */
export async function previewMerge(directory: Directory, caller: Caller, request: MergeRequest): Promise<MergePreview> {
  const rights = rightsOf(directory, caller, 'merge-users');
  const { from, into } = await bothRecords(directory, request);
  const settings = await settingsOf(directory);
  return previewOf(from, into, merged(from, into, request, { ...directory, rights, settings }, directory.clock.now()));
}

/**
 * Everything in one transaction: who goes is no more and her sessions are over; her primary identifier, and what else
 * was chosen, is that of who stays; what was not chosen stays in the audit and its identifiers are given to nobody. Who
 * may act for who goes, may act for who stays.
 *
 * @throws VestibuleError VST_NOT_ALLOWED; VST_USER_UNKNOWN; VST_USER_INVALID for one and the same user, and when who
 *   goes has a role but patron
 */
export async function mergeUsers(directory: Directory, caller: Caller, request: MergeRequest): Promise<MergeResult> {
  const rights = rightsOf(directory, caller, 'merge-users');
  const { institution, rules, changes, clock, random } = directory;
  const { from, into } = request;
  const goes = (await bothRecords(directory, request)).from.user;
  const [settings, proxies] = [await settingsOf(directory), await proxiesFor(directory, [goes.primaryIdentifier])];
  const batch = random.uuid(clock.now());
  return changes.change(
    institution.slug,
    { users: [from, into, ...proxies] },
    caller.actor,
    decidedOver(directory, caller, [from, into], (known) => {
      const [theirs, own] = [standingRecord(known, from), standingRecord(known, into)];
      const outcome = merged(theirs, own, request, { rules, rights, settings }, known.now);
      const { record, kept } = outcome;
      const names = new Map([[theirs.user.primaryIdentifier, own.user.primaryIdentifier]]);
      const others = proxies.filter((id) => id !== from);
      return {
        action: 'users-merged',
        records: followed(known, others, [record], names, rules.table),
        removed: [from],
        merged: [{ from, into }],
        kept,
        batch,
        facts: { from, into, tookPassword: record.password !== own.password, tookPin: record.pin !== own.pin },
        result: { ...previewOf(theirs, own, outcome), batch },
      };
    }),
  );
}

function merged(from: UserRecord, into: UserRecord, request: MergeRequest, ground: Ground, now: number): Merged {
  const choice: MergeChoice = {
    segments: request.segments ?? mergeSegments,
    asInternal: request.asInternal ?? true,
    primary: request.primary ?? 'alias',
    takePassword: request.takePassword ?? false,
    takePin: request.takePin ?? false,
  };
  const { rules, rights, settings } = ground;
  return mergedRecords(from, into, choice, {
    rules,
    seesHidden: rights.isOperator,
    holdUntil: holdUntil({ holdDays: request.holdDays ?? settings.holdDays }, now),
    signsInUntil: signsInUntil(settings, now),
  });
}

function previewOf({ user: from }: UserRecord, { user: into }: UserRecord, { outcomes }: Merged): MergePreview {
  return {
    from: { id: from.id, primaryIdentifier: from.primaryIdentifier },
    into: { id: into.id, primaryIdentifier: into.primaryIdentifier },
    segments: outcomes,
  };
}

async function bothRecords(
  { institution: { slug }, changes }: Directory,
  request: MergeRequest,
): Promise<{ readonly from: UserRecord; readonly into: UserRecord }> {
  const [from, into] = await Promise.all([request.from, request.into].map((id) => changes.record(slug, id)));
  if (from === undefined) throw unknownUser(request.from);
  if (into === undefined) throw unknownUser(request.into);
  return { from, into };
}

function unknownUser(userId: string): VestibuleError {
  return new VestibuleError('VST_USER_UNKNOWN', `No user has the id ${JSON.stringify(userId)}`, { userId });
}
