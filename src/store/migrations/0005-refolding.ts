import type { Migration } from './migration.ts';

/** New keys of identifiers beside the old, while folding changes. */
export const refolding: Migration = {
  number: 5,
  name: 'refolding',
  part: 'records',
  statements: ({ text, clustered }) => [
    `create table refolded_identifiers (
      institution ${text} not null,
      place ${text} not null,
      scope ${text} not null,
      "key" ${text} not null,
      new_scope ${text} not null,
      new_key ${text} not null check (new_key <> ''),
      primary key (institution, place)
    )${clustered}`,
  ],
};
