// The bare side on SQLite: prepared statements on connections set up as the store's own.
import { join } from 'node:path';
import { openSqliteFile, type SqliteDatabase } from '../../src/sqlite.ts';
import {
  bareSeqFrom,
  bareTexts,
  check,
  createdTables,
  type DirectoryWork,
  keyOfPerson,
  listRows,
  placeOf,
  prefixesOf,
  searchRows,
  templateDigits,
} from './directory-work.ts';

const numbered = (text: string) => text.replaceAll(/\$\d/g, '?');

export interface BareWork extends DirectoryWork {
  close(): void;
}

/** The store has made the user `templateNumber` before. */
export function bareWork(directory: string, institution: string): BareWork {
  const file = join(directory, 'records.sqlite');
  const reading = openSqliteFile({ file, synchronous: 'FULL', busyTimeoutMs: 5000 });
  reading.exec('PRAGMA query_only = 1; PRAGMA cache_size = -32768; PRAGMA mmap_size = 4294967296');
  const writing = openSqliteFile({ file, synchronous: 'FULL', busyTimeoutMs: 5000 });
  const [lookUp, search, list] = [bareTexts.lookUp, bareTexts.search, bareTexts.list].map((text) =>
    reading.prepare(numbered(text)),
  );
  const insert = inserter(writing, institution);
  return {
    lookUp(people) {
      for (const n of people) check(lookUp?.all(institution, keyOfPerson(n)).length ?? 0, 1, 'A look-up');
    },
    search(people) {
      for (const { from, to } of prefixesOf(people))
        check(search?.all(institution, from, to).length ?? 0, searchRows, 'A search');
    },
    list(people) {
      for (const n of people) check(list?.all(institution, placeOf(n)).length ?? 0, listRows, 'A list');
    },
    create(people) {
      for (const n of people) insert(n);
    },
    close() {
      reading.close();
      writing.close();
    },
  };
}

/** One transaction a user: her rows, and the head of the chain written anew. */
function inserter(database: SqliteDatabase, institution: string): (n: number) => void {
  const rows = createdTables.flatMap((table) => {
    const by = table === 'users' ? 'id' : 'user_id';
    const found = database
      .prepare(`select * from ${table} where institution = ? and ${by} like ?`)
      .all(institution, `%${templateDigits}%`);
    if (found.length === 0) throw new Error(`The template has no rows in ${table}`);
    return found.map((row) => {
      const columns = Object.keys(row);
      const text = `insert into ${table} (${columns.map((column) => `"${column}"`).join(', ')}) values (${columns.map(() => '?').join(', ')})`;
      return { statement: database.prepare(text), columns, values: Object.values(row) };
    });
  });
  const head = database.prepare('update change_heads set hash = hash where institution = ?');
  return (n) => {
    const number = String(n).padStart(9, '0');
    database.exec('begin immediate');
    for (const { statement, columns, values } of rows)
      statement.run(
        ...values.map((value, index) => {
          if (columns[index] === 'seq') return bareSeqFrom + n;
          return typeof value === 'string' ? value.replaceAll(templateDigits, number) : value;
        }),
      );
    head.run(institution);
    database.exec('commit');
  };
}
