// A user after somebody edited her, and everything that stands against it. Pure.
import { isDeepStrictEqual } from 'node:util';
import { primaryType } from '../../domain/identifier.ts';
import type { UserRecord } from '../../domain/ports/changes.ts';
import type { Day, User } from '../../domain/user.ts';
import type { Fault } from '../fault.ts';
import { type IdentifierRules, identifierFault } from '../identifier-rules.ts';
import { markName } from '../owned-parts.ts';
import { isLocked, isProtectable, type OwnedField, ownedFields, systemOfSegment } from '../ownership.ts';
import { recordFaults } from '../record-faults.ts';
import { nameParts } from '../text-fields.ts';
import { changedList } from './changed-list.ts';
import { type EditedList, editedFields, editedLists, type Item, type ReadChanges } from './user-changes.ts';

export interface EditContext {
  readonly rules: IdentifierRules;
  /** ISO 8601, and the day it falls on where the institution is. */
  readonly now: string;
  readonly today: Day;
  readonly who: string;
}

export interface EditedRecord {
  readonly user: User;
  readonly faults: readonly Fault[];
  /** Names of fields and lists that are other than they were. */
  readonly changed: readonly string[];
  /** Among them what another system manages, item by item: `name.last`, `emails.0`. */
  readonly locked: readonly string[];
  /** What synchronisation leaves alone from now on, of what it did not before. */
  readonly newlyProtected: readonly string[];
}

export function editedRecord(record: UserRecord, changes: ReadChanges, context: EditContext): EditedRecord {
  const before = record.user;
  const isExternal = before.accountType === 'external';
  const faults: Fault[] = [];
  const chosen: string[] = [];
  const lists: Partial<Record<EditedList, readonly Item[]>> = {};
  for (const list of editedLists) {
    const change = changes[list];
    if (change === undefined) continue;
    const stored = before[list] as unknown as readonly Item[];
    const outcome = changedList(list, stored, change, { ...context, isExternal });
    lists[list] = outcome.items;
    faults.push(...outcome.faults);
    chosen.push(...outcome.chosen.map((mark) => markName(list, mark)));
  }
  const after = plain({ ...before, ...textsOf(before, changes), ...lists } as unknown as User);
  const dated = withStatusDay(before, after, changes, context.today);
  const changed = changedNames(before, dated);
  const marked = chosen.filter((name) => isExternal && !before.protectedFields.includes(name));
  const byHand = changed.filter((name) => isProtectable(before, name) && !before.protectedFields.includes(name));
  const newlyProtected = [...byHand, ...marked];
  const user =
    newlyProtected.length === 0 ? dated : { ...dated, protectedFields: [...dated.protectedFields, ...newlyProtected] };
  faults.push(...recordFaults({ primaryIdentifier: before.primaryIdentifier }, user));
  faults.push(...typeFaults(record, user, context.rules));
  return { user, faults, changed, locked: lockedNames(before, user, changed), newlyProtected };
}

/** As it comes back from a database: a field that is undefined is no field. */
function plain(user: User): User {
  return JSON.parse(JSON.stringify(user)) as User;
}

/** Texts, days and lists of texts: cleared where `null` or empty. */
function textsOf(before: User, { name, rsLibraries, proxyFor, ...changes }: ReadChanges): object {
  const texts = Object.entries(changes).filter(([field, value]) => field in editedFields && value !== undefined);
  const cleared = ([field, value]: readonly [string, unknown]) => [
    field,
    value === null || value === '' ? undefined : value,
  ];
  const parts = nameParts.map((part) => cleared([part, name?.[part] === undefined ? before.name[part] : name[part]]));
  return {
    ...Object.fromEntries(texts.map(cleared)),
    ...(name === undefined
      ? {}
      : {
          name: { ...Object.fromEntries(parts), last: name.last === undefined ? before.name.last : (name.last ?? '') },
        }),
    ...(rsLibraries === undefined ? {} : { rsLibraries: rsLibraries ?? [] }),
    ...(proxyFor === undefined ? {} : { proxyFor: proxyFor ?? [] }),
  };
}

/** Since when she has her status is noted unless it is said. */
function withStatusDay(before: User, after: User, changes: ReadChanges, today: Day): User {
  return before.status === after.status || changes.statusDate !== undefined ? after : { ...after, statusDate: today };
}

function changedNames(before: User, after: User): readonly string[] {
  return ownedFields.filter((field) => !isDeepStrictEqual(valueOf(before, field), valueOf(after, field)));
}

function valueOf(user: User, field: OwnedField): unknown {
  const [head = '', part] = field.split('.');
  const value = (user as unknown as Item)[head];
  return part === undefined ? value : (value as Item)[part];
}

function lockedNames(before: User, after: User, changed: readonly string[]): readonly string[] {
  const fields = changed.filter((name) => isLocked(before, name as OwnedField));
  const lists = changed.filter((name): name is EditedList => name in listsWithSegments);
  return [...fields, ...lists.flatMap((list) => lockedItems(list, before, after))];
}

const listsWithSegments = { emails: true, phones: true, addresses: true, notes: true, statistics: true };

/** External items that went or became others, by their place before; and those that came. Which is preferred is ours to say. */
function lockedItems(list: EditedList, before: User, after: User): readonly string[] {
  const [was, is] = [before, after].map((user) => (user[list] as unknown as readonly Item[]).map(unmarked));
  const theirs = (item: Item) => systemOfSegment(before, item['segment'] as 'internal' | 'external') !== undefined;
  const gone = (was ?? []).flatMap((item, place) => (theirs(item) && !has(is, item) ? [`${list}.${place}`] : []));
  const came = (is ?? []).some((item) => theirs(item) && !has(was, item));
  return gone.length === 0 && came ? [list] : gone;
}

function unmarked({ preferred: _p, preferredSms: _s, provedAt: _a, ...item }: Item): Item {
  return item;
}

function has(items: readonly Item[] | undefined, item: Item): boolean {
  return items?.some((other) => isDeepStrictEqual(other, item)) === true;
}

/** Her identifiers must be such as the new record type may have. */
function typeFaults(
  { user: before, identifiers }: UserRecord,
  { recordType }: User,
  rules: IdentifierRules,
): readonly Fault[] {
  if (recordType === before.recordType) return [];
  const live = identifiers.filter(
    ({ type, status }) => type !== primaryType && (status === 'active' || status === 'inactive'),
  );
  const unfit = live.flatMap((identifier) => identifierFault(rules, identifier, recordType) ?? []);
  const ofType = unfit.filter(({ code }) => code === 'contact-identifier' || code === 'identifier-type-not-for-record');
  return ofType.slice(0, 1).map((fault) => ({ path: 'recordType', ...fault }));
}
