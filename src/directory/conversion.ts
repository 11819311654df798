// A user who changes hands: between the library and another system. Nothing of her is lost but who looks after what.
import type { Identifier } from '../domain/identifier.ts';
import type { User } from '../domain/user.ts';

/** As a user whom the library manages: every part is ours, and there is nothing left to protect. */
export function managedHere(user: User): User {
  const { owningSystem: _owner, ...rest } = user;
  return {
    ...rest,
    accountType: 'internal',
    emails: user.emails.map(ours),
    phones: user.phones.map(ours),
    addresses: user.addresses.map(ours),
    notes: user.notes.map(ours),
    statistics: user.statistics.map(ours),
    protectedFields: [],
  };
}

export function identifiersHere<Held extends Identifier>(identifiers: readonly Held[]): readonly Held[] {
  return identifiers.map(ours);
}

/** As a user whom another system manages. What she has stays ours: only what that system brings is its own. */
export function managedBy(user: User, owningSystem: string): User {
  return { ...user, accountType: 'external', owningSystem };
}

/** Identifiers of these types (`primary` is one) are the system's from now on: its next word may take them away. */
export function identifiersGiven<Held extends Identifier>(
  identifiers: readonly Held[],
  types: readonly string[],
): readonly Held[] {
  return identifiers.map((identifier) =>
    types.includes(identifier.type) && (identifier.status === 'active' || identifier.status === 'inactive')
      ? { ...identifier, segment: 'external' }
      : identifier,
  );
}

function ours<Item extends { readonly segment: string }>(item: Item): Item & { readonly segment: 'internal' } {
  return { ...item, segment: 'internal' };
}
