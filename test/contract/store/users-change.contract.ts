import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Identifier } from '../../../src/domain/identifier.ts';
import type { UserDraft } from '../../../src/domain/ports/users.ts';
import { student } from '../../support/fixtures-users.ts';
import type { OpenStore } from './opened-store.ts';
import { actor, draftOf, pooled, write } from './users.contract.ts';

const barcode = (value: string, given: Partial<Identifier> = {}) => ({ type: 'BARCODE', value, ...given });

/** As another system sends her: under an id it made up. */
const fromElsewhere = (seed: Parameters<typeof draftOf>[0]): UserDraft => draftOf(seed, `made-up-${Math.random()}`);

/** What a draft makes of a user who stands already, and who may have which value. */
export function usersChangeContract(name: string, open: OpenStore): void {
  describe(`Users, changed: ${name}`, () => {
    updateTests(open);
    takenTests(open);
    historyTests(open);
  });
}

function updateTests(open: OpenStore): void {
  test('a draft with a primary identifier that stands updates that user under her own id', async (t) => {
    const { store, clock, close } = await open();
    t.after(close);
    await write(store.users, draftOf({ primaryIdentifier: 'ines', userGroup: 'UG' }));
    clock.advance(5000);
    const outcomes = await write(store.users, fromElsewhere({ primaryIdentifier: 'INES', userGroup: 'PG' }));
    assert.deepEqual(outcomes, [{ type: 'written', userId: 'id-ines', created: false }]);
    const user = await store.users.user('demo', 'id-ines');
    assert.deepEqual(
      [user?.userGroup, user?.version, user?.primaryIdentifier, user?.createdBy, user?.modifiedBy, user?.modifiedAt],
      ['PG', 2, 'INES', 'test', actor.who, new Date(clock.now()).toISOString()],
    );
    assert.equal(await store.users.size('demo'), 1);
  });

  test('a draft that changes nothing leaves version and history alone', async (t) => {
    const { store, rows, close } = await open();
    t.after(close);
    await write(store.users, student(1));
    const outcomes = await write(store.users, student(1, { id: 'made-up' }));
    assert.deepEqual(outcomes, [{ type: 'written', userId: student(1).user.id, created: false }]);
    assert.equal((await store.users.summary('demo', student(1).user.id))?.version, 1);
    assert.equal((await rows('select * from changes')).length, 1);
  });

  test('external identifiers that a draft does not bring go, internal ones stay', async (t) => {
    const { store, close } = await open();
    t.after(close);
    const first = [barcode('ext', { segment: 'external' }), barcode('int', { segment: 'internal' })];
    await write(store.users, draftOf({ primaryIdentifier: 'ines', identifiers: first }));
    const next = fromElsewhere({ primaryIdentifier: 'ines', identifiers: [barcode('new', { segment: 'external' })] });
    await write(store.users, next);
    const values = (await store.users.identifiers('demo', 'id-ines')).map(({ value }) => value);
    assert.deepEqual(values.sort(), ['ines', 'int', 'new']);
    assert.equal(
      (await write(store.users, draftOf({ primaryIdentifier: 'x', identifiers: [barcode('ext')] })))[0]?.type,
      'written',
    );
  });

  test('an internal identifier that another system brings too stays internal and keeps its status', async (t) => {
    const { store, close } = await open();
    t.after(close);
    const lost = barcode('b', { segment: 'internal', status: 'inactive' });
    await write(store.users, draftOf({ primaryIdentifier: 'ines', identifiers: [lost] }));
    const brought = barcode('b', { segment: 'external' });
    await write(store.users, fromElsewhere({ primaryIdentifier: 'ines', identifiers: [brought] }));
    const [, stored] = await store.users.identifiers('demo', 'id-ines');
    assert.deepEqual([stored?.segment, stored?.status], ['internal', 'inactive']);
  });

  test('an identifier that stays keeps its id', async (t) => {
    const { store, close } = await open();
    t.after(close);
    await write(store.users, draftOf({ primaryIdentifier: 'ines', identifiers: [barcode('b')] }));
    const before = (await store.users.identifiers('demo', 'id-ines')).map(({ id }) => id);
    const changed = barcode('b', { status: 'inactive' });
    await write(store.users, fromElsewhere({ primaryIdentifier: 'ines', identifiers: [changed] }));
    const after = await store.users.identifiers('demo', 'id-ines');
    assert.deepEqual(
      after.map(({ id }) => id),
      before,
    );
    assert.equal(after[1]?.status, 'inactive');
  });

  test('what staff set here outlives synchronisation: the lock, protected fields, internal parts', async (t) => {
    const { store, close } = await open();
    t.after(close);
    const home = { address: 'i@home.example', types: [], preferred: false, segment: 'internal' } as const;
    const signInLock = { at: '2026-01-01', by: 'ann' };
    const here = { signInLock, userGroup: 'STAFF', protectedFields: ['userGroup'], emails: [home] };
    await write(store.users, draftOf({ primaryIdentifier: 'ines', ...here }));
    const school = { address: 'i@uni.example', types: [], preferred: true, segment: 'external' } as const;
    await write(store.users, fromElsewhere({ primaryIdentifier: 'ines', userGroup: 'UG', emails: [school] }));
    const user = await store.users.user('demo', 'id-ines');
    assert.deepEqual(user?.signInLock, signInLock);
    assert.equal(user.userGroup, 'STAFF');
    assert.deepEqual(
      user.emails.map(({ address }) => address),
      ['i@uni.example', 'i@home.example'],
    );
  });

  test('another system writes over no user whom the library manages', async (t) => {
    const { store, close } = await open();
    t.after(close);
    await write(store.users, draftOf({ primaryIdentifier: 'ines', userGroup: 'GUEST' }));
    const external = { accountType: 'external', owningSystem: 'SIS', userGroup: 'UG' } as const;
    const outcomes = await write(store.users, fromElsewhere({ primaryIdentifier: 'INES', ...external }));
    assert.deepEqual(outcomes, [{ type: 'taken', ...pooled('ines'), by: 'id-ines' }]);
    assert.equal((await store.users.summary('demo', 'id-ines'))?.userGroup, 'GUEST');
  });

  test('an edit of the version that stands replaces the record; of an older one it is refused', async (t) => {
    const { store, close } = await open();
    t.after(close);
    const locked = { primaryIdentifier: 'ines', signInLock: { at: '2026-01-01', by: 'ann' } };
    await write(store.users, draftOf(locked));
    await write(store.users, draftOf({ primaryIdentifier: 'ines', version: 1 }));
    assert.equal((await store.users.summary('demo', 'id-ines'))?.signInLock, undefined);
    const late = draftOf({ ...locked, version: 1 });
    await assert.rejects(write(store.users, late), { code: 'VST_USER_CHANGED' });
    assert.equal((await store.users.summary('demo', 'id-ines'))?.version, 2);
  });

  test('a renamed user keeps her former primary identifier as an alias', async (t) => {
    const { store, close } = await open();
    t.after(close);
    await write(store.users, draftOf({ primaryIdentifier: 'ines' }));
    await write(store.users, draftOf({ primaryIdentifier: 'varga' }, 'id-ines'));
    const statuses = (await store.users.identifiers('demo', 'id-ines')).map(
      ({ value, status }) => `${value} ${status}`,
    );
    assert.deepEqual(statuses.sort(), ['ines alias', 'varga active']);
    assert.equal((await store.users.summary('demo', 'id-ines'))?.primaryIdentifier, 'varga');
    const [stranger] = await write(store.users, fromElsewhere({ primaryIdentifier: 'ines' }));
    assert.deepEqual(stranger, { type: 'taken', ...pooled('ines'), by: 'id-ines' });
  });

  test('one call may bring the same user twice, and move a card from one user to the next', async (t) => {
    const { store, close } = await open();
    t.after(close);
    const card = barcode('card', { segment: 'external' });
    await write(
      store.users,
      draftOf({ primaryIdentifier: 'a', identifiers: [card] }),
      draftOf({ primaryIdentifier: 'b' }),
    );
    const outcomes = await write(
      store.users,
      fromElsewhere({ primaryIdentifier: 'a' }),
      fromElsewhere({ primaryIdentifier: 'b', identifiers: [card] }),
      draftOf({ primaryIdentifier: 'c', userGroup: '1' }),
      fromElsewhere({ primaryIdentifier: 'c', userGroup: '2' }),
    );
    assert.deepEqual(
      outcomes.map((outcome) => outcome.type === 'written' && [outcome.userId, outcome.created]),
      [
        ['id-a', false],
        ['id-b', false],
        ['id-c', true],
        ['id-c', false],
      ],
    );
    const [holding] = await store.users.holdings('demo', [pooled('card')]);
    assert.equal(holding?.user.id, 'id-b');
    assert.equal((await store.users.summary('demo', 'id-c'))?.userGroup, '2');
  });

  test('ends every session by moving the epoch, and says so in the history', async (t) => {
    const { store, rows, close } = await open();
    t.after(close);
    await write(store.users, draftOf({ primaryIdentifier: 'ines' }));
    await store.users.endSessions('demo', 'id-ines', actor);
    await store.users.endSessions('demo', 'nobody', actor);
    assert.equal((await store.users.summary('demo', 'id-ines'))?.sessionEpoch, 1);
    await write(store.users, fromElsewhere({ primaryIdentifier: 'ines', userGroup: 'UG' }));
    assert.equal((await store.users.summary('demo', 'id-ines'))?.sessionEpoch, 1);
    const ended = await rows(`select user_id, who from changes where action = 'sessions-ended'`);
    assert.deepEqual(
      ended.map((row) => ({ ...row })),
      [{ user_id: 'id-ines', who: 'ann' }],
    );
  });
}

function takenTests(open: OpenStore): void {
  test('a primary identifier equal to a pooled identifier of another user is taken, and the other way round', async (t) => {
    const { store, close } = await open();
    t.after(close);
    await write(store.users, draftOf({ primaryIdentifier: 'a', identifiers: [barcode('4711')] }));
    const [primary] = await write(store.users, draftOf({ primaryIdentifier: '4711' }));
    assert.deepEqual(primary, { type: 'taken', ...pooled('4711'), by: 'id-a' });
    const number = { type: 'STUDENT_NO', value: 'A' };
    const [typed] = await write(store.users, draftOf({ primaryIdentifier: 'b', identifiers: [number] }));
    assert.deepEqual(typed, { type: 'taken', ...pooled('a'), by: 'id-a' });
    assert.equal(await store.users.size('demo'), 1);
  });

  test('the same value twice in one draft is taken; under a type of its own scope it is not', async (t) => {
    const { store, close } = await open();
    t.after(close);
    const twice = draftOf({ primaryIdentifier: 'a', identifiers: [barcode('A')] });
    assert.deepEqual(await write(store.users, twice), [{ type: 'taken', ...pooled('a'), by: undefined }]);
    const own = draftOf({ primaryIdentifier: 'a', identifiers: [{ type: 'GOOGLE', value: 'a' }] });
    assert.equal((await write(store.users, own))[0]?.type, 'written');
  });

  test('the database itself refuses a second holder of a key and a second primary identifier', async (t) => {
    const { store, rows, close } = await open();
    t.after(close);
    await write(store.users, student(1), student(2));
    const again = (key: string, type: string) =>
      rows(`insert into identifiers (institution, scope, "key", id, user_id, type, value, status, segment, folding_version)
        select institution, scope, '${key}', 'x', user_id, '${type}', 'x', 'active', 'internal', 1
        from identifiers where "key" = 's0000001' returning id`);
    await assert.rejects(again('s0000002', 'BARCODE'), /unique/i);
    await assert.rejects(again('free', 'primary'), /unique/i);
    assert.equal((await again('free', 'BARCODE')).length, 1);
  });

  test('a draft that collides is left out whole, and the others of the call are written', async (t) => {
    const { store, rows, close } = await open();
    t.after(close);
    await write(store.users, student(1));
    const colliding = draftOf({
      primaryIdentifier: 'new',
      emails: [{ address: 'new@uni.example', types: [], preferred: true, segment: 'internal' }],
      identifiers: [{ type: 'GOOGLE', value: 'free' }, barcode('29301000000001')],
    });
    const outcomes = await write(store.users, student(2), colliding, student(3));
    assert.deepEqual(
      outcomes.map(({ type }) => type),
      ['written', 'taken', 'written'],
    );
    for (const table of ['users', 'identifiers', 'user_emails', 'changes'])
      assert.doesNotMatch(JSON.stringify(await rows(`select * from ${table}`)), /id-new/, table);
  });

  test('an edit that renames a user to the name of another is refused and writes over nobody', async (t) => {
    const { store, close } = await open();
    t.after(close);
    await write(store.users, draftOf({ primaryIdentifier: 'a' }), draftOf({ primaryIdentifier: 'b', userGroup: 'B' }));
    const [outcome] = await write(store.users, draftOf({ primaryIdentifier: 'b', userGroup: 'A' }, 'id-a'));
    assert.deepEqual(outcome, { type: 'taken', ...pooled('b'), by: 'id-b' });
    assert.equal((await store.users.summary('demo', 'id-b'))?.userGroup, 'B');
  });
}

function historyTests(open: OpenStore): void {
  test('a change is told with who, when, from where, what was and what is', async (t) => {
    const { store, clock, rows, close } = await open();
    t.after(close);
    await write(store.users, draftOf({ primaryIdentifier: 'ines', userGroup: 'UG' }));
    clock.advance(-60_000);
    await write(store.users, fromElsewhere({ primaryIdentifier: 'ines', userGroup: 'PG' }));
    const [created, updated] = await rows('select * from changes order by seq');
    assert.equal(created?.action, 'created');
    assert.deepEqual(
      [updated?.action, updated?.who, updated?.via, Number(updated?.at)],
      ['updated', actor.who, actor.via, clock.now()],
    );
    const { before, after } = JSON.parse(String(updated?.detail));
    assert.deepEqual([before.user.userGroup, before.user.version], ['UG', 1]);
    assert.deepEqual([after.user.userGroup, after.user.version, after.user.modifiedBy], ['PG', 2, actor.who]);
  });

  test('addresses are indexed folded, and anew when they change', async (t) => {
    const { store, rows, close } = await open();
    t.after(close);
    const email = (address: string) => ({ address, types: [], preferred: true, segment: 'external' }) as const;
    await write(store.users, draftOf({ primaryIdentifier: 'ines', emails: [email('Ines@Uni.Example')] }));
    await write(store.users, fromElsewhere({ primaryIdentifier: 'ines', emails: [email('I.Varga@uni.example')] }));
    const keys = await rows('select * from user_emails');
    assert.deepEqual(
      keys.map((row) => ({ ...row })),
      [{ institution: 'demo', key: 'i.varga@uni.example', user_id: 'id-ines' }],
    );
  });
}
