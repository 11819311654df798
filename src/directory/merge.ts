// What becomes of a stored record when a file names it again. What the file does not say stays; what staff or the
// person entered here (segment `internal`) and the file does not name stays too.
import type { Segment } from '../domain/identifier.ts';
import type { Email, Phone, PostalAddress, SignInLock, User } from '../domain/user.ts';
import { nameParts, scalars } from './text-fields.ts';
import type { UserInput } from './user-input.ts';

export type ScalarFields = Partial<Record<(typeof scalars)[number], string>>;
export type NameParts = Partial<Record<(typeof nameParts)[number], string>>;

export function mergedScalars(input: UserInput, held: User | undefined): ScalarFields {
  const merged: ScalarFields = {};
  for (const field of scalars) {
    const value = isProtected(held, field) ? held?.[field] : said(input[field], held?.[field]);
    if (value !== undefined) merged[field] = value;
  }
  return merged;
}

export function mergedName(input: UserInput, held: User | undefined): NameParts {
  const merged: NameParts = {};
  for (const part of nameParts) {
    const before = held?.name[part];
    const value = isProtected(held, `name.${part}`) ? before : said(input.name?.[part], before);
    if (value !== undefined) merged[part] = value;
  }
  return merged;
}

/** A user who is managed here has no owning system: becoming internal clears it. */
export function mergedOwningSystem(input: UserInput, merged: ScalarFields): string | undefined {
  return input.accountType === 'internal' && input.owningSystem === undefined ? undefined : merged.owningSystem;
}

/** Fields of an external user that staff changed by hand stay as staff left them. */
function isProtected(held: User | undefined, field: string): boolean {
  return held?.accountType === 'external' && held.protectedFields.includes(field);
}

function said(given: string | null | undefined, before: string | undefined): string | undefined {
  if (given === undefined) return before;
  return given === null || given === '' ? undefined : given;
}

export function mergedLock(
  input: UserInput,
  held: SignInLock | undefined,
  now: string,
  who: string,
): SignInLock | undefined {
  const lock = input.signInLock;
  if (lock === undefined) return held;
  if (lock === null) return undefined;
  return { at: lock.at ?? held?.at ?? now, by: lock.by ?? held?.by ?? who, reason: lock.reason ?? held?.reason };
}

interface Segmented {
  readonly segment: Segment;
  readonly preferred?: boolean;
}

/**
 * A list with segments: the file's items take the place of the external ones; internal ones it does not name are kept
 * behind them. An item named again keeps its segment unless the file gives one.
 */
function mergedList<Given extends { segment?: Segment | undefined }, Item extends Segmented>(
  given: readonly Given[] | null | undefined,
  held: readonly Item[],
  nameOf: (item: Given | Item) => string,
  segment: Segment,
  shape: (given: Given, before: Item | undefined, segment: Segment) => Item,
): readonly Item[] {
  if (given === undefined) return held;
  const before = new Map(held.map((item) => [nameOf(item), item]));
  const items = (given ?? []).map((item) => {
    const known = before.get(nameOf(item));
    return shape(item, known, item.segment ?? known?.segment ?? segment);
  });
  const named = new Set(items.map(nameOf));
  const kept = held.filter((item) => item.segment === 'internal' && !named.has(nameOf(item)));
  const isPreferredTaken = items.some((item) => item.preferred === true);
  return [...items, ...kept.map((item) => (isPreferredTaken && item.preferred ? { ...item, preferred: false } : item))];
}

type Lists = Pick<User, 'emails' | 'phones' | 'addresses' | 'notes' | 'statistics'>;

export function mergedLists(input: UserInput, held: User | undefined, segment: Segment): Lists {
  return {
    emails: mergedList(input.emails, held?.emails ?? [], emailName, segment, (email, before, segment) => ({
      ...email,
      segment,
      provedAt: before?.provedAt,
    })),
    phones: mergedList(input.phones, held?.phones ?? [], phoneName, segment, withSegment),
    addresses: mergedList(input.addresses, held?.addresses ?? [], addressName, segment, withSegment),
    notes: mergedList(input.notes, held?.notes ?? [], noteName, segment, withSegment),
    statistics: mergedList(input.statistics, held?.statistics ?? [], statisticName, segment, withSegment),
  };
}

const emailName = ({ address }: Pick<Email, 'address'>) => address.toLowerCase();
const phoneName = ({ number }: Pick<Phone, 'number'>) => number;
const addressName = ({ lines, city, postalCode }: Pick<PostalAddress, 'lines' | 'city' | 'postalCode'>) =>
  JSON.stringify([lines, city, postalCode]);
const noteName = (note: { readonly type: string; readonly text: string }) => JSON.stringify([note.type, note.text]);
const statisticName = (statistic: { readonly category: string; readonly type?: string | undefined }) =>
  JSON.stringify([statistic.category, statistic.type]);

function withSegment<Given>(given: Given, _before: unknown, segment: Segment): Given & { segment: Segment } {
  return { ...given, segment };
}
