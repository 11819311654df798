// A database of any number of users, written past the store into the tables that the store made: the rows are made by
// SQLite itself, so a million takes seconds.
import { join } from 'node:path';
import { foldingVersion } from '../../src/directory/folding.ts';
import { openSqliteFile } from '../../src/sqlite.ts';

/** User `n` (from 1) has these. */
export const studentNumber = (n: number) => `S-${String(n).padStart(8, '0')}`;

/** The last name of the user before, without its last two digits: over a hundred begin so. */
export const namePrefix = (n: number) => `last${String((n - 1) % 70_000).slice(0, -2)}`;

export const userId = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;

const at = '2026-01-01T00:00:00.000Z';
const id = (n: string) => `printf('01900000-0000-7000-8000-%012d', ${n})`;
const identifiers = [
  { type: 'BARCODE', value: `printf('2930%010d', n)`, key: `printf('2930%010d', n)` },
  { type: 'primary', value: `printf('p%08d', n)`, key: `printf('p%08d', n)` },
  { type: 'STUDENT_NO', value: `printf('S-%08d', n)`, key: `printf('s-%08d', n)` },
];

const [first, last] = [`printf('First%d', n % 5000)`, `printf('Last%d', n % 70000)`];
const nameKeys = [`lower(${last} || ' ' || ${first})`, `lower(${first} || ' ' || ${last})`];
const email = `printf('p%d@post.example', n)`;

/** @returns how long it took, in milliseconds */
export function loadUsers(directory: string, institution: string, count: number): number {
  const begun = performance.now();
  const file = join(directory, 'records.sqlite');
  const database = openSqliteFile({ file, synchronous: 'NORMAL', busyTimeoutMs: 5000 });
  const numbers = `with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${count})`;
  database.exec('PRAGMA synchronous = off; PRAGMA cache_size = -262144; PRAGMA foreign_keys = off; begin');
  database.exec(`${numbers} insert into users (institution, id, primary_identifier, record_type, account_type, status,
      expiry_date, first_name, last_name, user_group, preferred_language, blocks, session_epoch, version,
      owning_system, document, created_at, created_by, modified_at, modified_by)
    select '${institution}', ${id('n')}, printf('p%08d', n), 'public', 'external', 'active',
      '2035-09-30', ${first}, ${last}, 'UG', 'en', '[]', 0, 1,
      'SIS', '{"emails":[{"address":"' || ${email} || '","types":["personal"],"preferred":true}]}',
      '${at}', 'bench', '${at}', 'bench' from numbers`);
  for (const { type, value, key } of identifiers) {
    database.exec(`${numbers} insert into identifiers (institution, scope, "key", id, user_id, type, value, status,
        segment, folding_version)
      select '${institution}', 'pooled', ${key}, ${id('n')} || '-${type}', ${id('n')}, '${type}', ${value}, 'active',
        'external', ${foldingVersion} from numbers`);
  }
  // In the order of the tables: in any other the inserts would jump about the file.
  for (const key of nameKeys)
    database.exec(`${numbers} insert into user_names (institution, "key", user_id)
      select '${institution}', ${key} as "key", ${id('n')} from numbers order by "key", n`);
  database.exec(`${numbers} insert into user_emails (institution, "key", user_id)
    select '${institution}', ${email} as "key", ${id('n')} from numbers order by "key"`);
  database.exec('commit; PRAGMA wal_checkpoint(truncate)');
  database.close();
  return performance.now() - begun;
}
