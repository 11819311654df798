// Sets of users that are changed while users who stand in them are merged.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mergeUsers } from '../../../src/directory/merging/merge-users.ts';
import { openTestDirectory, operator } from '../../support/directory.ts';
import type { OpenedStore, OpenStore } from '../store/opened-store.ts';

const rounds = 25;

export function setsAtOnceContract(engine: string, open: OpenStore): void {
  describe(`Sets of users, changed while their users are merged: ${engine}`, () => {
    test('are all changed, whoever waits for whom', async (t) => {
      let opened: OpenedStore | undefined;
      const { directory, store, seed, close } = await openTestDirectory({ open: async () => (opened = await open()) });
      t.after(close);
      const other = await opened?.another();
      assert.ok(other);
      const { slug } = directory.institution;
      for (let round = 0; round < rounds; round++) {
        const from = (await seed({ primaryIdentifier: `from-${round}` })).id;
        const into = (await seed({ primaryIdentifier: `into-${round}` })).id;
        const [first, second] = [`first-${round}`, `second-${round}`];
        const made = { owner: from, kind: 'list', createdAt: '2026-03-02T09:00:00Z' } as const;
        for (const id of [first, second]) await store.sets.create(slug, { id, name: id, ...made }, operator.actor);
        await store.sets.add(slug, first, [from], operator.actor);
        const ends = await Promise.allSettled([
          mergeUsers(directory, operator, { from, into }),
          other.sets.add(slug, first, [into, from], operator.actor),
          other.sets.add(slug, second, [into, from], operator.actor),
        ]);
        for (const end of ends) if (end.status === 'rejected') assert.fail(end.reason as Error);
        for (const id of [first, second])
          assert.deepEqual((await store.sets.members(slug, id, { limit: 10 })).items, [into]);
      }
    });
  });
}
