// What SQLite does for each statement of Finding: it goes into an index where the page begins, and never sorts.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { test } from 'node:test';
import { openSqlite } from './open-sqlite.ts';

test('every page begins where an index says, in the order of that index', async (t) => {
  const texts: string[] = [];
  const prepare = Reflect.get(DatabaseSync.prototype, 'prepare') as (this: DatabaseSync, text: string) => StatementSync;
  t.mock.method(DatabaseSync.prototype, 'prepare', function collect(this: DatabaseSync, text: string) {
    texts.push(text);
    return prepare.call(this, text);
  });
  const { store, records, close } = await openSqlite();
  t.after(close);
  const file = join('directory' in records ? records.directory : '', 'records.sqlite');
  const planOf = async (find: () => Promise<unknown>) => {
    texts.length = 0;
    await find();
    using database = new DatabaseSync(file);
    const [text = ''] = texts;
    const values = Array.from({ length: text.split('?').length - 1 }, () => null);
    const steps = prepare.call(database, `explain query plan ${text}`).all(...values);
    return steps.map(({ detail }) => String(detail));
  };
  assert.deepEqual(await planOf(() => store.finding.byName('demo', 'a', { limit: 1 })), [
    'SEARCH n USING PRIMARY KEY (institution=? AND key>? AND key<?)',
    'SEARCH u USING INDEX sqlite_autoindex_users_1 (institution=? AND id=?)',
  ]);
  const after = Buffer.from('["a","b"]').toString('base64url');
  assert.deepEqual(await planOf(() => store.finding.byName('demo', 'a', { limit: 1, after })), [
    'SEARCH n USING PRIMARY KEY (institution=? AND (key,user_id)>(?,?) AND key<?)',
    'CORRELATED SCALAR SUBQUERY 1',
    'SEARCH f USING COVERING INDEX user_names_of_user (user_id=? AND institution=? AND key>? AND key<?)',
    'SEARCH u USING INDEX sqlite_autoindex_users_1 (institution=? AND id=?)',
  ]);
  assert.deepEqual(await planOf(() => store.finding.byEmail('demo', 'a@b.example')), [
    'SEARCH e USING PRIMARY KEY (institution=? AND key=?)',
    'SEARCH u USING INDEX sqlite_autoindex_users_1 (institution=? AND id=?)',
  ]);
  assert.deepEqual(await planOf(() => store.finding.all('demo', { limit: 1 })), [
    'SEARCH u USING INDEX sqlite_autoindex_users_1 (institution=? AND id>?)',
  ]);
});
