// What becomes of a stored record when a file names it again. What the file does not say stays; what staff or the
// person entered here (segment `internal`) and the file does not name stays too; and so does what staff protected.
import type { Segment } from '../domain/identifier.ts';
import type { SignInLock, User } from '../domain/user.ts';
import { type NamedPart, nameOfPart, type Part, type PartList, synchronisedParts } from './owned-parts.ts';
import { keepsStored, keptSegment, type OwnedField } from './ownership.ts';
import { nameParts, scalars } from './text-fields.ts';
import type { UserInput } from './user-input.ts';

export type ScalarFields = Partial<Record<(typeof scalars)[number], string>>;
export type NameParts = Partial<Record<(typeof nameParts)[number], string>>;

export function mergedScalars(input: UserInput, held: User | undefined): ScalarFields {
  const merged: ScalarFields = {};
  for (const field of scalars) {
    const value = mergedText(held, field, input[field], held?.[field]);
    if (value !== undefined) merged[field] = value;
  }
  return merged;
}

export function mergedName(input: UserInput, held: User | undefined): NameParts {
  const merged: NameParts = {};
  for (const part of nameParts) {
    const value = mergedText(held, `name.${part}`, input.name?.[part], held?.name[part]);
    if (value !== undefined) merged[part] = value;
  }
  return merged;
}

/** A user who is managed here has no owning system: becoming internal clears it. */
export function mergedOwningSystem(input: UserInput, merged: ScalarFields): string | undefined {
  return input.accountType === 'internal' && input.owningSystem === undefined ? undefined : merged.owningSystem;
}

export function mergedRsLibraries(input: UserInput, held: User | undefined): readonly string[] {
  const given = input.rsLibraries ?? [];
  if (held === undefined) return given;
  return input.rsLibraries === undefined || keepsStored(held, 'rsLibraries', given) ? held.rsLibraries : given;
}

function mergedText(
  held: User | undefined,
  field: OwnedField,
  given: string | null | undefined,
  before: string | undefined,
): string | undefined {
  if (given === undefined || (held !== undefined && keepsStored(held, field, given ?? ''))) return before;
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

type Lists = Pick<User, PartList>;
type Shaped<Item> = Omit<Item, 'segment'> & { readonly segment?: Segment | undefined };

/** An item of a new name gets the segment the file gives, or that of the account; one entered here stays ours. */
export function mergedLists(input: UserInput, held: User | undefined, segment: Segment): Lists {
  const user = held ?? { protectedFields: [] };
  function merged<List extends PartList>(
    list: List,
    given: readonly Shaped<Part<List>>[] | null | undefined,
  ): readonly Part<List>[] {
    const stored: readonly Part<List>[] = held?.[list] ?? [];
    if (given === undefined) return stored;
    const nameOf = (part: Shaped<Part<List>>) => nameOfPart(list, part as NamedPart<List>);
    const before = new Map(stored.map((part) => [nameOf(part), part]));
    const brought = (given ?? []).map((item) => {
      const known = before.get(nameOf(item));
      const own = keptSegment(known, item.segment ?? known?.segment ?? segment);
      return { ...item, segment: own, ...proofOf(list, known) } as unknown as Part<List>;
    });
    return synchronisedParts(user, list, stored, brought);
  }
  return {
    emails: merged('emails', input.emails),
    phones: merged('phones', input.phones),
    addresses: merged('addresses', input.addresses),
    notes: merged('notes', input.notes),
    statistics: merged('statistics', input.statistics),
  };
}

/** An address that the person proved to read stays proved. */
function proofOf(list: PartList, known: object | undefined): object {
  return list === 'emails' && known !== undefined && 'provedAt' in known ? { provedAt: known.provedAt } : {};
}
