import type { Migration } from './migration.ts';

/** Invitations to attach a sign-in. With the records, so that one is spent where its identity is attached, or not at all. */
export const invitations: Migration = {
  number: 8,
  name: 'invitations',
  part: 'records',
  statements: ({ text, whole, table }) => [
    `create table invitations (
      institution ${text} not null,
      id ${text} not null,
      user_id ${text} not null,
      profile ${text} not null,
      kind ${text} not null,
      made_by ${text} not null,
      made_at ${whole} not null,
      ends_at ${whole} not null,
      sent_at ${whole},
      state ${text} not null,
      state_at ${whole} not null,
      tries integer not null,
      trouble ${text},
      trouble_trace ${text},
      primary key (institution, id)
    )${table}`,
    'create index invitations_of_user on invitations (institution, user_id)',
    'create index invitations_by_time on invitations (institution, made_at, id)',
    'create index invitations_by_end on invitations (ends_at)',
  ],
};
