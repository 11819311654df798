// Every query of the room is served by an index: its cost does not grow with the users. The statements are those that
// the store prepared, taken where SQLite is asked for them.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { test } from 'node:test';
import { student } from '../../support/fixtures-users.ts';
import { openSqlite } from './open-sqlite.ts';
import { actor } from './users.contract.ts';

test('no statement on users, identifiers, credentials, history or traces scans a table', async (t) => {
  const texts = new Set<string>();
  const prepare = Reflect.get(DatabaseSync.prototype, 'prepare') as (this: DatabaseSync, text: string) => StatementSync;
  t.mock.method(DatabaseSync.prototype, 'prepare', function collect(this: DatabaseSync, text: string) {
    texts.add(text);
    return prepare.call(this, text);
  });
  const { store, records, close } = await openSqlite();
  t.after(close);
  // What a migration reads it reads once, and whole.
  texts.clear();
  const { users, journal, trail } = store;
  const one = { ...student(1), passwordHash: '$a' };
  const { id } = one.user;
  await users.write('demo', [one, student(2)], actor);
  const smaller = { ...one, identifiers: one.identifiers.slice(0, 2), passwordHash: '$b' };
  await users.write('demo', [{ ...smaller, user: { ...one.user, id: 'x', emails: [] } }], actor);
  await users.holdings('demo', one.identifiers);
  await users.holdings('demo', one.identifiers.slice(0, 1));
  for (const read of ['summary', 'user', 'identifiers', 'password'] as const) await users[read]('demo', id);
  await users.rehash('demo', id, '$a', '$b');
  await users.endSessions('demo', id, actor);
  await journal.anyTrace('a');
  await journal.dropTracesBefore(1);
  await journal.auditOf('demo', 5);
  await journal.audit({ at: 1, institution: 'demo', action: 'a', actor: 'b', userId: id, detail: {} });
  await Array.fromAsync(journal.traces('demo'));
  await journal.dropTraces('demo', ['a', 'b']);
  for (const chain of ['changes', 'decisions'] as const) {
    for (const filter of [{}, { userId: id }, { batch: 'b' }, { since: 1, until: 2, newestFirst: true }])
      await Array.fromAsync(trail.entries('demo', chain, filter));
    await trail.dropBefore('demo', chain, 1);
    await trail.eraseDetails('demo', chain, id);
  }

  const explained = [...texts].filter(
    (text) => /^\s*(select|update|delete)/i.test(text) && !/migrations|limit 1$/.test(text),
  );
  assert.ok(explained.length >= 15, `${explained.length} statements`);
  const directory = 'directory' in records ? records.directory : '';
  for (const text of explained) {
    const file = /"?(traces|audit|decisions|decision_heads)"?/.test(text) ? 'journal.sqlite' : 'records.sqlite';
    using database = new DatabaseSync(join(directory, file));
    const values = Array.from({ length: text.split('?').length - 1 }, () => null);
    const steps = prepare.call(database, `explain query plan ${text}`).all(...values);
    for (const { detail } of steps)
      assert.doesNotMatch(
        String(detail),
        /^SCAN (?!json_each|k\b)|^SEARCH (?!\w+_heads).* PRIMARY KEY \(institution=\?\)$/,
        `${text}\n${String(detail)}`,
      );
  }
});
