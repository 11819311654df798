// A list of a user after it was changed, whole or item by item. Pure.
import type { Segment } from '../../domain/identifier.ts';
import type { Fault } from '../fault.ts';
import { isMarked, type Mark, withOneMarked } from '../owned-parts.ts';
import { type Entry, isWhole, listEntries, nameOf, placeOfItem } from './list-entries.ts';
import { type EditedList, hasPreference, type Item, type ListChange } from './user-changes.ts';

export interface ListContext {
  /** ISO 8601. */
  readonly now: string;
  readonly who: string;
  readonly isExternal: boolean;
}

export interface ChangedList {
  readonly items: readonly Item[];
  readonly faults: readonly Fault[];
  /** Marks that somebody set on another item than they were on. */
  readonly chosen: readonly Mark[];
}

const itemsMax = 100;

export function changedList(
  list: EditedList,
  stored: readonly Item[],
  change: ListChange,
  context: ListContext,
): ChangedList {
  const faults: Fault[] = [];
  const entries = listEntries(list, stored, change, faults);
  if (entries.length > itemsMax)
    faults.push({ path: list, code: 'value-invalid', message: `The list is longer than ${itemsMax}.` });
  const chosen: Mark[] = [];
  let items: readonly Item[] = entries.map((entry) => finished(list, entry, context));
  for (const mark of marksOf(list)) {
    const named = placesNamed(list, entries, change, mark, faults);
    if (named.length > 1) faults.push({ path: list, code: 'preferred-twice', message: `At most one can be ${mark}.` });
    const wanted = named[0] === undefined ? undefined : entries[named[0]];
    if (wanted !== undefined && wanted.before?.[mark] !== true) chosen.push(mark);
    items = withOneMarked(items as readonly MarkedItem[], mark, named[0] ?? foundMark(entries, change, mark));
  }
  if (!context.isExternal && items.some((item) => item['segment'] === 'external'))
    faults.push({ path: list, code: 'value-invalid', message: 'Every part of an internal user is internal.' });
  return { items, faults, chosen };
}

type MarkedItem = Item & { readonly segment: Segment } & { readonly [M in Mark]?: boolean };

function marksOf(list: EditedList): readonly Mark[] {
  if (list === 'phones') return ['preferred', 'preferredSms'];
  return hasPreference(list) ? ['preferred'] : [];
}

/** What is not the editor's to say: who proved to read an address, who made a note and when; and whose an item is. */
function finished(list: EditedList, { before, item }: Entry, { now, who }: ListContext): Item {
  const segment = list === 'blocks' ? {} : { segment: item['segment'] ?? before?.['segment'] ?? 'internal' };
  const isSameAddress = list === 'emails' && before !== undefined && nameOf(list, before) === nameOf(list, item);
  const proof = isSameAddress ? { provedAt: before['provedAt'] } : {};
  const isSigned = list === 'notes' || list === 'blocks';
  const made = before ?? { createdBy: who, createdAt: now };
  const stamp = isSigned ? { createdBy: made['createdBy'], createdAt: made['createdAt'] } : {};
  const whole = { ...item, ...segment, ...proof, ...stamp };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined));
}

/** Where somebody says the mark is to be, in the items or by naming one. A place is meant as it was read. */
function placesNamed(
  list: EditedList,
  entries: readonly Entry[],
  change: ListChange,
  mark: Mark,
  faults: Fault[],
): readonly number[] {
  const said = entries.flatMap((entry, index) => (entry.said[mark] === true ? [index] : []));
  if (isWhole(change)) return said;
  const word = mark === 'preferred' ? 'prefer' : 'preferSms';
  const ref = change[word];
  if (ref === undefined) return said;
  const items = entries.map(({ item }) => item);
  const path = `${list}.${word}`;
  const index =
    typeof ref === 'number'
      ? entries.findIndex(({ place }) => place === ref)
      : (placeOfItem(list, items, ref, path, faults) ?? -1);
  if (index === -1 && typeof ref === 'number')
    faults.push({ path, code: 'value-invalid', message: `There is no item ${ref} in the list, counted from 0.` });
  return index === -1 ? said : [...new Set([...said, index])];
}

/** Where the mark was; what must be preferred, else on the first item that nobody says it is not on. */
function foundMark(entries: readonly Entry[], change: ListChange, mark: Mark): number {
  const isGone = isWhole(change) && mark === 'preferredSms';
  const standing = entries.findIndex(({ before, item }) =>
    isMarked((isWhole(change) ? (before ?? {}) : item) as MarkedItem, mark),
  );
  if (mark === 'preferredSms') return isGone ? -1 : standing;
  if (standing !== -1 || entries.length === 0) return standing;
  return Math.max(
    0,
    entries.findIndex(({ said }) => said[mark] !== false),
  );
}
