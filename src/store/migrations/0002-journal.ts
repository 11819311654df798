import type { Migration } from './migration.ts';

export const journal: Migration = {
  number: 2,
  name: 'journal',
  part: 'journal',
  statements: ({ text, whole, counter, table }) => [
    `create table traces (
      code ${text} not null primary key,
      institution ${text} not null,
      at ${whole} not null,
      sealed ${text} not null
    )${table}`,
    'create index traces_by_time on traces (at)',

    `create table audit (
      id ${counter},
      at ${whole} not null,
      institution ${text} not null,
      action ${text} not null,
      actor ${text} not null,
      user_id ${text},
      relying_party ${text},
      trace ${text},
      detail ${text} not null
    )${table}`,
    'create index audit_of_institution on audit (institution, id)',
  ],
};
