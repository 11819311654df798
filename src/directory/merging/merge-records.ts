// Two records of one person as one record, and what that means part by part. Pure.
import { isDeepStrictEqual } from 'node:util';
import { VestibuleError } from '../../domain/errors.ts';
import type { HeldIdentifier, UserRecord } from '../../domain/ports/changes.ts';
import type { User } from '../../domain/user.ts';
import type { IdentifierRules } from '../identifier-rules.ts';
import { roleOf } from '../permissions.ts';
import { nameParts, scalars } from '../text-fields.ts';
import { movedIdentifiers } from './merge-identifiers.ts';
import { joinedList } from './merge-lists.ts';
import { itemName, type ListSegment, listSegments, listsOf, type MergeSegment, withLists } from './segments.ts';

export interface MergeChoice {
  /** What is taken over; the rest of who goes is lost, but for the audit. */
  readonly segments: readonly MergeSegment[];
  /** Whether what is taken over is kept by synchronisation: all of it, none, or identifiers of these types alone. */
  readonly asInternal: boolean | readonly string[];
  /** Whether the primary identifier of who goes becomes an alias of who stays, or is given to nobody for a time. */
  readonly primary: 'alias' | 'held';
  /** Where who stays has no password or PIN of her own. */
  readonly takePassword: boolean;
  readonly takePin: boolean;
}

/** One part of the record of who goes, in words for people. */
export interface SegmentOutcome {
  readonly segment: MergeSegment | 'primary' | 'roles' | 'password' | 'pin' | 'details';
  readonly comes: readonly string[];
  /** What both have: that of who stays counts. Identifiers come beside one another. */
  readonly collides: readonly string[];
  readonly lost: readonly string[];
}

export interface Merged {
  readonly record: UserRecord;
  readonly kept: readonly HeldIdentifier[];
  readonly outcomes: readonly SegmentOutcome[];
}

/** By what rules of the institution, and for whose eyes. Times are epoch milliseconds. */
export interface MergeGround {
  readonly rules: IdentifierRules;
  /** Until when nobody gets the values that do not come over. */
  readonly holdUntil: number;
  /** Until when the former primary identifier signs in; undefined where it does not. */
  readonly signsInUntil: number | undefined;
  /** Whether values of hidden types are told. */
  readonly seesHidden: boolean;
}

/**
 * @throws VestibuleError VST_USER_INVALID for one and the same user, or when who goes has a role but patron
 */
export function mergedRecords(from: UserRecord, into: UserRecord, choice: MergeChoice, ground: MergeGround): Merged {
  refuseUnfit(from.user, into.user);
  const { moved, kept, primary, identifiers } = movedIdentifiers(from, into, choice, ground);
  const lists = joinedLists(from.user, into.user, choice);
  const [password, pin] = [secret('password', from, into, choice), secret('pin', from, into, choice)];
  return {
    record: {
      user: lists.user,
      identifiers: [...into.identifiers, ...moved],
      password: password.stays,
      pin: pin.stays,
    },
    kept,
    outcomes: [
      primary,
      identifiers,
      ...lists.outcomes,
      password.outcome,
      pin.outcome,
      roles(from.user),
      details(from.user, into.user),
    ].filter(({ comes, collides, lost }) => comes.length + collides.length + lost.length > 0),
  };
}

function refuseUnfit(from: User, into: User): void {
  if (from.id === into.id)
    throw new VestibuleError('VST_USER_INVALID', 'A user cannot be merged into herself', { userId: from.id });
  const held = from.roles.find(({ role }) => roleOf(role) !== 'patron');
  if (held !== undefined)
    throw new VestibuleError(
      'VST_USER_INVALID',
      `The user who goes holds the role ${roleOf(held.role) ?? held.role}: revoke it first, or merge the other way round`,
      { userId: from.id, role: held.role },
    );
}

function joinedLists(
  from: User,
  into: User,
  { segments, asInternal }: MergeChoice,
): { readonly user: User; readonly outcomes: readonly SegmentOutcome[] } {
  // Neither acts for herself.
  const others = (of: User, self: User) => of.proxyFor.filter((name) => name !== self.primaryIdentifier);
  const theirs = { ...listsOf(from), proxies: others(from, into) };
  const joined = { ...listsOf(into), proxies: others(into, from) };
  const outcomes = listSegments.map((segment: ListSegment): SegmentOutcome => {
    if (!segments.includes(segment)) {
      const lost = theirs[segment].map(itemName[segment] as (item: unknown) => string);
      return { segment, comes: [], collides: [], lost };
    }
    const list = joinedList(segment, joined[segment], theirs[segment], asInternal === true ? 'internal' : undefined);
    Object.assign(joined, { [segment]: list.items });
    return { segment, comes: list.comes, collides: list.collides, lost: [] };
  });
  return { user: withLists(into, joined), outcomes };
}

function secret(kind: 'password' | 'pin', from: UserRecord, into: UserRecord, choice: MergeChoice) {
  const [theirs, own] = [from[kind], into[kind]];
  const isTaken = theirs !== undefined && own === undefined && choice[kind === 'pin' ? 'takePin' : 'takePassword'];
  const words = theirs === undefined ? [] : [`that of ${from.user.primaryIdentifier}`];
  const outcome: SegmentOutcome = {
    segment: kind,
    comes: isTaken ? words : [],
    collides: [],
    lost: isTaken ? [] : words,
  };
  return { stays: isTaken ? theirs : own, outcome };
}

function roles(from: User): SegmentOutcome {
  return {
    segment: 'roles',
    comes: [],
    collides: [],
    lost: from.roles.map(({ role, scope }) => `${role} at ${scope}`),
  };
}

/** Of name, dates and the like nothing comes over: who stays is as she was. */
function details(from: User, into: User): SegmentOutcome {
  const fields = [...scalars, 'recordType', 'accountType', 'status'] as const;
  const different = [
    ...nameParts.map((part) => [`name.${part}`, from.name[part], into.name[part]] as const),
    ...fields.map((field) => [field, from[field], into[field]] as const),
  ].filter(([, theirs, own]) => theirs !== undefined && !isDeepStrictEqual(theirs, own));
  return {
    segment: 'details',
    comes: [],
    collides: [],
    lost: different.map(([field, theirs]) => `${field} ${theirs}`),
  };
}
