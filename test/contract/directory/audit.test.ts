// The operations on the audit on SQLite; and what is left of a person in its files.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { erasePerson } from '../../../src/directory/audit/erase-person.ts';
import { operator } from '../../support/directory.ts';
import { openSqlite } from '../store/open-sqlite.ts';
import type { OpenedStore } from '../store/opened-store.ts';
import { auditContract, openAuditBench } from './audit.contract.ts';

auditContract('SQLite', openSqlite);

test('nothing of an erased person is left in any byte of the files', async (t) => {
  let opened: OpenedStore | undefined;
  const { person, seed, ada } = await openAuditBench(t, async () => {
    opened = await openSqlite();
    return opened;
  });
  const directory = opened !== undefined && 'directory' in opened.records ? opened.records.directory : '';
  const foundIn = () =>
    readdirSync(directory).filter((file) =>
      /lovelace|augusta|7700112233/i.test(readFileSync(join(directory, file), 'latin1')),
    );
  // Many others around her, so that her rows wander between pages; and changes that make her rows grow and shrink.
  for (let index = 0; index < 300; index++)
    await seed({ primaryIdentifier: `reader-${index}-${'x'.repeat(index % 90)}` });
  for (const note of ['short', 'long '.repeat(900), '']) {
    await person.changes.change('demo', { users: [ada.id] }, operator.actor, (known) => {
      const record = known.record(ada.id);
      assert.ok(record);
      const user = { ...record.user, jobDescription: `${note} of Lovelace` };
      return { action: 'updated', records: [{ ...record, user }], result: undefined };
    });
  }
  assert.ok(foundIn().length > 0);
  assert.equal((await erasePerson(person, operator, { user: 'alovelace' })).scrubbed, 'rewritten');
  assert.deepEqual(foundIn(), []);
});
