// What every engine has to hold of the two chains of the audit.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { verifyChain } from '../../../src/directory/audit/verify.ts';
import type { AuditChain, AuditFilter, AuditRecord } from '../../../src/domain/ports/audit-trail.ts';
import type { AuditEntry } from '../../../src/domain/ports/journal.ts';
import type { Trace } from '../../../src/domain/resolution.ts';
import type { Store } from '../../../src/store/store.ts';
import { seedDraft } from '../../support/user-seed.ts';
import type { OpenStore } from './opened-store.ts';

const start = Date.UTC(2026, 2, 2, 9);
const day = 86_400_000;

function decision(action: string, given: Partial<AuditEntry> = {}): AuditEntry {
  return { at: start, institution: 'demo', action, actor: 'u', via: 'oidc', detail: { name: 'Ada' }, ...given };
}

function traceOf(code: string): Trace {
  const what = { profile: 'campus', relyingParty: undefined, door: 'self', outcome: 'matched', steps: [] };
  return { code, institution: 'demo', at: start, ...what };
}

async function read(store: Store, chain: AuditChain, filter?: AuditFilter & { newestFirst?: boolean }) {
  return Array.fromAsync(store.trail.entries('demo', chain, filter));
}

const actionsOf = (records: readonly AuditRecord[]) => records.map(({ action }) => action);

async function verified(store: Store, chain: AuditChain, institution = 'demo') {
  const head = await store.trail.head(institution, chain);
  return verifyChain(store.trail.entries(institution, chain), head);
}

/** Entries `e0`, `e1` … a minute apart. */
async function writeMany(store: Store, count: number, given: (index: number) => Partial<AuditEntry> = () => ({})) {
  const entries = Array.from({ length: count }, (_, index) =>
    decision(`e${index}`, { at: start + index * 60_000, ...given(index) }),
  );
  await Promise.all(entries.map((entry) => store.journal.audit(entry)));
}

async function change(store: Store, institution: string, name: string): Promise<void> {
  const { user, identifiers } = seedDraft(
    { institution, primaryIdentifier: name },
    `id-${name}`,
    '2026-03-02T09:00:00Z',
  );
  const decided = { action: 'created', records: [{ user, identifiers }], result: undefined };
  await store.changes.change(institution, { keys: identifiers }, { who: 'librarian', via: 'test' }, () => decided);
}

export function auditTrailContract(engine: string, open: OpenStore): void {
  describe(`Audit trail: ${engine}`, () => {
    test('chains decisions that were written at once, in the order they came, without gaps', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await writeMany(store, 600);
      const records = await read(store, 'decisions');
      assert.deepEqual(
        actionsOf(records),
        Array.from({ length: 600 }, (_, index) => `e${index}`),
      );
      assert.equal((await verified(store, 'decisions')).entries, 600);
    });

    test('chains decisions of several processes', async (t) => {
      const { store, another, close } = await open();
      t.after(close);
      const stores = [store, await another(), await another()];
      await Promise.all(stores.map((one) => writeMany(one, 100)));
      assert.equal((await verified(store, 'decisions')).entries, 300);
    });

    test('keeps the chains of institutions apart, and changes from decisions', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await Promise.all([
        store.journal.audit(decision('mine')),
        store.journal.audit(decision('theirs', { institution: 'other' })),
        change(store, 'demo', 'alice'),
        change(store, 'other', 'bob'),
      ]);
      for (const institution of ['demo', 'other'])
        for (const chain of ['changes', 'decisions'] as const)
          assert.equal((await verified(store, chain, institution)).entries, 1);
      assert.deepEqual(actionsOf(await read(store, 'decisions')), ['mine']);
    });

    test('writes a trace and its decision together or not at all', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await store.journal.writeTrace(traceOf('K1'), decision('first', { trace: 'K1' }));
      const twice = store.journal.writeTrace(traceOf('K1'), decision('second', { trace: 'K1' }));
      const beside = store.journal.audit(decision('beside'));
      await assert.rejects(twice, { code: 'VST_INTERNAL' });
      await beside;
      assert.deepEqual(actionsOf(await read(store, 'decisions')), ['first', 'beside']);
    });

    test('gives entries newest first, over many pages', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await writeMany(store, 1100);
      const numbers = (await read(store, 'decisions', { newestFirst: true })).map(({ seq }) => seq);
      assert.deepEqual(
        numbers,
        Array.from({ length: 1100 }, (_, index) => 1100 - index),
      );
    });

    test('finds entries by user, batch, action and time, each in both orders', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await writeMany(store, 20, (index) => ({
        at: start + index * day,
        ...(index % 5 === 0 ? { userId: 'u5' } : {}),
      }));
      await store.journal.audit(decision('late by a clock set back', { at: start + 7 * day, userId: 'u5' }));
      const cases: readonly [AuditFilter, readonly string[]][] = [
        [{ userId: 'u5' }, ['e0', 'e5', 'e10', 'e15', 'late by a clock set back']],
        [{ action: 'e7' }, ['e7']],
        [{ since: start + 17 * day }, ['e17', 'e18', 'e19']],
        [{ until: start + 2 * day }, ['e0', 'e1']],
        [{ since: start + 3 * day, until: start + 5 * day }, ['e3', 'e4']],
        [{ userId: 'u5', since: start + 6 * day, until: start + 20 * day }, ['e10', 'e15', 'late by a clock set back']],
        [{ userId: 'nobody' }, []],
      ];
      for (const [filter, actions] of cases) {
        assert.deepEqual(actionsOf(await read(store, 'decisions', filter)), actions);
        const back = await read(store, 'decisions', { ...filter, newestFirst: true });
        assert.deepEqual(actionsOf(back), actions.toReversed());
      }
    });

    test('goes on with what is appended while it is read', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await writeMany(store, 600);
      let count = 0;
      for await (const _ of store.trail.entries('demo', 'decisions')) {
        if (count++ === 0) await store.journal.audit(decision('late'));
      }
      assert.equal(count, 601);
    });

    test('erases the details of one person and no more, and the chain verifies', async (t) => {
      const { store, rows, close } = await open();
      t.after(close);
      await writeMany(store, 1200, (index) => ({ userId: index % 2 === 0 ? 'ada' : 'bob' }));
      assert.equal(await store.trail.eraseDetails('demo', 'decisions', 'ada'), 600);
      assert.equal(await store.trail.eraseDetails('demo', 'decisions', 'ada'), 0);
      const { entries, erased } = await verified(store, 'decisions');
      assert.deepEqual([entries, erased], [1200, 600]);
      const left = await rows(`select distinct user_id from decisions where detail is not null or salt is not null`);
      assert.deepEqual(
        left.map(({ user_id }) => user_id),
        ['bob'],
      );
    });

    test('erases details by number', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await writeMany(store, 4);
      assert.equal(await store.trail.eraseDetailsAt('demo', 'decisions', [2, 4]), 2);
      const details = (await read(store, 'decisions')).map(({ detail }) => detail !== undefined);
      assert.deepEqual(details, [true, false, true, false]);
    });

    test('drops what is old in order, moves the anchor, and the rest verifies', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await writeMany(store, 1300);
      assert.equal(await store.trail.dropBefore('demo', 'decisions', start + 1100 * 60_000), 1100);
      const head = await store.trail.head('demo', 'decisions');
      assert.deepEqual([head.anchorSeq, head.seq], [1100, 1300]);
      assert.deepEqual((await verified(store, 'decisions')).entries, 200);
      await store.journal.audit(decision('next'));
      assert.equal((await verified(store, 'decisions')).last.seq, 1301);
    });

    test('drops everything when all is old, and goes on from there', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await writeMany(store, 3);
      assert.equal(await store.trail.dropBefore('demo', 'decisions', start + day), 3);
      assert.equal((await verified(store, 'decisions')).entries, 0);
      await store.journal.audit(decision('next'));
      assert.deepEqual(actionsOf(await read(store, 'decisions')), ['next']);
      assert.equal((await verified(store, 'decisions')).last.seq, 4);
    });

    test('drops nothing behind an entry that is to be kept', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await writeMany(store, 3, (index) => ({ at: index === 1 ? start + day : start }));
      assert.equal(await store.trail.dropBefore('demo', 'decisions', start + 1), 1);
      assert.deepEqual(actionsOf(await read(store, 'decisions')), ['e1', 'e2']);
    });

    test('gives traces page by page, and drops those named', async (t) => {
      const { store, close } = await open();
      t.after(close);
      const codes = Array.from({ length: 450 }, (_, index) => `T${String(index).padStart(4, '0')}`);
      await Promise.all(codes.map((code) => store.journal.writeTrace(traceOf(code))));
      await store.journal.writeTrace({ ...traceOf('OTHER'), institution: 'other' });
      const seen = await Array.fromAsync(store.journal.traces('demo'), ({ code }) => code);
      assert.deepEqual(seen, codes);
      assert.equal(await store.journal.dropTraces('demo', ['T0001', 'T0002', 'OTHER', 'none']), 2);
      assert.equal((await Array.fromAsync(store.journal.traces('demo'))).length, 448);
      assert.ok(await store.journal.anyTrace('OTHER'));
    });
  });
}
