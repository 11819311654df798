// A user as a row and back. Absent fields stay absent: null in a column, missing in the document.
import type { Insertable, Selectable } from 'kysely';
import type { PersonName, User, UserSummary } from '../domain/user.ts';
import type { UsersTable } from './schema.ts';

export type UserRow = Selectable<UsersTable>;

const nameColumns = [
  'first_name',
  'middle_name',
  'last_name',
  'preferred_first_name',
  'preferred_middle_name',
  'preferred_last_name',
  'preferred_suffix',
  'title',
] as const satisfies readonly (keyof UsersTable)[];

/** The columns of a summary, in one order for every query that reads them. */
export const summaryColumns = [
  'institution',
  'id',
  'primary_identifier',
  'record_type',
  'account_type',
  'status',
  'expiry_date',
  'sign_in_lock',
  ...nameColumns,
  'user_group',
  'preferred_language',
  'blocks',
  'session_epoch',
  'version',
] as const satisfies readonly (keyof UsersTable)[];

/** All of them by name: a prepared `*` breaks on a running node when a later version adds a column. */
export const userColumns = [
  ...summaryColumns,
  'owning_system',
  'purge_date',
  'document',
  'created_at',
  'created_by',
  'modified_at',
  'modified_by',
] as const satisfies readonly (keyof UsersTable)[];

/** The values of these columns, in their order. */
export type RowTuple<Row, Columns extends readonly (keyof Row)[]> = { readonly [K in keyof Columns]: Row[Columns[K]] };

/** Values in the order of `summaryColumns`. */
export type SummaryTuple = RowTuple<UserRow, typeof summaryColumns>;

const documentTexts = [
  'gender',
  'birthDate',
  'statusDate',
  'jobCategory',
  'jobDescription',
  'campusCode',
  'webSiteUrl',
  'catalogerLevel',
] as const satisfies readonly (keyof User)[];

const documentLists = [
  'emails',
  'phones',
  'addresses',
  'roles',
  'notes',
  'statistics',
  'proxyFor',
  'rsLibraries',
  'protectedFields',
] as const satisfies readonly (keyof User)[];

type UserDocument = Partial<Pick<User, (typeof documentTexts)[number] | (typeof documentLists)[number]>>;

export function toUserRow(user: User): Insertable<UsersTable> & UserRow {
  const { name } = user;
  return {
    institution: user.institution,
    id: user.id,
    primary_identifier: user.primaryIdentifier,
    record_type: user.recordType,
    account_type: user.accountType,
    status: user.status,
    expiry_date: user.expiryDate ?? null,
    sign_in_lock: user.signInLock === undefined ? null : JSON.stringify(user.signInLock),
    first_name: name.first ?? null,
    middle_name: name.middle ?? null,
    last_name: name.last,
    preferred_first_name: name.preferredFirst ?? null,
    preferred_middle_name: name.preferredMiddle ?? null,
    preferred_last_name: name.preferredLast ?? null,
    preferred_suffix: name.preferredSuffix ?? null,
    title: name.title ?? null,
    user_group: user.userGroup ?? null,
    preferred_language: user.preferredLanguage ?? null,
    blocks: user.blocks.length === 0 ? '[]' : JSON.stringify(user.blocks),
    session_epoch: user.sessionEpoch,
    version: user.version,
    owning_system: user.owningSystem ?? null,
    purge_date: user.purgeDate ?? null,
    document: toDocument(user),
    created_at: user.createdAt,
    created_by: user.createdBy,
    modified_at: user.modifiedAt,
    modified_by: user.modifiedBy,
  };
}

function toDocument(user: User): string {
  const document: Record<string, unknown> = {};
  for (const field of documentTexts) if (user[field] !== undefined) document[field] = user[field];
  for (const field of documentLists) if (user[field].length > 0) document[field] = user[field];
  return JSON.stringify(document);
}

export function toUser(row: UserRow): User {
  const empty = Object.fromEntries(documentLists.map((field) => [field, []])) as unknown as Pick<
    User,
    (typeof documentLists)[number]
  >;
  return {
    ...toSummary(summaryColumns.map((column) => row[column]) as unknown as SummaryTuple),
    ...empty,
    ...(JSON.parse(row.document) as UserDocument),
    ...(row.owning_system === null ? {} : { owningSystem: row.owning_system }),
    ...(row.purge_date === null ? {} : { purgeDate: row.purge_date }),
    createdAt: row.created_at,
    createdBy: row.created_by,
    modifiedAt: row.modified_at,
    modifiedBy: row.modified_by,
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

// Read at every sign-in: fields are set one by one, since spreading each optional one costs more than the query's rest.
export function toSummary(row: SummaryTuple): UserSummary {
  const [institution, id, primaryIdentifier, recordType, accountType, status, expiryDate, signInLock, ...rest] = row;
  const [, , , , , , , , userGroup, preferredLanguage, blocks, sessionEpoch, version] = rest;
  const summary: Writable<UserSummary> = {
    id,
    institution,
    primaryIdentifier,
    recordType,
    accountType,
    status,
    name: toName(rest),
    blocks: blocks === '[]' ? [] : (JSON.parse(blocks) as UserSummary['blocks']),
    sessionEpoch,
    version,
  };
  if (expiryDate !== null) summary.expiryDate = expiryDate;
  if (signInLock !== null) summary.signInLock = JSON.parse(signInLock) as UserSummary['signInLock'];
  if (userGroup !== null) summary.userGroup = userGroup;
  if (preferredLanguage !== null) summary.preferredLanguage = preferredLanguage;
  return summary;
}

function toName(row: readonly [...RowTuple<UserRow, typeof nameColumns>, ...unknown[]]): PersonName {
  const [first, middle, last, preferredFirst, preferredMiddle, preferredLast, preferredSuffix, title] = row;
  const name: Writable<PersonName> = { last };
  if (first !== null) name.first = first;
  if (middle !== null) name.middle = middle;
  if (preferredFirst !== null) name.preferredFirst = preferredFirst;
  if (preferredMiddle !== null) name.preferredMiddle = preferredMiddle;
  if (preferredLast !== null) name.preferredLast = preferredLast;
  if (preferredSuffix !== null) name.preferredSuffix = preferredSuffix;
  if (title !== null) name.title = title;
  return name;
}
