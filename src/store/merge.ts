// What becomes of a stored user when a draft of her arrives: the rules of synchronisation.
import { isDeepStrictEqual } from 'node:util';
import type { PersonName, User } from '../domain/user.ts';

/**
 * A draft under the user's own id is an edit of the version it names and replaces the record. Any other comes from
 * another system: what staff set here stays (the sign-in lock, protected fields, parts of the internal segment), and
 * lists that such systems do not carry stay where the draft brings none.
 */
export function mergeUser(stored: User, draft: User): User {
  const isEdit = stored.id === draft.id;
  const { id, institution, createdAt, createdBy, sessionEpoch, version, modifiedAt, modifiedBy } = stored;
  const own = { id, institution, createdAt, createdBy, sessionEpoch, version, modifiedAt, modifiedBy };
  return { ...(isEdit ? draft : synchronised(stored, draft)), ...own };
}

function synchronised(stored: User, draft: User): User {
  return {
    ...draft,
    ...present('signInLock', stored),
    ...Object.assign({}, ...staffFields.filter((field) => keepsStored(stored, draft, field)).map(pick(stored))),
    ...Object.assign({}, ...otherProtected(stored).map(pick(stored))),
    name: mergeName(stored, draft.name),
    blocks: draft.blocks.length === 0 ? stored.blocks : draft.blocks,
    roles: draft.roles.length === 0 ? stored.roles : draft.roles,
    proxyFor: draft.proxyFor.length === 0 ? stored.proxyFor : draft.proxyFor,
    emails: mergeEmails(stored.emails, draft.emails),
    phones: withInternal(stored.phones, draft.phones, ({ number }) => number),
    addresses: withInternal(stored.addresses, draft.addresses, ({ lines, postalCode }) => [lines, postalCode]),
    notes: withInternal(stored.notes, draft.notes, ({ type, text }) => [type, text]),
    statistics: withInternal(stored.statistics, draft.statistics, ({ category, type }) => [category, type]),
    protectedFields: stored.protectedFields,
  };
}

/** Fields that an empty value from another system never clears, and no value where staff protected them. */
const staffFields = [
  'userGroup',
  'jobCategory',
  'preferredLanguage',
  'campusCode',
  'rsLibraries',
  'catalogerLevel',
] as const satisfies readonly (keyof User)[];

const staffNames = [
  'title',
  'preferredFirst',
  'preferredMiddle',
  'preferredLast',
] as const satisfies readonly (keyof PersonName)[];

/** No protection reaches who the user is and what the store counts. */
const neverProtected = new Set<string>(['id', 'institution', 'primaryIdentifier', 'name', 'version', 'sessionEpoch']);

function keepsStored(stored: User, draft: User, field: (typeof staffFields)[number]): boolean {
  const value = draft[field];
  return stored.protectedFields.includes(field) || value === undefined || value.length === 0;
}

function otherProtected(stored: User): (keyof User)[] {
  const known = stored.protectedFields.filter((field) => field in stored && !neverProtected.has(field));
  return known as (keyof User)[];
}

const pick =
  (stored: User) =>
  (field: keyof User): Partial<User> => ({ [field]: stored[field] });

function present<Field extends keyof User>(field: Field, user: User): Partial<User> {
  return { [field]: user[field] };
}

function mergeName(stored: User, draft: PersonName): PersonName {
  const kept = staffNames.filter((field) => stored.protectedFields.includes(field) || (draft[field] ?? '') === '');
  const official = (['first', 'middle', 'last', 'preferredSuffix'] as const).filter((field) =>
    stored.protectedFields.includes(field),
  );
  return { ...draft, ...Object.fromEntries([...kept, ...official].map((field) => [field, stored.name[field]])) };
}

type Part = { readonly segment: 'internal' | 'external'; readonly preferred?: boolean };

/** The draft's parts, and the stored internal ones it does not bring. Only one is preferred. */
function withInternal<P extends Part>(
  stored: readonly P[],
  draft: readonly P[],
  name: (part: P) => unknown,
): readonly P[] {
  const brought = draft.map(name);
  const kept = stored.filter(
    (part) => part.segment === 'internal' && !brought.some((other) => isDeepStrictEqual(other, name(part))),
  );
  const hasPreferred = draft.some(({ preferred }) => preferred === true);
  return [
    ...draft,
    ...kept.map((part) => (hasPreferred && part.preferred === true ? { ...part, preferred: false } : part)),
  ];
}

/** As other parts, and an address that the person proved to read stays proved. */
function mergeEmails(stored: User['emails'], draft: User['emails']): User['emails'] {
  const name = ({ address }: User['emails'][number]) => address.toLowerCase();
  const proved = new Map(stored.map((email) => [name(email), email.provedAt]));
  const marked = draft.map((email) => {
    const provedAt = email.provedAt ?? proved.get(name(email));
    return provedAt === undefined ? email : { ...email, provedAt };
  });
  return withInternal(stored, marked, name);
}
