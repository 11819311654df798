import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AuditEntry } from '../../../src/domain/ports/journal.ts';
import { type HousekeepingDeps, housekeeping } from '../../../src/housekeeping.ts';
import { createSealing } from '../../../src/keys/sealing.ts';
import { createSigningKeys } from '../../../src/keys/signing-keys.ts';
import { createRandom } from '../../../src/platform.ts';
import { fakeKeyStore } from '../../support/fake-key-store.ts';
import { fakeClock } from '../../support/fakes.ts';

const dayMs = 86_400_000;
const random = createRandom();
const sealing = createSealing(Buffer.alloc(32, 1), random);

/** The jobs of an installation that keeps traces 30 days, over stores in memory. */
function bench({ slugs = ['demo'], brokenFor }: { slugs?: string[]; brokenFor?: string } = {}) {
  const clock = fakeClock();
  const keyStore = fakeKeyStore();
  const dropped: number[] = [];
  const told: AuditEntry[] = [];
  const cuts: (readonly [string, string, number])[] = [];
  const ended: number[] = [];
  const store = {
    invitations: { dropEndedBefore: async (epochMs: number) => ended.push(epochMs) },
    keys: {
      ...keyStore,
      keys: (institution: string, use: string) =>
        institution === brokenFor ? Promise.reject(new Error('cannot be read')) : keyStore.keys(institution, use),
    },
    journal: {
      dropTracesBefore: async (epochMs: number) => dropped.push(epochMs),
      audit: async (entry: AuditEntry) => void told.push(entry),
    },
    settings: {
      read: async (institution: string) => ({ version: 1, values: institution === 'demo' ? { auditDays: 30 } : {} }),
    },
    trail: {
      dropBefore: async (...cut: readonly [string, string, number]) => {
        cuts.push(cut);
        return cut[1] === 'changes' ? 2 : 3;
      },
    },
  };
  const parts = { store, clock, sealing, random, installation: { traceDays: 30 } };
  const jobs = housekeeping(parts as unknown as HousekeepingDeps, () => slugs);
  const run = (name: string) => jobs.find((job) => job.name === name)?.run() ?? assert.fail(`no job "${name}"`);
  const keys = createSigningKeys({ keyStore, sealing, clock, random });
  return { clock, keyStore, keys, dropped, ended, told, cuts, run };
}

const algorithmsOf = (rows: readonly { algorithm: string }[]) => rows.map(({ algorithm }) => algorithm).sort();

describe('rotating signing keys', () => {
  test('leaves keys alone that have signed for less than 90 days', async () => {
    const { clock, keyStore, keys, run } = bench();
    await keys.allPrivate('demo', 'oidc');
    clock.advance(89 * dayMs);
    assert.equal(await run('rotate signing keys'), 0);
    assert.deepEqual(algorithmsOf(keyStore.rows), ['ES256', 'RS256']);
  });

  test('adds a successor to each key of 90 days, which signs a day later', async () => {
    const { clock, keys, run } = bench();
    const before = await keys.current('demo', 'oidc', 'ES256');
    await keys.allPrivate('demo', 'oidc');
    clock.advance(90 * dayMs);
    assert.equal(await run('rotate signing keys'), 2);
    assert.equal((await keys.current('demo', 'oidc', 'ES256')).kid, before.kid);
    clock.advance(dayMs);
    assert.notEqual((await keys.current('demo', 'oidc', 'ES256')).kid, before.kid);
  });

  test('adds no second successor on the next day', async () => {
    const { clock, keys, run } = bench();
    await keys.allPrivate('demo', 'oidc');
    clock.advance(90 * dayMs);
    await run('rotate signing keys');
    clock.advance(dayMs);
    assert.equal(await run('rotate signing keys'), 0);
  });

  test('makes no keys for an institution that never signed', async () => {
    const { keyStore, run } = bench();
    assert.equal(await run('rotate signing keys'), 0);
    assert.equal(keyStore.rows.length, 0);
  });

  test('goes on to the next institution when the keys of one cannot be read, and tells of it', async () => {
    const { clock, keyStore, keys, run } = bench({ slugs: ['broken', 'demo'], brokenFor: 'broken' });
    await keys.allPrivate('demo', 'oidc');
    clock.advance(90 * dayMs);
    await assert.rejects(async () => run('rotate signing keys'), /cannot be read/);
    assert.equal(keyStore.rows.length, 4);
  });
});

test('drops traces older than the configuration keeps them', async () => {
  const { clock, dropped, run } = bench();
  await run('drop old traces');
  assert.deepEqual(dropped, [clock.now() - 30 * dayMs]);
});

test('drops invitations 90 days after their time', async () => {
  const { clock, ended, run } = bench();
  await run('drop old invitations');
  assert.deepEqual(ended, [clock.now() - 90 * dayMs]);
});

test('drops audit entries by the setting of each institution, and says so in its audit', async () => {
  const { clock, told, cuts, run } = bench({ slugs: ['keeps-for-ever', 'demo'] });
  assert.equal(await run('drop old audit entries'), 5);
  const before = clock.now() - 30 * dayMs;
  assert.deepEqual(cuts, [
    ['demo', 'changes', before],
    ['demo', 'decisions', before],
  ]);
  assert.deepEqual(
    told.map(({ institution, action, actor, detail }) => [institution, action, actor, detail]),
    [['demo', 'audit-pruned', 'system', { days: 30, changes: 2, decisions: 3 }]],
  );
});
