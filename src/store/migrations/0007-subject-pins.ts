import type { Migration } from './migration.ts';

/** What applications know people by. In the file of the records: a merge of users moves both together. */
export const subjectPins: Migration = {
  number: 7,
  name: 'subject pins',
  part: 'records',
  statements: ({ text, whole, clustered }) => [
    `create table subject_pins (
      institution ${text} not null,
      relying_party ${text} not null,
      user_id ${text} not null,
      first_user_id ${text} not null,
      subject ${text} not null,
      subject_type ${text} not null,
      pinned_at ${whole} not null,
      primary key (institution, relying_party, user_id)
    )${clustered}`,
    'create unique index subject_pins_by_subject on subject_pins (institution, relying_party, subject)',
    'create index subject_pins_of_user on subject_pins (institution, user_id)',
    'create index subject_pins_of_first_user on subject_pins (institution, first_user_id)',
  ],
};
