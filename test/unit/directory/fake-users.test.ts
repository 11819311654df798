// The fake must keep the promises of the port, or the tests that lean on it prove nothing.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keyOf } from '../../../src/directory/folding.ts';
import { createFakeUsers } from '../../support/fake-users.ts';
import { fakeClock, seededRandom } from '../../support/fakes.ts';
import { fakeFolding, seedDraft } from '../../support/user-seed.ts';

const actor = { who: 'test', via: 'test' };
const student = { type: 'STUDENT_NO', value: 'S-1' };

describe('the fake of the port Users', () => {
  test('finds a user by any spelling of her identifier', async () => {
    const users = createFakeUsers();
    const ada = await users.seed({ primaryIdentifier: 'ada', identifiers: [student] });
    const [holding] = await users.holdings('demo', [keyOf(fakeFolding, 'STUDENT_NO', ' s-1 ')]);
    assert.equal(holding?.user.id, ada.id);
  });

  test('finds nobody of another institution', async () => {
    const users = createFakeUsers();
    await users.seed({ primaryIdentifier: 'ada' });
    assert.deepEqual(await users.holdings('campus', [keyOf(fakeFolding, 'primary', 'ada')]), []);
  });

  test('refuses a pooled value that somebody else holds under another type, and says who', async () => {
    const users = createFakeUsers();
    const ada = await users.seed({ primaryIdentifier: 'ada', identifiers: [student] });
    const draft = seedDraft({ primaryIdentifier: 'S-1' }, 'other', '');
    const outcomes = await users.write('demo', [draft], actor);
    assert.deepEqual(outcomes, [{ type: 'taken', scope: 'pooled', key: 's-1', by: ada.id }]);
  });

  test('lets two types that are not pooled hold one value', async () => {
    const users = createFakeUsers();
    await users.seed({ primaryIdentifier: 'ada', identifiers: [{ type: 'GOOGLE', value: '7' }] });
    await users.seed({ primaryIdentifier: '7' });
    assert.equal(await users.size('demo'), 2);
  });

  test('updates the user whose primary identifier a draft has, and frees the identifiers she lost', async () => {
    const users = createFakeUsers();
    const ada = await users.seed({ primaryIdentifier: 'ada', identifiers: [{ ...student, segment: 'external' }] });
    const [outcome] = await users.write('demo', [seedDraft({ primaryIdentifier: 'ADA' }, 'other', '')], actor);
    assert.deepEqual(outcome, { type: 'written', userId: ada.id, created: false });
    const bob = await users.seed({ primaryIdentifier: 'bob', identifiers: [student] });
    assert.equal((await users.identifiers('demo', bob.id)).length, 2);
  });

  test('refuses a draft made from an older version of the user', async () => {
    const users = createFakeUsers();
    const ada = await users.seed({ primaryIdentifier: 'ada' });
    const stale = seedDraft({ ...ada, version: 0 }, ada.id, '');
    await assert.rejects(users.write('demo', [stale], actor), { code: 'VST_USER_CHANGED' });
  });
});

describe('the fakes of time and chance', () => {
  test('make version 7 UUIDs that sort by time', () => {
    const random = seededRandom(3);
    const [early, late] = [random.uuid(fakeClock().now()), random.uuid(fakeClock().now() + 1)];
    assert.match(early, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.ok(early < late);
  });

  test('give the same bytes for the same seed', () => {
    assert.deepEqual(seededRandom(5).bytes(20), seededRandom(5).bytes(20));
  });
});
