import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { records as recordsMigration } from '../../../src/store/migrations/0001-records.ts';
import { journal as journalMigration } from '../../../src/store/migrations/0002-journal.ts';
import type { Words } from '../../../src/store/migrations/migration.ts';
import { migrationsTable } from '../../../src/store/migrations/plan.ts';
import type { Store } from '../../../src/store/store.ts';

/** An empty place for records. Statements run one after the other; `part` says in which file, where there are two. */
export interface EmptyRecords {
  readonly words: Words;
  readonly run: (part: 'records' | 'journal', statements: readonly string[]) => Promise<void>;
  readonly open: () => Promise<Store>;
  readonly rows: (sql: string) => Promise<readonly Record<string, unknown>[]>;
  readonly close: () => Promise<void>;
}

const quoted = (text: string | undefined) => (text === undefined ? 'null' : `'${text.replaceAll("'", "''")}'`);

/** Past the store, as the first version wrote her. */
function insertUser(id: string, last: string, first?: string, preferredFirst?: string): string {
  return `insert into users (institution, id, primary_identifier, record_type, account_type, status, first_name, last_name,
      preferred_first_name, blocks, session_epoch, version, document, created_at, created_by, modified_at, modified_by)
    values ('demo', ${quoted(id)}, ${quoted(id)}, 'public', 'internal', 'active', ${quoted(first)}, ${quoted(last)},
      ${quoted(preferredFirst)}, '[]', 0, 1, '{}', '', '', '', '')`;
}

/** Users that a version without names wrote are found by their names as soon as this version has started. */
export function namesFillContract(name: string, empty: () => Promise<EmptyRecords>): void {
  describe(`Names of users who were there before: ${name}`, () => {
    const before = async ({ words, run }: EmptyRecords, users: readonly string[]) => {
      const one = (number: number) => `insert into migrations (number, name) values (${number}, 'before')`;
      await run('records', [migrationsTable, ...recordsMigration.statements(words), one(1), ...users]);
      await run('journal', [migrationsTable, ...journalMigration.statements(words), one(2)]);
    };

    test('finds them by all their names', async (t) => {
      const place = await empty();
      t.after(place.close);
      const blank = insertUser('blank', ' ');
      await before(place, [insertUser('ines', "O'Várga", 'Ines', 'Ina'), insertUser('plato', 'PLATO'), blank]);
      const { finding } = await place.open();
      const found = async (typed: string) =>
        (await finding.byName('demo', typed, { limit: 9 })).items.map(({ id }) => id);
      for (const typed of ["o'várga, in", 'ines', 'ina o']) assert.deepEqual(await found(typed), ['ines'], typed);
      assert.deepEqual(await found('plato'), ['plato']);
      assert.equal((await place.rows(`select * from user_names`)).length, 5);
    });

    test('finds every one of many', async (t) => {
      const place = await empty();
      t.after(place.close);
      const people = Array.from({ length: 2500 }, (_, index) => insertUser(`u${index}`, `Last ${index}`));
      await before(place, people);
      await place.open();
      const rows = await place.rows('select "key", user_id from user_names order by "key"');
      const expected = Array.from({ length: 2500 }, (_, index) => ({ key: `last ${index}`, user_id: `u${index}` }));
      const sorted = expected.sort((a, b) => (a.key < b.key ? -1 : 1));
      assert.deepEqual(
        rows.map((row) => ({ ...row })),
        sorted,
      );
    });

    test('does it once', async (t) => {
      const place = await empty();
      t.after(place.close);
      await before(place, [insertUser('plato', 'Plato')]);
      await (await place.open()).close();
      await place.run('records', ['delete from user_names']);
      await place.open();
      assert.deepEqual(await place.rows('select * from user_names'), []);
    });
  });
}
