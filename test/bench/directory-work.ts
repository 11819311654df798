// What is measured of the directory: the same four things asked of the store and of the bare database.
import type { UserRecord } from '../../src/domain/ports/changes.ts';
import type { Store } from '../../src/store/store.ts';
import { summaryColumns } from '../../src/store/user-rows.ts';
import { seedDraft } from '../support/user-seed.ts';
import { namePrefix, studentNumber, userId } from './bulk-users.ts';

export const searchRows = 20;
export const listRows = 50;

/** Each does its work once for every user number. */
export interface DirectoryWork {
  lookUp(people: readonly number[]): void | Promise<void>;
  search(people: readonly number[]): void | Promise<void>;
  list(people: readonly number[]): void | Promise<void>;
  /** New users of these numbers. */
  create(people: readonly number[]): void | Promise<void>;
}

export const keyOfPerson = (n: number) => studentNumber(n).toLowerCase();

export const prefixesOf = (people: readonly number[]) =>
  people.map((n) => ({ from: namePrefix(n), to: `${namePrefix(n)}\u{10ffff}` }));

/** So that every page is full. */
export const placeOf = (n: number) => userId(Math.max(0, n - listRows - 1));

export function check(found: number, wanted: number, what: string): void {
  if (found !== wanted) throw new Error(`${what} gives ${found} rows, not ${wanted}`);
}

export const newUserId = (n: number) => `01910000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** Someone who stands in no loaded database, with two more identifiers and an address. */
export function newPerson(institution: string, n: number): UserRecord {
  const number = String(n).padStart(9, '0');
  const seed = {
    institution,
    primaryIdentifier: `new${number}`,
    name: { first: `Given${n % 5000}`, last: `New${number}` },
    userGroup: 'UG',
    expiryDate: '2035-09-30',
    emails: [
      { address: `new${number}@post.example`, types: ['personal'], preferred: true, segment: 'internal' },
    ] as const,
    identifiers: [
      { type: 'BARCODE', value: `9930${number}` },
      { type: 'STUDENT_NO', value: `N-${number}` },
    ],
  };
  return seedDraft(seed, newUserId(n), '2026-01-01T00:00:00.000Z');
}

/** @param institution whose users were loaded */
export function workOfStore({ users, finding, changes }: Store, institution: string): DirectoryWork {
  return {
    async lookUp(people) {
      for (const n of people) {
        const found = await users.holdings(institution, [{ scope: 'pooled', key: keyOfPerson(n) }]);
        check(found.length, 1, 'A look-up');
      }
    },
    async search(people) {
      for (const { from } of prefixesOf(people)) {
        const { items } = await finding.byName(institution, from, { limit: searchRows });
        check(items.length, searchRows, 'A search');
      }
    },
    async list(people) {
      for (const n of people) {
        const after = Buffer.from(JSON.stringify([placeOf(n)])).toString('base64url');
        const { items } = await finding.all(institution, { limit: listRows, after });
        check(items.length, listRows, 'A list');
      }
    },
    async create(people) {
      for (const n of people) {
        const record = newPerson(institution, n);
        const reads = { users: [record.user.id], keys: record.identifiers };
        await changes.change(institution, reads, { who: 'bench', via: 'bench' }, () => ({
          action: 'user-created',
          records: [record],
          result: undefined,
        }));
      }
    },
  };
}

const summary = summaryColumns.map((column) => `u.${column}`).join(', ');

/** The plainest statement for each, its values numbered as in PostgreSQL. */
export const bareTexts = {
  lookUp: `select i.scope as i_scope, i."key" as i_key, i.id as i_id, i.type as i_type, i.value as i_value,
      i.status as i_status, i.segment as i_segment, i.note as i_note, ${summary}
    from identifiers as i join users as u on u.institution = i.institution and u.id = i.user_id
    where i.institution = $1 and i.scope = 'pooled' and i."key" = $2`,
  search: `select n."key", ${summary}
    from user_names as n join users as u on u.institution = n.institution and u.id = n.user_id
    where n.institution = $1 and n."key" >= $2 and n."key" < $3 order by n."key", n.user_id limit ${searchRows}`,
  list: `select ${summary} from users as u where u.institution = $1 and u.id > $2 order by u.id limit ${listRows}`,
} as const;

/** The user whom the store makes first; her rows, under other numbers, are those that the bare side inserts. */
export const templateNumber = 987_654_321;
export const templateDigits = String(templateNumber);

/** Where the bare side's entries of the audit stand: behind all that the store will write. */
export const bareSeqFrom = 1_000_000_000;

/** The tables that a new user stands in, in an order in which they can be filled. */
export const createdTables = ['users', 'identifiers', 'user_emails', 'user_names', 'changes'] as const;
