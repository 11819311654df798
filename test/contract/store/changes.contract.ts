// What every engine has to hold when the directory decides a change.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { VestibuleError } from '../../../src/domain/errors.ts';
import type { Decision, HeldIdentifier, Known, UserRecord } from '../../../src/domain/ports/changes.ts';
import type { Store } from '../../../src/store/store.ts';
import { seedDraft, type UserSeed } from '../../support/user-seed.ts';
import type { OpenStore } from './opened-store.ts';

const actor = { who: 'librarian', via: 'test' };
const at = '2026-03-02T09:00:00.000Z';
const pooled = (key: string) => ({ scope: 'pooled', key });

function recordOf(seed: UserSeed): UserRecord {
  const { user, identifiers } = seedDraft(seed, `id-${seed.primaryIdentifier}`, at);
  return { user, identifiers };
}

function held(known: Known, userId: string): UserRecord {
  const record = known.record(userId);
  assert.ok(record, `${userId} is there`);
  return record;
}

async function create(store: Store, ...seeds: UserSeed[]): Promise<void> {
  for (const seed of seeds) {
    const record = recordOf(seed);
    const decision: Decision<undefined> = { action: 'created', records: [record], result: undefined };
    await store.changes.change('demo', { keys: record.identifiers }, actor, () => decision);
  }
}

const barcode = (value: string) => [{ type: 'BARCODE', value }];
const typeOf = (type: string) => (identifier: HeldIdentifier) => identifier.type === type;

export function changesContract(engine: string, open: OpenStore): void {
  describe(`Changes: ${engine}`, () => {
    test('two people exchange a value in one change', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await create(
        store,
        { primaryIdentifier: 'a', identifiers: barcode('1') },
        { primaryIdentifier: 'b', identifiers: barcode('2') },
      );
      await store.changes.change('demo', { users: ['id-a', 'id-b'] }, actor, (known) => {
        const [a, b] = [held(known, 'id-a'), held(known, 'id-b')];
        const give = (to: UserRecord, from: UserRecord): UserRecord => ({
          ...to,
          identifiers: [
            ...to.identifiers.filter(({ type }) => type !== 'BARCODE'),
            ...from.identifiers.filter(typeOf('BARCODE')).map((value) => ({ ...value, userId: to.user.id })),
          ],
        });
        return { action: 'swapped', records: [give(a, b), give(b, a)], result: undefined };
      });
      const [one] = await store.users.holdings('demo', [pooled('1')]);
      const [two] = await store.users.holdings('demo', [pooled('2')]);
      assert.deepEqual([one?.user.id, two?.user.id], ['id-b', 'id-a']);
    });

    test('a decision that refuses leaves nothing, and its own error comes out', async (t) => {
      const { store, rows, close } = await open();
      t.after(close);
      await create(store, { primaryIdentifier: 'a' });
      const before = await rows('select * from changes');
      const refused = store.changes.change('demo', { users: ['id-a'] }, actor, () => {
        throw new VestibuleError('VST_FIELD_LOCKED', 'no');
      });
      await assert.rejects(refused, { code: 'VST_FIELD_LOCKED' });
      assert.deepEqual(await rows('select * from changes'), before);
    });

    test('a value never gets a second owner, whatever is decided', async (t) => {
      const { store, rows, close } = await open();
      t.after(close);
      await create(store, { primaryIdentifier: 'a', identifiers: barcode('1') });
      const thief = recordOf({ primaryIdentifier: 'b', identifiers: barcode('1') });
      const steal = (keys: UserRecord['identifiers']) =>
        store.changes.change('demo', { keys }, actor, () => ({ action: 'x', records: [thief], result: undefined }));
      await assert.rejects(steal(thief.identifiers), { code: 'VST_IDENTIFIER_TAKEN' });
      await assert.rejects(steal([]), { code: 'VST_INTERNAL' });
      assert.equal((await rows('select id from users')).length, 1);
    });

    test('of many who take one value at once, one gets it and the others are told', async (t) => {
      const { store, another, close } = await open();
      t.after(close);
      const other = await another();
      t.after(() => other.close());
      await create(store, ...Array.from({ length: 12 }, (_, n) => ({ primaryIdentifier: `p${n}` })));
      const key = pooled('29301');
      const take = async (n: number) =>
        (n % 2 === 0 ? store : other).changes.change('demo', { users: [`id-p${n}`], keys: [key] }, actor, (known) => {
          if (known.holder(key) !== undefined) throw new VestibuleError('VST_IDENTIFIER_TAKEN', 'taken');
          const record = held(known, `id-p${n}`);
          const value: HeldIdentifier = {
            id: `i${n}`,
            userId: record.user.id,
            type: 'BARCODE',
            value: '29301',
            status: 'active',
            segment: 'internal',
            ...key,
          };
          const next = { ...record, identifiers: [...record.identifiers, value] };
          return { action: 'identifier-attached', records: [next], result: n };
        });
      const tries = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => take(n)));
      const won = tries.filter(({ status }) => status === 'fulfilled');
      assert.equal(won.length, 1);
      for (const one of tries)
        if (one.status === 'rejected') assert.equal((one.reason as VestibuleError).code, 'VST_IDENTIFIER_TAKEN');
      const [holding] = await store.users.holdings('demo', [key]);
      assert.equal(holding?.user.primaryIdentifier, `p${won.map((one) => 'value' in one && one.value).join()}`);
    });

    test('of many who would be the only one with an address, one is', async (t) => {
      const { store, another, close } = await open();
      t.after(close);
      const other = await another();
      t.after(() => other.close());
      const spelt = ['Ada@mail.example', 'ada@MAIL.example'];
      const register = async (n: number) => {
        const { user, identifiers } = recordOf({ primaryIdentifier: `p${n}` });
        const email = { address: spelt[n % 2] ?? '', types: [], preferred: true, segment: 'internal' as const };
        const reads = { keys: identifiers, addresses: [email.address] };
        return (n % 3 === 0 ? store : other).changes.change('demo', reads, actor, (known) => {
          const [holder] = known.withAddress(email.address);
          const records = holder === undefined ? [{ user: { ...user, emails: [email] }, identifiers }] : [];
          return { action: 'created', records, result: holder ?? user.id };
        });
      };
      const told = await Promise.all(Array.from({ length: 12 }, (_, n) => register(n)));
      assert.equal(new Set(told).size, 1);
      const found = await store.finding.byEmail('demo', 'ada@mail.example');
      assert.deepEqual(
        found.map(({ id }) => id),
        [told[0]],
      );
    });

    test('a retired value is free when its time is over, and not before', async (t) => {
      const { store, clock, close } = await open();
      t.after(close);
      const identifiers = [{ type: 'BARCODE', value: '1', status: 'retired' as const }];
      const record = recordOf({ primaryIdentifier: 'a', identifiers });
      const holdUntil = clock.now() + 1000;
      const retired = record.identifiers.map((one) => (one.type === 'BARCODE' ? { ...one, holdUntil } : one));
      await store.changes.change('demo', { keys: retired }, actor, () => ({
        action: 'created',
        records: [{ ...record, identifiers: retired }],
        result: undefined,
      }));
      const seen: (string | undefined)[] = [];
      const look = () =>
        store.changes.change('demo', { keys: [pooled('1')] }, actor, (known) => {
          seen.push(known.holder(pooled('1'))?.userId);
          return { action: 'x', records: [], result: undefined };
        });
      await look();
      clock.advance(1000);
      await look();
      assert.deepEqual(seen, ['id-a', undefined]);
      await create(store, { primaryIdentifier: 'b', identifiers: barcode('1') });
      const [holding] = await store.users.holdings('demo', [pooled('1')]);
      assert.equal(holding?.user.id, 'id-b');
      assert.deepEqual(
        (await store.users.identifiers('demo', 'id-a')).map(({ type }) => type),
        ['primary'],
      );
    });

    test('who is merged leaves her places in sets to the other, and is no more', async (t) => {
      const { store, rows, close } = await open();
      t.after(close);
      await create(store, { primaryIdentifier: 'a' }, { primaryIdentifier: 'b' }, { primaryIdentifier: 'c' });
      const set = { id: 's', name: 'Readers', owner: 'operator', kind: 'list', createdAt: at } as const;
      await store.sets.create('demo', set, actor);
      await store.sets.add('demo', 's', ['id-b', 'id-c'], actor);
      await store.changes.change('demo', { users: ['id-a', 'id-b'] }, actor, (known) => {
        const [into, from] = [held(known, 'id-a'), held(known, 'id-b')];
        const alias = from.identifiers.map((one) => ({ ...one, userId: 'id-a', status: 'alias' as const }));
        const merged = { ...into, identifiers: [...into.identifiers, ...alias] };
        const gone = { removed: ['id-b'], merged: [{ from: 'id-b', into: 'id-a' }] };
        return { action: 'users-merged', records: [merged], ...gone, result: undefined };
      });
      const { items } = await store.sets.members('demo', 's', { limit: 10 });
      assert.deepEqual(items, ['id-a', 'id-c']);
      assert.equal(await store.changes.record('demo', 'id-b'), undefined);
      assert.deepEqual((await rows('select id, into_id from merged_users')).map(Object.values), [['id-b', 'id-a']]);
    });

    test('who goes takes everything along but values that are kept from others', async (t) => {
      const { store, rows, clock, close } = await open();
      t.after(close);
      const emails = [{ address: 'a@uni.example', types: [], preferred: true, segment: 'internal' as const }];
      await create(store, { primaryIdentifier: 'a', identifiers: barcode('1'), emails });
      const holdUntil = clock.now() + 1000;
      await store.changes.change('demo', { users: ['id-a'] }, actor, (known) => {
        const kept = held(known, 'id-a')
          .identifiers.filter(typeOf('BARCODE'))
          .map((one) => ({ ...one, userId: '', status: 'held' as const, holdUntil }));
        return { action: 'person-erased', records: [], removed: ['id-a'], kept, result: undefined };
      });
      for (const table of ['users', 'user_emails', 'user_names', 'credentials'])
        assert.deepEqual(await rows(`select * from ${table}`), [], table);
      const late = recordOf({ primaryIdentifier: 'b', identifiers: barcode('1') });
      await assert.rejects(
        store.changes.change('demo', { keys: late.identifiers }, actor, () => ({
          action: 'created',
          records: [late],
          result: undefined,
        })),
        { code: 'VST_IDENTIFIER_TAKEN' },
      );
      clock.advance(1000);
      await create(store, { primaryIdentifier: 'b', identifiers: barcode('1') });
    });

    test('a change that changes nothing leaves no entry and no new version', async (t) => {
      const { store, rows, close } = await open();
      t.after(close);
      await create(store, { primaryIdentifier: 'a' });
      await store.changes.change('demo', { users: ['id-a'] }, actor, (known) => ({
        action: 'edited',
        records: [held(known, 'id-a')],
        result: undefined,
      }));
      assert.equal((await rows('select seq from changes')).length, 1);
      assert.equal((await store.users.summary('demo', 'id-a'))?.version, 1);
    });

    test('an entry says what was and what is, with batch and reason, and never a secret', async (t) => {
      const { store, rows, close } = await open();
      t.after(close);
      await create(store, { primaryIdentifier: 'a' });
      await store.changes.change('demo', { users: ['id-a'] }, actor, (known) => {
        const record = held(known, 'id-a');
        const user = { ...record.user, userGroup: 'PG' };
        const next = { ...record, user, password: { hash: '$argon2id$hash', mustChange: true } };
        return { action: 'edited', records: [next], batch: 'b1', facts: { reason: 'asked' }, result: undefined };
      });
      const [, entry] = await rows('select * from changes order by seq');
      assert.deepEqual([entry?.action, entry?.batch, entry?.user_id], ['edited', 'b1', 'id-a']);
      const { before, after, facts } = JSON.parse(String(entry?.detail));
      assert.deepEqual([before.user.userGroup, after.user.userGroup, facts], [null, 'PG', { reason: 'asked' }]);
      assert.deepEqual([before.password, after.password], ['none', 'must change']);
      assert.doesNotMatch(JSON.stringify(await rows('select * from changes')), /argon2id/);
      const password = await store.users.password('demo', 'id-a');
      assert.deepEqual([password?.hash, password?.mustChange], ['$argon2id$hash', true]);
    });
  });
}
