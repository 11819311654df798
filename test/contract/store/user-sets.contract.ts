import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { UserSet } from '../../../src/domain/ports/user-sets.ts';
import { student } from '../../support/fixtures-users.ts';
import type { OpenedStore, OpenStore } from './opened-store.ts';

const actor = { who: 'u-1', via: 'cli' };
const createdAt = '2026-03-02T09:00:00.000Z';
const notFound = { code: 'VST_NOT_FOUND' };

function listOf(id: string, given: Partial<UserSet> = {}): UserSet {
  return { id, name: `Set ${id}`, owner: 'u-1', kind: 'list', createdAt, ...given };
}

/** Five students, and a list of none of them. */
async function withStudents(open: OpenStore): Promise<OpenedStore & { readonly ids: readonly string[] }> {
  const opened = await open();
  const drafts = [0, 1, 2, 3, 4].map((index) => student(index));
  await opened.store.users.write('demo', drafts, actor);
  await opened.store.sets.create('demo', listOf('s'), actor);
  return { ...opened, ids: drafts.map(({ user }) => user.id).toSorted() };
}

export function userSetsContract(name: string, open: OpenStore): void {
  describe(`UserSets: ${name}`, () => {
    test('gives the sets of an institution by name, or of one owner, as they were made', async (t) => {
      const { store, close } = await open();
      t.after(close);
      const search = listOf('b', { name: 'A search', kind: 'search', query: 'lovel', owner: 'u-2' });
      await store.sets.create('demo', listOf('a', { name: 'Z' }), actor);
      await store.sets.create('demo', search, actor);
      await store.sets.create('other', listOf('c'), actor);
      assert.deepEqual(await store.sets.all('demo'), [search, listOf('a', { name: 'Z' })]);
      assert.deepEqual(await store.sets.all('demo', 'u-1'), [listOf('a', { name: 'Z' })]);
      assert.deepEqual(await store.sets.get('demo', 'b'), search);
      assert.equal(await store.sets.get('other', 'b'), undefined);
    });

    test('holds every user once, and only users there are', async (t) => {
      const { store, ids, close } = await withStudents(open);
      t.after(close);
      const [first = '', second = '', third = ''] = ids;
      await store.sets.add('demo', 's', [second, first, first, 'nobody'], actor);
      await store.sets.add('demo', 's', [second, third], actor);
      const { items, next } = await store.sets.members('demo', 's', { limit: 10 });
      assert.deepEqual({ items, next }, { items: [first, second, third], next: undefined });
      assert.deepEqual((await store.sets.members('other', 's', { limit: 10 })).items, []);
    });

    test('lists members in pages, each once', async (t) => {
      const { store, ids, close } = await withStudents(open);
      t.after(close);
      await store.sets.add('demo', 's', ids, actor);
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await store.sets.members('demo', 's', { limit: 2, after });
        seen.push(...page.items);
        after = page.next;
        assert.ok(page.items.length > 0 && page.items.length <= 2);
      } while (after !== undefined);
      assert.deepEqual(seen, ids);
    });

    test('lets members go, and goes with its members', async (t) => {
      const { store, ids, rows, close } = await withStudents(open);
      t.after(close);
      await store.sets.add('demo', 's', ids, actor);
      await store.sets.drop('demo', 's', ids.slice(1), actor);
      assert.deepEqual((await store.sets.members('demo', 's', { limit: 10 })).items, ids.slice(0, 1));
      await store.sets.remove('demo', 's', actor);
      assert.equal(await store.sets.get('demo', 's'), undefined);
      assert.deepEqual(await rows('select user_id from user_set_members'), []);
    });

    test('tells when there is no such set in the institution', async (t) => {
      const { store, ids, close } = await withStudents(open);
      t.after(close);
      await assert.rejects(store.sets.add('demo', 'none', ids, actor), notFound);
      await assert.rejects(store.sets.drop('other', 's', ids, actor), notFound);
      await assert.rejects(store.sets.remove('other', 's', actor), notFound);
    });

    test('writes each change into the audit, under the owner it is about, and nothing when nothing changed', async (t) => {
      const { store, ids, rows, close } = await withStudents(open);
      t.after(close);
      const [first = ''] = ids;
      await store.sets.add('demo', 's', [first], actor);
      await store.sets.add('demo', 's', [first], actor);
      await store.sets.drop('demo', 's', [first, 'nobody'], actor);
      await store.sets.drop('demo', 's', [first], actor);
      await store.sets.remove('demo', 's', actor);
      const query = 'lovel';
      await store.sets.create('demo', listOf('o', { owner: 'operator', kind: 'search', query }), actor);
      const entries = await rows(
        "select who, via, action, user_id, detail from changes where action like 'set-%' order by seq",
      );
      assert.deepEqual(
        entries.map(({ who, via, action, user_id, detail }) => [
          who,
          via,
          action,
          user_id,
          JSON.parse(String(detail)).facts,
        ]),
        [
          ['u-1', 'cli', 'set-created', 'u-1', { set: 's', name: 'Set s', kind: 'list' }],
          ['u-1', 'cli', 'set-members-added', 'u-1', { set: 's', name: 'Set s', users: first }],
          ['u-1', 'cli', 'set-members-dropped', 'u-1', { set: 's', name: 'Set s', users: first }],
          ['u-1', 'cli', 'set-removed', 'u-1', { set: 's', name: 'Set s' }],
          ['u-1', 'cli', 'set-created', null, { set: 'o', name: 'Set o', kind: 'search', query }],
        ],
      );
    });

    test('a user who is removed leaves every set; while she is being added, too', async (t) => {
      const { store, another, ids, close } = await withStudents(open);
      t.after(close);
      const other = await another();
      await store.sets.add('demo', 's', ids, actor);
      await store.changes.change('demo', { users: ids.slice(0, 1) }, actor, () => ({
        action: 'user-erased',
        records: [],
        removed: ids.slice(0, 1),
        result: undefined,
      }));
      assert.deepEqual((await store.sets.members('demo', 's', { limit: 10 })).items, ids.slice(1));
      await store.sets.drop('demo', 's', ids, actor);
      await Promise.all(
        ids.slice(1).flatMap((id) => [
          other.sets.add('demo', 's', [id], actor),
          store.changes.change('demo', { users: [id] }, actor, () => ({
            action: 'user-erased',
            records: [],
            removed: [id],
            result: undefined,
          })),
        ]),
      );
      assert.deepEqual((await store.sets.members('demo', 's', { limit: 10 })).items, []);
    });
  });
}
