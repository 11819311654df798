// Which part of an external user belongs to whom: one table, asked when staff edit her and when the other system speaks.
import type { Segment } from '../domain/identifier.ts';
import type { PersonName, User } from '../domain/user.ts';

/**
 * `library`: ours always. `system`: the owning system's; staff may not change it unless they open the record. `shared`:
 * the system's until staff change it by hand, then protected; what the system leaves empty stays. `segments`: item by
 * item, as its segment says. Of an internal user everything is the library's.
 */
export type Owner = 'library' | 'system' | 'shared' | 'segments';

/** What the store counts and what never changes belongs to nobody. */
type Uncounted = 'id' | 'institution' | 'sessionEpoch' | 'version' | 'protectedFields';
type Stamps = 'createdAt' | 'createdBy' | 'modifiedAt' | 'modifiedBy';

export type OwnedField =
  | Exclude<keyof User, Uncounted | Stamps | 'name'>
  | `name.${keyof PersonName}`
  | 'password'
  | 'pin';

export const owners = {
  primaryIdentifier: 'system',
  recordType: 'system',
  accountType: 'library',
  owningSystem: 'library',
  status: 'system',
  'name.first': 'system',
  'name.middle': 'system',
  'name.last': 'system',
  'name.preferredFirst': 'shared',
  'name.preferredMiddle': 'shared',
  'name.preferredLast': 'shared',
  'name.preferredSuffix': 'system',
  'name.title': 'shared',
  userGroup: 'shared',
  preferredLanguage: 'shared',
  gender: 'system',
  birthDate: 'system',
  expiryDate: 'system',
  purgeDate: 'system',
  statusDate: 'system',
  jobCategory: 'shared',
  jobDescription: 'system',
  campusCode: 'shared',
  webSiteUrl: 'system',
  catalogerLevel: 'shared',
  rsLibraries: 'shared',
  emails: 'segments',
  phones: 'segments',
  addresses: 'segments',
  notes: 'segments',
  statistics: 'segments',
  roles: 'library',
  blocks: 'library',
  proxyFor: 'library',
  signInLock: 'library',
  password: 'library',
  pin: 'library',
} as const satisfies Record<OwnedField, Owner>;

export const ownedFields = Object.keys(owners) as readonly OwnedField[];

type Managed = Pick<User, 'accountType' | 'owningSystem' | 'protectedFields'>;

export function ownerOf(field: string): Owner | undefined {
  return Object.hasOwn(owners, field) ? owners[field as OwnedField] : undefined;
}

/** The system that manages this field of this user, protected or not; undefined where the library does. */
export function systemOf(user: Managed, field: OwnedField): string | undefined {
  const owner = owners[field];
  return user.accountType === 'external' && (owner === 'system' || owner === 'shared') ? nameOf(user) : undefined;
}

/** The system that manages this item or identifier; undefined where the library does. */
export function systemOfSegment(user: Managed, segment: Segment): string | undefined {
  return user.accountType === 'external' && segment === 'external' ? nameOf(user) : undefined;
}

function nameOf({ owningSystem }: Managed): string {
  return owningSystem ?? 'another system';
}

/** Whether staff must open the record before they change this field by hand. */
export function isLocked(user: Managed, field: OwnedField): boolean {
  return user.accountType === 'external' && owners[field] === 'system';
}

/** Fields that synchronisation leaves alone once staff changed them by hand. */
export function isProtectable(user: Managed, field: string): boolean {
  return user.accountType === 'external' && ownerOf(field) === 'shared';
}

/** Whether the stored value outlives what a record from elsewhere says; `said` is undefined or empty where it says nothing. */
export function keepsStored(stored: Managed, field: OwnedField, said: string | readonly string[] | undefined): boolean {
  const owner = owners[field];
  if (owner !== 'system' && owner !== 'shared') return false;
  if (stored.protectedFields.includes(field)) return field !== 'primaryIdentifier' && field !== 'recordType';
  return stored.accountType === 'external' && owner === 'shared' && (said === undefined || said.length === 0);
}

/** What was entered here stays ours, whoever brings it as well. */
export function keptSegment(before: { readonly segment: Segment } | undefined, said: Segment): Segment {
  return before?.segment === 'internal' ? 'internal' : said;
}
