// The lists of a user whose items belong to the library or to another system, one by one: how an item is known again, and
// what becomes of a list when a record from elsewhere brings items.
import type { Segment } from '../domain/identifier.ts';
import type { Email, Note, Phone, PostalAddress, Statistic, User } from '../domain/user.ts';

export type PartList = 'emails' | 'phones' | 'addresses' | 'notes' | 'statistics';
export type Parts = Pick<User, PartList>;
export type Part<List extends PartList = PartList> = User[List][number];
export type NamedPart<List extends PartList> = Parameters<(typeof names)[List]>[0];

const names = {
  emails: ({ address }: Pick<Email, 'address'>) => address.toLowerCase(),
  phones: ({ number }: Pick<Phone, 'number'>) => number,
  addresses: ({ lines, city, postalCode }: Pick<PostalAddress, 'lines' | 'city' | 'postalCode'>) =>
    JSON.stringify([lines, city, postalCode]),
  notes: ({ type, text }: Pick<Note, 'type' | 'text'>) => JSON.stringify([type, text]),
  statistics: ({ category, type }: Pick<Statistic, 'category' | 'type'>) => JSON.stringify([category, type]),
} as const satisfies Record<PartList, (part: never) => string>;

/** By this an item is the same as another, whatever else is said of it. */
export function nameOfPart<List extends PartList>(list: List, part: NamedPart<List>): string {
  return (names[list] as (part: unknown) => string)(part);
}

/** Of the items of a list at most one has this mark. */
export type Mark = 'preferred' | 'preferredSms';
const marks: readonly Mark[] = ['preferred', 'preferredSms'];
type Markable = { readonly segment: Segment } & { readonly [M in Mark]?: boolean };

/** Stands in `protectedFields` when staff chose which item is preferred: `emails.preferred`. */
export function markName(list: string, mark: Mark): string {
  return `${list}.${mark}`;
}

export function isMarkName(field: string): boolean {
  return /^(emails|phones|addresses)\.preferred$|^phones\.preferredSms$/.test(field);
}

/**
 * The items that were brought take the place of the external ones; internal ones stay, behind them where they were not
 * brought. Who is preferred: whom staff chose, else who is brought so.
 */
export function synchronisedParts<List extends PartList>(
  user: Pick<User, 'protectedFields'>,
  list: List,
  stored: readonly Part<List>[],
  brought: readonly Part<List>[],
): readonly Part<List>[] {
  const nameOf = (part: Part<List>) => nameOfPart(list, part as NamedPart<List>);
  const names = new Set(brought.map(nameOf));
  const kept = stored.filter((part) => part.segment === 'internal' && !names.has(nameOf(part)));
  const parts: readonly Part<List>[] = [...brought, ...kept];
  return marks.reduce((marked, mark) => {
    const isChosen = user.protectedFields.includes(markName(list, mark));
    const chosen = isChosen ? stored.find((part) => isMarked(part, mark)) : undefined;
    const standing = chosen === undefined ? -1 : marked.findIndex((part) => nameOf(part) === nameOf(chosen));
    return withOneMarked(marked, mark, standing === -1 ? marked.findIndex((part) => isMarked(part, mark)) : standing);
  }, parts);
}

/** The mark on the item of this index alone; on none where it is -1. */
export function withOneMarked<Item extends Markable>(
  items: readonly Item[],
  mark: Mark,
  index: number,
): readonly Item[] {
  return items.map((item, at) => {
    if (isMarked(item, mark) === (at === index)) return item;
    return { ...item, [mark]: at === index };
  });
}

export function isMarked(item: Markable, mark: Mark): boolean {
  return item[mark] === true;
}
