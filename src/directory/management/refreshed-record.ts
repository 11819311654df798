// What a stored record becomes by what an upstream says of its person, by the table of ownership. Pure.
import { isDeepStrictEqual } from 'node:util';
import { daysBetween } from '../../domain/period.ts';
import type { UserRecord } from '../../domain/ports/changes.ts';
import type { Email, Phone, User } from '../../domain/user.ts';
import { nameOfPart, type PartList, synchronisedParts } from '../owned-parts.ts';
import { type OwnedField, owners } from '../ownership.ts';
import { type RefreshContext, refreshedIdentifiers } from './refreshed-identifiers.ts';
import type { Refused, SaidOfUser } from './said-of-user.ts';

export interface RefreshedRecord {
  readonly record: UserRecord;
  /** Names of what is other than it was; of identifiers their types. */
  readonly changed: readonly string[];
  readonly refused: readonly Refused[];
}

/** Why nothing of this user may be refreshed from this system, as the end of a sentence; undefined when it may. */
export function whyNotHers({ accountType, owningSystem }: Pick<User, 'accountType' | 'owningSystem'>, system: string) {
  if (accountType !== 'external') return 'the library manages this user';
  return owningSystem === system ? undefined : `${owningSystem ?? 'another system'} manages this user`;
}

export function refreshedRecord(stored: UserRecord, said: SaidOfUser, context: RefreshContext): RefreshedRecord {
  const { user } = stored;
  const isOpen = (field: OwnedField) =>
    (owners[field] === 'system' || owners[field] === 'shared') && !user.protectedFields.includes(field);
  const text = (field: OwnedField, before: string | undefined, next: string | undefined) =>
    next !== undefined && isOpen(field) ? next : before;
  const after: User = {
    ...user,
    name: {
      ...user.name,
      first: text('name.first', user.name.first, said.first),
      last: text('name.last', user.name.last, said.last) ?? user.name.last,
    },
    userGroup: text('userGroup', user.userGroup, said.userGroup),
    expiryDate: text('expiryDate', user.expiryDate, expiryOf(user, said)),
    preferredLanguage: text('preferredLanguage', user.preferredLanguage, said.preferredLanguage),
    emails: said.emails === undefined ? user.emails : emailsOf(user, said.emails, said.provesEmails, context.now),
    phones: said.phones === undefined ? user.phones : phonesOf(user, said.phones),
  };
  const { identifiers, changed, refused } = refreshedIdentifiers(stored, said.identifiers, context);
  const fields = changedFields(user, after);
  return {
    record: { ...stored, user: fields.length === 0 ? user : stripped(after), identifiers },
    changed: [...fields, ...changed],
    refused,
  };
}

/** As it comes back from a database: a field that is undefined is no field. */
function stripped(user: User): User {
  const defined = (part: object) => Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
  const name = { ...defined(user.name), last: user.name.last };
  return { ...user, ...defined({ ...user }), name };
}

function expiryOf({ expiryDate }: User, { expiry }: SaidOfUser): string | undefined {
  if (expiry === undefined) return undefined;
  const { day, gainsMoreThan } = expiry;
  const isWorthIt =
    gainsMoreThan === undefined || expiryDate === undefined || daysBetween(expiryDate, day) > gainsMoreThan;
  return isWorthIt ? day : undefined;
}

/** One that the library keeps stays as it is, also where the upstream says the same. */
function emailsOf(user: User, said: readonly string[], proves: boolean, now: string): readonly Email[] {
  const brought = said.map((address): Email => {
    const known = knownPart(user.emails, 'emails', nameOfPart('emails', { address }));
    if (known?.segment === 'internal') return known;
    const proved = known?.provedAt ?? (proves ? now : undefined);
    const provedAt = proved === undefined ? {} : { provedAt: proved };
    return { ...(known ?? { address, types: [], preferred: false, segment: 'external' }), ...provedAt };
  });
  return listed(user, 'emails', user.emails, brought);
}

function phonesOf(user: User, said: readonly string[]): readonly Phone[] {
  const brought = said.map(
    (number): Phone =>
      knownPart(user.phones, 'phones', number) ?? {
        number,
        types: [],
        preferred: false,
        preferredSms: false,
        segment: 'external',
      },
  );
  return listed(user, 'phones', user.phones, brought);
}

function knownPart<Item extends Email | Phone>(items: readonly Item[], list: 'emails' | 'phones', name: string) {
  return items.find((item) => nameOfPart(list, item as Email & Phone) === name);
}

/** The same items in another order are the same list. */
function listed<Item extends Email | Phone>(
  user: User,
  list: Extract<PartList, 'emails' | 'phones'>,
  stored: readonly Item[],
  brought: readonly Item[],
): readonly Item[] {
  const kept = stored.filter(({ segment }) => segment === 'internal');
  const hasPreferred = [...brought, ...kept].some(({ preferred }) => preferred);
  const marked = hasPreferred ? brought : brought.map((item, place) => ({ ...item, preferred: place === 0 }));
  const next = synchronisedParts(user, list, stored as never, marked as never) as unknown as readonly Item[];
  const isSame =
    next.length === stored.length && next.every((item) => stored.some((one) => isDeepStrictEqual(one, item)));
  return isSame ? stored : next;
}

function changedFields(before: User, after: User): readonly string[] {
  const fields = ['userGroup', 'expiryDate', 'preferredLanguage', 'emails', 'phones'] as const;
  const names = ['first', 'last'] as const;
  return [
    ...names.filter((part) => before.name[part] !== after.name[part]).map((part) => `name.${part}`),
    ...fields.filter((field) => !isDeepStrictEqual(before[field], after[field])),
  ];
}
