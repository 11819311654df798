import { nameKeys } from '../name-keys.ts';
import type { Fill, Migration } from './migration.ts';

const auditColumns = (text: string, whole: string) => `
      institution ${text} not null,
      seq ${whole} not null,
      at ${whole} not null,
      who ${text} not null,
      via ${text} not null,
      action ${text} not null,
      user_id ${text},
      batch ${text},
      relying_party ${text},
      trace ${text},
      detail ${text},
      salt ${text},
      detail_hash ${text} not null,
      previous ${text} not null,
      hash ${text} not null,
      primary key (institution, seq)`;

const headColumns = (text: string, whole: string) => `
      institution ${text} not null primary key,
      seq ${whole} not null,
      hash ${text} not null,
      anchor_seq ${whole} not null,
      anchor_hash ${text} not null`;

/** Users who were there before their names were keys. */
const names: Fill = {
  from: 'users',
  columns: [
    'institution',
    'id',
    'first_name',
    'middle_name',
    'last_name',
    'preferred_first_name',
    'preferred_middle_name',
    'preferred_last_name',
  ],
  into: 'user_names',
  rows: (row) => {
    const keys = nameKeys({
      first: row.first_name ?? undefined,
      middle: row.middle_name ?? undefined,
      last: row.last_name ?? '',
      preferredFirst: row.preferred_first_name ?? undefined,
      preferredMiddle: row.preferred_middle_name ?? undefined,
      preferredLast: row.preferred_last_name ?? undefined,
    });
    return keys.map((key) => ({ institution: row.institution ?? '', key, user_id: row.id ?? '' }));
  },
};

/** The chained audit of changes, names to search by, settings, sequences, sets of users. */
export const directory: Migration = {
  number: 3,
  name: 'directory',
  part: 'records',
  statements: ({ text, whole, table, clustered, byUser, positionOf }) => [
    `create table changes (${auditColumns(text, whole)}
    )${clustered}`,
    'create index changes_of_user on changes (user_id, institution, seq) where user_id is not null',
    'create index changes_of_batch on changes (institution, batch, seq) where batch is not null',
    `create table change_heads (${headColumns(text, whole)}
    )${clustered}`,

    `create table user_names (
      institution ${text} not null,
      "key" ${text} not null,
      user_id ${text} not null,
      primary key (institution, "key", user_id),
      foreign key (institution, user_id) references users (institution, id)
    )${clustered}`,
    `create index user_names_of_user on user_names ${byUser}`,

    `create table settings (
      institution ${text} not null,
      name ${text} not null,
      value ${text} not null,
      primary key (institution, name)
    )${clustered}`,
    `create table settings_versions (
      institution ${text} not null primary key,
      version integer not null
    )${clustered}`,
    `create table sequences (
      institution ${text} not null,
      name ${text} not null,
      next_number ${whole} not null,
      primary key (institution, name)
    )${clustered}`,

    `create table user_sets (
      institution ${text} not null,
      id ${text} not null,
      name ${text} not null,
      owner ${text} not null,
      kind ${text} not null check (kind in ('list', 'search')),
      query ${text},
      created_at ${text} not null,
      primary key (institution, id)
    )${table}`,
    `create table user_set_members (
      institution ${text} not null,
      set_id ${text} not null,
      user_id ${text} not null,
      primary key (institution, set_id, user_id),
      foreign key (institution, set_id) references user_sets (institution, id),
      foreign key (institution, user_id) references users (institution, id)
    )${clustered}`,
    `create index user_set_members_of_user on user_set_members ${byUser}`,

    // Few users act for others: whoever is renamed is looked for among these only. See `proxies.ts`.
    `create index users_with_proxies on users (institution, id) where ${positionOf}(document, '"proxyFor":["') > 0`,

    // Where references to a user go who was merged into another.
    `create table merged_users (
      institution ${text} not null,
      id ${text} not null,
      into_id ${text} not null,
      primary key (institution, id)
    )${clustered}`,
  ],
  fill: names,
};

/** The chained audit of decisions. */
export const decisions: Migration = {
  number: 4,
  name: 'decisions',
  part: 'journal',
  statements: ({ text, whole, clustered }) => [
    `create table decisions (${auditColumns(text, whole)}
    )${clustered}`,
    'create index decisions_of_user on decisions (user_id, institution, seq) where user_id is not null',
    `create table decision_heads (${headColumns(text, whole)}
    )${clustered}`,
  ],
};
