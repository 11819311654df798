import type { Migration } from './migration.ts';

export const records: Migration = {
  number: 1,
  name: 'records',
  part: 'records',
  statements: ({ text, whole, counter, table, clustered, byUser }) => [
    `create table users (
      institution ${text} not null,
      id ${text} not null,
      primary_identifier ${text} not null,
      record_type ${text} not null check (record_type in ('public', 'staff', 'contact')),
      account_type ${text} not null check (account_type in ('internal', 'external')),
      status ${text} not null check (status in ('active', 'inactive')),
      expiry_date ${text},
      sign_in_lock ${text},
      first_name ${text},
      middle_name ${text},
      last_name ${text} not null,
      preferred_first_name ${text},
      preferred_middle_name ${text},
      preferred_last_name ${text},
      preferred_suffix ${text},
      title ${text},
      user_group ${text},
      preferred_language ${text},
      blocks ${text} not null,
      session_epoch integer not null,
      version integer not null,
      owning_system ${text},
      purge_date ${text},
      document ${text} not null,
      created_at ${text} not null,
      created_by ${text} not null,
      modified_at ${text} not null,
      modified_by ${text} not null,
      primary key (institution, id)
    )${table}`,

    `create table identifiers (
      institution ${text} not null,
      scope ${text} not null check (scope <> ''),
      "key" ${text} not null check ("key" <> ''),
      id ${text} not null,
      user_id ${text},
      type ${text} not null,
      value ${text} not null,
      status ${text} not null check (status in ('active', 'inactive', 'alias', 'retired', 'held')),
      segment ${text} not null check (segment in ('internal', 'external')),
      note ${text},
      folding_version integer not null,
      hold_until ${whole},
      primary key (institution, scope, "key"),
      foreign key (institution, user_id) references users (institution, id),
      check (user_id is not null or status in ('retired', 'held'))
    )${clustered}`,
    `create index identifiers_of_user on identifiers ${byUser}`,
    `create unique index identifiers_one_primary on identifiers (institution, user_id)
      where type = 'primary' and status in ('active', 'inactive')`,

    `create table user_emails (
      institution ${text} not null,
      "key" ${text} not null,
      user_id ${text} not null,
      primary key (institution, "key", user_id),
      foreign key (institution, user_id) references users (institution, id)
    )${clustered}`,
    `create index user_emails_of_user on user_emails ${byUser}`,

    `create table credentials (
      institution ${text} not null,
      user_id ${text} not null,
      kind ${text} not null check (kind in ('password', 'pin')),
      hash ${text} not null,
      must_change integer not null,
      changed_at ${text} not null,
      primary key (institution, user_id, kind),
      foreign key (institution, user_id) references users (institution, id)
    )${clustered}`,

    `create table history (
      id ${counter},
      institution ${text} not null,
      user_id ${text} not null,
      at ${whole} not null,
      who ${text} not null,
      via ${text} not null,
      action ${text} not null,
      before ${text},
      after ${text}
    )${table}`,
    'create index history_of_user on history (institution, user_id, id)',

    `create table signing_keys (
      institution ${text} not null,
      kid ${text} not null,
      "use" ${text} not null,
      algorithm ${text} not null,
      sealed ${text} not null,
      created_at ${whole} not null,
      signs_from ${whole} not null,
      retires_at ${whole},
      primary key (institution, kid)
    )${clustered}`,
  ],
};
