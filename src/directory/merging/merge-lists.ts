// The lists of two records as one: what the staying user has comes first and wins.
import type { Segment } from '../../domain/identifier.ts';
import type { Email } from '../../domain/user.ts';
import { itemName, type ListSegment, type SegmentLists } from './segments.ts';

export interface JoinedList<Item> {
  readonly items: readonly Item[];
  /** Names of the items that come, and of those that the staying user has herself. */
  readonly comes: readonly string[];
  readonly collides: readonly string[];
}

/** @param segment of what comes; its own unless given */
export function joinedList<S extends ListSegment>(
  name: S,
  into: SegmentLists[S],
  from: SegmentLists[S],
  segment: Segment | undefined,
): JoinedList<SegmentLists[S][number]> {
  type Item = SegmentLists[S][number];
  const nameOf = itemName[name] as (item: Item) => string;
  const known = new Set(into.map(nameOf));
  const coming = from.filter((item) => !known.has(nameOf(item)));
  const items = [
    ...proved(into, from),
    ...coming.map((item) =>
      asSecond(typeof item === 'object' && segment !== undefined ? here(item, segment) : item, into),
    ),
  ];
  return {
    items: items as readonly Item[],
    comes: coming.map(nameOf),
    collides: from.map(nameOf).filter((item) => known.has(item)),
  };
}

/** What a synchronisation leaves alone. Blocks have no segment: it never touches them. */
function here<Item extends object>(item: Item, segment: Segment): Item {
  return 'segment' in item ? { ...item, segment } : item;
}

/** The staying user keeps the address, number and so on that she prefers. */
function asSecond<Item>(item: Item, into: readonly unknown[]): Item {
  if (typeof item !== 'object' || item === null) return item;
  const marks = ['preferred', 'preferredSms'].filter(
    (mark) => mark in item && into.some((other) => isMarked(other, mark)),
  );
  return { ...item, ...Object.fromEntries(marks.map((mark) => [mark, false])) };
}

function isMarked(item: unknown, mark: string): boolean {
  return typeof item === 'object' && item !== null && (item as Record<string, unknown>)[mark] === true;
}

/** Who proved that she reads an address has proved it under either record. */
function proved(into: readonly unknown[], from: readonly unknown[]): readonly unknown[] {
  const proofs = new Map(from.filter(isEmail).map((email) => [itemName.emails(email), email.provedAt] as const));
  return into.map((item) => {
    if (!isEmail(item) || item.provedAt !== undefined) return item;
    const provedAt = proofs.get(itemName.emails(item));
    return provedAt === undefined ? item : { ...item, provedAt };
  });
}

function isEmail(item: unknown): item is Email {
  return typeof item === 'object' && item !== null && 'address' in item;
}
