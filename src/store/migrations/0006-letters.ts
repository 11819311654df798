import type { Migration } from './migration.ts';

/** Letters on their way out. In the journal's file, so that none of them waits for an import. */
export const letters: Migration = {
  number: 6,
  name: 'letters',
  part: 'journal',
  statements: ({ text, whole, table }) => [
    `create table letters (
      id ${text} not null primary key,
      institution ${text} not null,
      kind ${text} not null,
      user_id ${text},
      sealed ${text} not null,
      ends_at ${whole} not null,
      next_at ${whole} not null,
      tries integer not null
    )${table}`,
    'create index letters_due on letters (next_at)',
    'create index letters_of_institution on letters (institution)',
  ],
};
