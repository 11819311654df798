// What becomes of a stored user when a record of her arrives from elsewhere, by the table of ownership.
import type { PersonName, User } from '../domain/user.ts';
import { type NamedPart, nameOfPart, type Part, type PartList, synchronisedParts } from './owned-parts.ts';
import { keepsStored, keptSegment, type OwnedField, ownedFields } from './ownership.ts';

/**
 * What staff set here stays: the sign-in lock, protected fields, items of the internal segment; fields and lists that
 * such systems leave empty stay too.
 */
export function synchronised(stored: User, brought: User): User {
  return {
    ...brought,
    signInLock: stored.signInLock,
    ...Object.fromEntries(keptFields(stored, brought).map((field) => [field, stored[field]])),
    name: synchronisedName(stored, brought.name),
    blocks: brought.blocks.length === 0 ? stored.blocks : brought.blocks,
    roles: brought.roles.length === 0 ? stored.roles : brought.roles,
    proxyFor: brought.proxyFor.length === 0 ? stored.proxyFor : brought.proxyFor,
    emails: parts(stored, 'emails', brought.emails.map(proved(stored))),
    phones: parts(stored, 'phones', brought.phones),
    addresses: parts(stored, 'addresses', brought.addresses),
    notes: parts(stored, 'notes', brought.notes),
    statistics: parts(stored, 'statistics', brought.statistics),
    protectedFields: stored.protectedFields,
  };
}

type PlainField = Exclude<OwnedField, `name.${string}` | 'password' | 'pin'>;

function keptFields(stored: User, brought: User): readonly PlainField[] {
  const plain = ownedFields.filter((field) => field in stored || field in brought) as PlainField[];
  return plain.filter((field) => keepsStored(stored, field, sayingOf(brought[field])));
}

/** Texts and lists of texts alone can say nothing. */
function sayingOf(value: unknown): string | readonly string[] | undefined {
  return typeof value === 'string' || Array.isArray(value) ? value : undefined;
}

function synchronisedName(stored: User, brought: PersonName): PersonName {
  const names = [...new Set([...Object.keys(stored.name), ...Object.keys(brought)])] as (keyof PersonName)[];
  const kept = names.filter((part) => keepsStored(stored, `name.${part}`, brought[part]));
  return { ...brought, ...Object.fromEntries(kept.map((part) => [part, stored.name[part]])) };
}

function parts<List extends PartList>(stored: User, list: List, brought: readonly Part<List>[]): User[List] {
  const nameOf = (part: Part<List>) => nameOfPart(list, part as NamedPart<List>);
  const before = new Map((stored[list] as readonly Part<List>[]).map((part) => [nameOf(part), part]));
  const ours = brought.map((part) => ({ ...part, segment: keptSegment(before.get(nameOf(part)), part.segment) }));
  return synchronisedParts(stored, list, stored[list] as readonly Part<List>[], ours) as User[List];
}

/** An address that the person proved to read stays proved. */
function proved(stored: User): (email: User['emails'][number]) => User['emails'][number] {
  const proofs = new Map(stored.emails.map((email) => [nameOfPart('emails', email), email.provedAt]));
  return (email) => {
    const provedAt = email.provedAt ?? proofs.get(nameOfPart('emails', email));
    return provedAt === undefined ? email : { ...email, provedAt };
  };
}
