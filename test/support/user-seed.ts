// A user draft from the few facts a test cares about.
import { type FoldingTable, keyOf } from '../../src/directory/folding.ts';
import { type Identifier, primaryType } from '../../src/domain/identifier.ts';
import type { UserDraft } from '../../src/domain/ports/users.ts';
import type { User } from '../../src/domain/user.ts';

/** What a test says of a user; the rest is filled in. */
export interface UserSeed extends Partial<Omit<User, 'name'>> {
  readonly primaryIdentifier: string;
  readonly name?: Partial<User['name']>;
  readonly identifiers?: readonly (Pick<Identifier, 'type' | 'value'> & Partial<Identifier>)[];
  readonly passwordHash?: string;
  readonly passwordMustChange?: boolean;
  readonly pinHash?: string;
}

/** The types of the demo library: BARCODE, STUDENT_NO and STAFF_NO pooled, GOOGLE unique in itself. */
export const fakeFolding: FoldingTable = {
  pool: { caseSensitive: false, compatibility: false },
  types: new Map([
    ['BARCODE', { uniqueness: 'pooled' }],
    ['STUDENT_NO', { uniqueness: 'pooled' }],
    ['STAFF_NO', { uniqueness: 'pooled' }],
    ['GOOGLE', { uniqueness: 'type', folding: { caseSensitive: true, compatibility: false } }],
  ]),
};

/** The draft of a seed: a public internal active user of institution `demo` unless it says otherwise. */
export function seedDraft(seed: UserSeed, id: string, at: string, folding: FoldingTable = fakeFolding): UserDraft {
  const { identifiers = [], name, passwordHash, passwordMustChange, pinHash, ...given } = seed;
  const user: User = { ...blank(id, at), ...given, name: { last: seed.primaryIdentifier, ...name } };
  const primary: NonNullable<UserSeed['identifiers']>[number] = { type: primaryType, value: seed.primaryIdentifier };
  return {
    user,
    identifiers: [primary, ...identifiers].map((identifier, index) => ({
      id: `${user.id}-${index}`,
      status: 'active',
      segment: 'internal',
      ...keyOf(folding, identifier.type, identifier.value),
      ...identifier,
      userId: user.id,
    })),
    passwordHash,
    passwordMustChange,
    pinHash,
  };
}

function blank(id: string, at: string): Omit<User, 'primaryIdentifier' | 'name'> {
  const lists = { emails: [], phones: [], addresses: [], roles: [], blocks: [], notes: [], statistics: [] };
  return {
    id,
    institution: 'demo',
    recordType: 'public',
    accountType: 'internal',
    status: 'active',
    ...lists,
    proxyFor: [],
    rsLibraries: [],
    protectedFields: [],
    sessionEpoch: 0,
    version: 1,
    createdAt: at,
    createdBy: 'test',
    modifiedAt: at,
    modifiedBy: 'test',
  };
}
