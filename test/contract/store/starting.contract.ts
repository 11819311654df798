import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { migrations as declared } from '../../../src/store/migrations/index.ts';
import { student } from '../../support/fixtures-users.ts';
import type { ImportTask } from './import-child.ts';
import type { OpenStore } from './opened-store.ts';
import { actor } from './users.contract.ts';

/** @param empty gives records that nobody opened yet, and what stands in their migrations tables */
export function startingContract(
  name: string,
  open: OpenStore,
  empty: () => Promise<{
    readonly records: ImportTask['records'];
    readonly migrations: () => Promise<readonly number[]>;
    readonly close: () => Promise<void>;
  }>,
): void {
  describe(`Starting: ${name}`, () => {
    test('processes that start at once on empty records migrate once and all come up', async (t) => {
      const { records, migrations, close } = await empty();
      t.after(close);
      const task: ImportTask = { records, rows: 50, pass: 0, from: 0, lastPass: 0 };
      const script = join(import.meta.dirname, 'import-child.ts');
      const exits = Array.from({ length: 5 }, async () => {
        const child = spawn(process.execPath, [script, JSON.stringify(task)], {
          stdio: ['ignore', 'ignore', 'inherit'],
        });
        const [code] = (await once(child, 'exit')) as [number | null];
        return code;
      });
      assert.deepEqual(await Promise.all(exits), [0, 0, 0, 0, 0]);
      assert.deepEqual(
        (await migrations()).toSorted((a, b) => a - b),
        declared.map((_, place) => place + 1),
      );
    });

    test('records that a newer version wrote are refused in so many words', async (t) => {
      const { another, rows, close } = await open();
      t.after(close);
      await rows(`insert into migrations (number, name) values (9999, 'later') returning number`);
      await assert.rejects(another(), { code: 'VST_STORE_UNAVAILABLE', message: /newer version.*migration 9999/ });
    });

    test('columns that a later version adds beside it do not disturb a running node', async (t) => {
      const { store, rows, close } = await open();
      t.after(close);
      const use = async (group: string) => {
        const draft = { ...student(1, { id: `x${group}` }), passwordHash: `$${group}` };
        await store.users.write('demo', [{ ...draft, user: { ...draft.user, userGroup: group } }], actor);
        const [holding] = await store.users.holdings('demo', draft.identifiers.slice(0, 1));
        const id = holding?.user.id ?? '';
        await store.users.holdings('demo', draft.identifiers);
        for (const read of ['summary', 'user', 'identifiers', 'password'] as const) await store.users[read]('demo', id);
        await store.journal.auditOf('demo', 1);
        await store.keys.keys('demo', 'oidc');
        return holding?.user.userGroup;
      };
      await use('A');
      await use('B');
      for (const table of ['users', 'identifiers', 'user_emails', 'credentials', 'changes', 'signing_keys', 'audit'])
        await rows(`alter table ${table} add column later text`);
      assert.equal(await use('C'), 'C');
    });

    test('a second start finds what the first wrote', async (t) => {
      const { store, another, close } = await open();
      t.after(close);
      const entry = { at: 1, institution: 'demo', action: 'a', actor: 'b', detail: {} };
      await store.journal.audit(entry);
      const second = await another();
      await second.ping();
      assert.deepEqual(await second.journal.auditOf('demo', 1), [entry]);
    });

    test('a closed store answers that it is not available', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await store.close();
      const refused = { code: 'VST_STORE_UNAVAILABLE' };
      await assert.rejects(store.ping(), refused);
      await assert.rejects(store.users.holdings('demo', [{ scope: 'pooled', key: 'a' }]), refused);
      await assert.rejects(store.users.endSessions('demo', 'a', { who: 'a', via: 'b' }), refused);
    });
  });
}
