import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AuditEntry } from '../../../src/domain/ports/journal.ts';
import type { Trace } from '../../../src/domain/resolution.ts';
import type { OpenStore } from './opened-store.ts';

function traceOf(code: string, given: Partial<Trace> = {}): Trace {
  const steps = [{ type: 'read', source: 'attribute studentNumber', values: ['S-884120', 'nul \0'] }] as const;
  const what = { profile: 'campus', relyingParty: 'catalogue', door: 'oidc', outcome: 'matched', steps };
  return { code, institution: 'demo', at: 1_800_000_000_000, ...what, ...given };
}

function entryOf(action: string, given: Partial<AuditEntry> = {}): AuditEntry {
  return { at: 1_800_000_000_000, institution: 'demo', action, actor: 'system', detail: { count: 1 }, ...given };
}

export function journalContract(name: string, open: OpenStore): void {
  describe(`Journal: ${name}`, () => {
    test('gives a trace by its code, in its institution only', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await store.journal.writeTrace(traceOf('K7QX'));
      assert.deepEqual(await store.journal.trace('demo', 'K7QX'), traceOf('K7QX'));
      assert.deepEqual(await store.journal.anyTrace('K7QX'), traceOf('K7QX'));
      assert.equal(await store.journal.trace('other', 'K7QX'), undefined);
      assert.equal(await store.journal.anyTrace('none\0'), undefined);
    });

    test('keeps nothing of a trace readable', async (t) => {
      const { store, rows, close } = await open();
      t.after(close);
      await store.journal.writeTrace(traceOf('K7QX'));
      assert.doesNotMatch(JSON.stringify(await rows('select * from traces')), /S-884120|campus|catalogue|matched/);
    });

    test('never writes over a trace', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await store.journal.writeTrace(traceOf('K7QX'));
      const other = traceOf('K7QX', { institution: 'other' });
      await assert.rejects(store.journal.writeTrace(other), { code: 'VST_INTERNAL' });
      assert.deepEqual(await store.journal.anyTrace('K7QX'), traceOf('K7QX'));
    });

    test('drops the traces before a time, however many, and no others', async (t) => {
      const { store, close } = await open();
      t.after(close);
      for (let index = 0; index < 1100; index++) await store.journal.writeTrace(traceOf(`old-${index}`, { at: index }));
      await store.journal.writeTrace(traceOf('kept', { at: 1100 }));
      assert.equal(await store.journal.dropTracesBefore(1100), 1100);
      assert.equal(await store.journal.dropTracesBefore(1100), 0);
      assert.ok(await store.journal.anyTrace('kept'));
    });

    test('gives the audit newest first, by the order of writing when the clock jumped back', async (t) => {
      const { store, close } = await open();
      t.after(close);
      const first = entryOf('first', { userId: 'u', relyingParty: 'catalogue', trace: 'K7QX' });
      const second = entryOf('second', { at: 1_700_000_000_000 });
      await store.journal.audit(first);
      await store.journal.audit(second);
      await store.journal.audit(entryOf('elsewhere', { institution: 'other' }));
      assert.deepEqual(await store.journal.auditOf('demo', 10), [second, first]);
      assert.deepEqual(await store.journal.auditOf('demo', 1), [second]);
    });

    test('writes an audit line whatever stands in it', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await store.journal.audit(entryOf('a', { actor: 'nul\0', detail: { value: 'x\0' } }));
      const [entry] = await store.journal.auditOf('demo', 1);
      assert.deepEqual([entry?.actor, entry?.detail], ['nul\ufffd', { value: 'x\0' }]);
    });
  });
}
