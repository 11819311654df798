// The migrations in order. A number is given once and a migration that was released is never changed. Each must be safe
// for the version before it, which may still be running on another node: add tables, columns with a default, indexes;
// drop only what that version no longer uses.
import { records } from './0001-records.ts';
import { journal } from './0002-journal.ts';
import { decisions, directory } from './0003-directory.ts';
import { refolding } from './0005-refolding.ts';
import { letters } from './0006-letters.ts';
import { subjectPins } from './0007-subject-pins.ts';
import { invitations } from './0008-invitations.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [
  records,
  journal,
  directory,
  decisions,
  refolding,
  letters,
  subjectPins,
  invitations,
];
