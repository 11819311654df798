// The items of a list that is changed, each with what it was and what was said of it. Pure.
import { type Fault, faultsOf } from '../fault.ts';
import { nameOfPart } from '../owned-parts.ts';
import {
  type EditedList,
  type Item,
  type ItemChanges,
  type ItemRef,
  itemSchemas,
  type ListChange,
} from './user-changes.ts';

export interface Entry {
  /** Where it stood in the list as it was read. */
  readonly place: number | undefined;
  readonly before: Item | undefined;
  readonly item: Item;
  /** Said now; nothing of an item that stays as it is. */
  readonly said: Item;
}

/** @param faults gets what is wrong with the change */
export function listEntries(
  list: EditedList,
  stored: readonly Item[],
  change: ListChange,
  faults: Fault[],
): readonly Entry[] {
  return isWhole(change) ? replaced(list, stored, change) : changedItems(list, stored, change, faults);
}

export function isWhole(change: ListChange): change is readonly Item[] {
  return Array.isArray(change);
}

/** An item of the same name is the same item. */
function replaced(list: EditedList, stored: readonly Item[], given: readonly Item[]): readonly Entry[] {
  const left = new Set(stored.keys());
  return given.map((item) => {
    const place = [...left].find((index) => nameOf(list, stored[index] ?? {}) === nameOf(list, item));
    if (place !== undefined) left.delete(place);
    return { place, before: place === undefined ? undefined : stored[place], item, said: item };
  });
}

/** In this order: changes, removals, additions. */
function changedItems(
  list: EditedList,
  stored: readonly Item[],
  { change = [], remove = [], add = [] }: ItemChanges,
  faults: Fault[],
): readonly Entry[] {
  const entries = stored.map((item, place): Entry | undefined => ({ place, before: item, item, said: {} }));
  for (const [index, { item: ref, to }] of change.entries()) {
    const path = `${list}.change.${index}`;
    const place = placeOfItem(list, stored, ref, `${path}.item`, faults);
    const before = place === undefined ? undefined : entries[place]?.item;
    if (place === undefined || before === undefined) continue;
    const item = patched(list, before, to, `${path}.to`, faults);
    if (item !== undefined) entries[place] = { place, before: stored[place], item, said: to };
  }
  for (const [index, ref] of remove.entries()) {
    const place = placeOfItem(list, stored, ref, `${list}.remove.${index}`, faults);
    if (place !== undefined) entries[place] = undefined;
  }
  const added = add.map((item): Entry => ({ place: undefined, before: undefined, item, said: item }));
  return [...entries.filter((entry) => entry !== undefined), ...added];
}

function patched(list: EditedList, before: Item, to: Item, path: string, faults: Fault[]): Item | undefined {
  const { provedAt: _, ...was } = before;
  const fields = Object.entries({ ...was, ...to }).filter(([, value]) => value !== null && value !== undefined);
  const parsed = itemSchemas[list].safeParse(Object.fromEntries(fields), { reportInput: true });
  if (parsed.success) return parsed.data;
  const inside = faultsOf(parsed.error);
  faults.push(...inside.map((fault) => ({ ...fault, path: fault.path === '' ? path : `${path}.${fault.path}` })));
  return undefined;
}

/** The one item that is meant; a fault for none and for several. */
export function placeOfItem(
  list: EditedList,
  items: readonly Item[],
  ref: ItemRef,
  path: string,
  faults: Fault[],
): number | undefined {
  const fault = (message: string) => faults.push({ path, code: 'value-invalid', message });
  if (typeof ref === 'number') {
    if (ref < items.length) return ref;
    fault(`There is no item ${ref}: the list has ${items.length}, counted from 0.`);
    return undefined;
  }
  const meant = items.flatMap((item, index) => (labels(list, item).includes(ref.toLowerCase()) ? [index] : []));
  if (meant.length === 0) fault('There is no item of this name.');
  if (meant.length > 1) fault('Several items have this name: say which one by its place in the list, from 0.');
  return meant.length === 1 ? meant[0] : undefined;
}

const labelFields = {
  emails: 'address',
  phones: 'number',
  addresses: 'lines',
  notes: 'text',
  statistics: 'category',
  blocks: 'description',
} as const satisfies Record<EditedList, string>;

/** What an item may be called by, in lower case. */
function labels(list: EditedList, item: Item): readonly string[] {
  const label = item[labelFields[list]];
  const text = Array.isArray(label) ? label.join(', ') : label;
  return typeof text === 'string' ? [text.toLowerCase()] : [];
}

export function nameOf(list: EditedList, item: Item): string {
  return list === 'blocks' ? JSON.stringify([item['type'], item['description']]) : nameOfPart(list, item as never);
}
