import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSqlite } from '../store/open-sqlite.ts';
import { identifierLifeContract } from './identifier-life.contract.ts';

identifierLifeContract('SQLite', openSqlite);

test('those who act for others are looked for among themselves only', async (t) => {
  const opened = await openSqlite();
  t.after(opened.close);
  const plan = await opened.rows(
    `explain query plan select id, document from users
      where institution = 'demo' and id > '' and instr(document, '"proxyFor":["') > 0 order by id limit 10`,
  );
  assert.deepEqual(
    plan.map(({ detail }) => detail),
    ['SEARCH users USING INDEX users_with_proxies (institution=? AND id>?)'],
  );
});
