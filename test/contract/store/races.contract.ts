import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { student } from '../../support/fixtures-users.ts';
import type { OpenStore } from './opened-store.ts';
import { actor, draftOf, pooled } from './users.contract.ts';

/** Several processes on the same records. */
export function racesContract(name: string, open: OpenStore): void {
  describe(`Users, raced for: ${name}`, () => {
    test('of many that take one value at once, each under another type, one gets it', async (t) => {
      const { store, another, close } = await open();
      t.after(close);
      const nodes = [store, await another(), await another(), await another()];
      for (let round = 0; round < 10; round++) {
        const value = `card-${round}`;
        const outcomes = await Promise.all(
          nodes.map((node, index) => {
            const type = index % 2 === 0 ? 'BARCODE' : 'STUDENT_NO';
            const draft = draftOf({ primaryIdentifier: `u${round}-${index}`, identifiers: [{ type, value }] });
            return node.users.write('demo', [draft], actor);
          }),
        );
        const [holding] = await store.users.holdings('demo', [pooled(value)]);
        const flat = outcomes.flat();
        assert.equal(flat.filter(({ type }) => type === 'written').length, 1);
        for (const outcome of flat)
          if (outcome.type === 'taken') assert.equal(outcome.by, holding?.user.id, 'names the holder');
      }
      assert.equal(await store.users.size('demo'), 10);
    });

    test('of many that create one user at once, one creates her and the others update her', async (t) => {
      const { store, another, close } = await open();
      t.after(close);
      const nodes = [store, await another(), await another(), await another()];
      const outcomes = await Promise.all(
        nodes.map((node, index) =>
          node.users.write(
            'demo',
            [draftOf({ primaryIdentifier: 'ines', userGroup: `g${index}` }, `id-${index}`)],
            actor,
          ),
        ),
      );
      const written = outcomes.flat().map((outcome) => outcome.type === 'written' && outcome);
      assert.equal(written.filter((outcome) => outcome !== false && outcome.created).length, 1);
      assert.equal(new Set(written.map((outcome) => outcome !== false && outcome.userId)).size, 1);
      const [holding] = await store.users.holdings('demo', [pooled('ines')]);
      assert.equal(holding?.user.version, nodes.length);
    });

    test('imports of the same file in opposite orders both end, and every user is there once', async (t) => {
      const { store, another, close } = await open();
      t.after(close);
      const other = await another();
      const drafts = Array.from({ length: 600 }, (_, index) => student(index));
      const reversed = drafts.map((_, index) => student(599 - index, { id: `other-${index}` }));
      const [forth, back] = await Promise.all([
        store.users.write('demo', drafts, actor),
        other.users.write('demo', reversed, actor),
      ]);
      const created = [...forth, ...back].filter((outcome) => outcome.type === 'written' && outcome.created);
      assert.equal(created.length, 600);
      assert.equal(await store.users.size('demo'), 600);
    });

    test('of edits made from one version, one is written and the others are told', async (t) => {
      const { store, another, close } = await open();
      t.after(close);
      await store.users.write('demo', [draftOf({ primaryIdentifier: 'ines' })], actor);
      const nodes = [store, await another(), await another()];
      const edits = await Promise.allSettled(
        nodes.map((node, index) =>
          node.users.write('demo', [draftOf({ primaryIdentifier: 'ines', userGroup: `g${index}`, version: 1 })], actor),
        ),
      );
      assert.equal(edits.filter(({ status }) => status === 'fulfilled').length, 1);
      for (const edit of edits) if (edit.status === 'rejected') assert.equal(edit.reason.code, 'VST_USER_CHANGED');
    });

    test('a single write gets its turn during an import', async (t) => {
      const { store, another, close } = await open();
      t.after(close);
      const other = await another();
      await store.users.write('demo', [draftOf({ primaryIdentifier: 'ines' })], actor);
      const importing = new AbortController();
      const drafts = Array.from({ length: 3000 }, (_, index) => student(index));
      const done = store.users.write('demo', drafts, actor).finally(() => {
        importing.abort();
      });
      let turns = 0;
      while (!importing.signal.aborted) {
        await other.users.endSessions('demo', 'id-ines', actor);
        if (!importing.signal.aborted) turns++;
        await nextTurn();
      }
      await done;
      assert.ok(turns >= 3, `${turns} turns`);
    });
  });
}
