import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OpenStore } from './opened-store.ts';

const actor = { who: 'u-1', via: 'cli' };
const pattern = { pattern: 'p[0-9]{7}', message: { en: 'p and 7 digits' } };

export function settingsContract(name: string, open: OpenStore): void {
  describe(`SettingsStore: ${name}`, () => {
    test('an institution that set nothing has no settings, in version 0', async (t) => {
      const { store, close } = await open();
      t.after(close);
      assert.deepEqual(await store.settings.read('demo'), { version: 0, values: {} });
    });

    test('gives back what was set, of one institution, and counts its versions', async (t) => {
      const { store, close } = await open();
      t.after(close);
      const written = await store.settings.write('demo', 0, { holdDays: 30, primaryIdentifierPattern: pattern }, actor);
      assert.deepEqual(written, { version: 1, values: { holdDays: 30, primaryIdentifierPattern: pattern } });
      const changed = await store.settings.write(
        'demo',
        1,
        { holdDays: 0, primaryIdentifierPattern: undefined },
        actor,
      );
      assert.deepEqual(changed, { version: 2, values: { holdDays: 0 } });
      assert.deepEqual(await store.settings.read('demo'), changed);
      assert.deepEqual(await store.settings.read('other'), { version: 0, values: {} });
    });

    test('takes nothing from a writer who read an older version', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await store.settings.write('demo', 0, { holdDays: 30 }, actor);
      for (const version of [0, 2])
        await assert.rejects(store.settings.write('demo', version, { holdDays: 1 }, actor), {
          code: 'VST_SETTINGS_CHANGED',
        });
      assert.deepEqual(await store.settings.read('demo'), { version: 1, values: { holdDays: 30 } });
    });

    test('of writers at once from several nodes, one is first and the others are told', async (t) => {
      const { store, another, close } = await open();
      t.after(close);
      const nodes = [store, await another(), await another()];
      for (const version of [0, 1]) {
        const writes = nodes.map(({ settings }, index) =>
          settings.write('demo', version, { holdDays: 10 * version + index + 1 }, actor),
        );
        const ends = await Promise.allSettled(writes);
        assert.equal(ends.filter(({ status }) => status === 'fulfilled').length, 1);
        const codes = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason.code] : []));
        assert.deepEqual(codes, ['VST_SETTINGS_CHANGED', 'VST_SETTINGS_CHANGED']);
        assert.equal((await store.settings.read('demo')).version, version + 1);
      }
    });

    test('writes what changed into the audit, before and after, and nothing when nothing did', async (t) => {
      const { store, clock, rows, close } = await open();
      t.after(close);
      await store.settings.write('demo', 0, { holdDays: 30, auditDays: 90 }, actor);
      clock.advance(1000);
      await store.settings.write('demo', 1, { holdDays: 30, auditDays: undefined, mandatory: { public: [] } }, actor);
      assert.equal((await store.settings.write('demo', 2, { holdDays: 30 }, actor)).version, 2);
      const entries = await rows(`select seq, at, who, via, action, detail from changes order by seq`);
      const last = entries.at(-1);
      assert.equal(entries.length, 2);
      assert.deepEqual(JSON.parse(String(last?.detail)), {
        before: { settings: { auditDays: 90, mandatory: null } },
        after: { settings: { auditDays: null, mandatory: { public: [] } } },
      });
      assert.deepEqual(
        { at: Number(last?.at), who: last?.who, via: last?.via, action: last?.action },
        { at: clock.now(), ...actor, action: 'settings-changed' },
      );
    });

    test('writes no setting that no store could give back', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await assert.rejects(store.settings.write('demo', 0, { note: 'a\0b' }, actor), { code: 'VST_SETTING_INVALID' });
      assert.equal((await store.settings.read('demo')).version, 0);
    });
  });

  describe(`Sequences: ${name}`, () => {
    test('counts from the first number on, apart for each sequence and institution', async (t) => {
      const { store, close } = await open();
      t.after(close);
      const { settings } = store;
      assert.equal(await settings.peekNumber('demo', 'BARCODE'), undefined);
      assert.equal(await settings.nextNumber('demo', 'BARCODE', 100), 100);
      assert.equal(await settings.nextNumber('demo', 'BARCODE', 5), 101);
      assert.equal(await settings.nextNumber('demo', 'primary', 1), 1);
      assert.equal(await settings.nextNumber('other', 'BARCODE', 7), 7);
      assert.equal(await settings.peekNumber('demo', 'BARCODE'), 102);
    });

    test('gives each number once, whoever asks on whichever node', async (t) => {
      const { store, another, close } = await open();
      t.after(close);
      const nodes = [store, await another(), await another()];
      const asked = Array.from({ length: 99 }, (_, index) =>
        (nodes[index % 3] ?? store).settings.nextNumber('demo', 'S', 1),
      );
      const given = (await Promise.all(asked)).toSorted((a, b) => a - b);
      assert.deepEqual(
        given,
        Array.from({ length: 99 }, (_, index) => index + 1),
      );
    });

    test('goes on from the number that is set, which the audit tells', async (t) => {
      const { store, rows, close } = await open();
      t.after(close);
      await store.settings.setNumber('demo', 'BARCODE', 5000, actor);
      assert.equal(await store.settings.nextNumber('demo', 'BARCODE', 1), 5000);
      await store.settings.setNumber('demo', 'BARCODE', 10, actor);
      assert.equal(await store.settings.nextNumber('demo', 'BARCODE', 1), 10);
      const entries = await rows('select who, action, detail from changes order by seq');
      assert.deepEqual(
        entries.map(({ who, action, detail }) => [who, action, JSON.parse(String(detail)).facts]),
        [
          ['u-1', 'sequence-set', { sequence: 'BARCODE', next: 5000 }],
          ['u-1', 'sequence-set', { sequence: 'BARCODE', next: 10, before: 5001 }],
        ],
      );
    });

    test('ends rather than give a number twice', async (t) => {
      const { store, close } = await open();
      t.after(close);
      const last = Number.MAX_SAFE_INTEGER - 1;
      await store.settings.setNumber('demo', 'S', last, actor);
      assert.equal(await store.settings.nextNumber('demo', 'S', 1), last);
      await assert.rejects(store.settings.nextNumber('demo', 'S', 1), { code: 'VST_GENERATION_FAILED' });
      for (const wrong of [-1, 1.5, last + 1])
        await assert.rejects(store.settings.setNumber('demo', 'S', wrong, actor), { code: 'VST_SETTING_INVALID' });
    });
  });
}
