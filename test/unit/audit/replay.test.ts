import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { replay } from '../../../src/directory/audit/replay.ts';
import { chainOf, type EntrySeed, inOrder } from '../../support/audit-chain.ts';

const ada = { id: 'ada', primaryIdentifier: 'alovelace', userGroup: 'staff', version: 1 };
const bob = { id: 'bob', primaryIdentifier: 'bbabbage', version: 1 };

function identifier(userId: string, key: string, given: Readonly<Record<string, unknown>> = {}) {
  return { id: `${userId}-${key}`, userId, type: 'BARCODE', value: key, scope: 'pooled', key, ...given };
}

const made = (user: typeof ada | typeof bob, ...identifiers: readonly Record<string, unknown>[]): EntrySeed => ({
  userId: user.id,
  action: 'anything',
  detail: { after: { user: { ...user }, identifiers } },
});

const state = (seeds: readonly EntrySeed[]) => replay(inOrder(chainOf(seeds).entries));

describe('replaying changes', () => {
  test('makes users with their identifiers, by what came and not by the name of the action', async () => {
    const users = await state([made(ada, identifier('ada', '2'), identifier('ada', '1')), made(bob)]);
    assert.deepEqual(Object.fromEntries(users), {
      ada: { user: ada, identifiers: [identifier('ada', '1'), identifier('ada', '2')] },
      bob: { user: bob, identifiers: [] },
    });
  });

  test('changes fields, and drops those that became null', async () => {
    const change = {
      before: { user: { userGroup: 'staff', version: 1, title: null } },
      after: { user: { userGroup: null, version: 2, title: 'Dr' } },
    };
    const users = await state([made(ada), { userId: 'ada', detail: change }]);
    assert.deepEqual(users.get('ada')?.user, { id: 'ada', primaryIdentifier: 'alovelace', version: 2, title: 'Dr' });
  });

  test('removes users with what they had', async () => {
    const gone = { before: { user: { ...ada }, identifiers: [identifier('ada', '1')] } };
    const users = await state([made(ada, identifier('ada', '1')), { userId: 'ada', detail: gone }, made(ada)]);
    assert.deepEqual(users.get('ada')?.identifiers, []);
  });

  test('lets two people exchange a value, whose ever entry stands first', async () => {
    const [a, b] = [identifier('ada', '1'), identifier('bob', '2')];
    const [a2, b2] = [identifier('ada', '2'), identifier('bob', '1')];
    const users = await state([
      made(ada, a),
      made(bob, b),
      { userId: 'ada', detail: { before: { identifiers: [a] }, after: { identifiers: [a2] } } },
      { userId: 'bob', detail: { before: { identifiers: [b] }, after: { identifiers: [b2] } } },
    ]);
    assert.deepEqual([users.get('ada')?.identifiers, users.get('bob')?.identifiers], [[a2], [b2]]);
  });

  test('takes a value from whom it was retired and gives it to the next', async () => {
    const old = identifier('ada', '1', { status: 'retired', holdUntil: 5 });
    const users = await state([
      made(ada, old),
      made(bob),
      { userId: 'bob', detail: { before: { identifiers: [old] }, after: { identifiers: [identifier('bob', '1')] } } },
    ]);
    assert.deepEqual(users.get('ada')?.identifiers, []);
    assert.equal(users.get('bob')?.identifiers.length, 1);
  });

  test('leaves values out that are kept for nobody', async () => {
    const kept = identifier('', '1', { status: 'retired' });
    const gone = {
      before: { user: { ...ada }, identifiers: [identifier('ada', '1')] },
      after: { identifiers: [kept] },
    };
    assert.equal((await state([made(ada, identifier('ada', '1')), { userId: 'ada', detail: gone }])).size, 0);
  });

  test('leaves out whose entries were erased, and goes on with the others', async () => {
    const { entries } = chainOf([made(ada), made(bob), { userId: 'ada', detail: {} }]);
    const erased = entries.map((entry) =>
      entry.userId === 'ada' ? { ...entry, detail: undefined, salt: undefined } : entry,
    );
    assert.deepEqual([...(await replay(inOrder(erased))).keys()], ['bob']);
  });

  test('leaves out who was made before the oldest entry that is kept', async () => {
    const change = { before: { user: { version: 1 } }, after: { user: { version: 2 } } };
    assert.equal((await state([{ userId: 'ada', detail: change }])).size, 0);
  });
});
