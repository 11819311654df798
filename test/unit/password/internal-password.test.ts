import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { createInternalPasswordCheck } from '../../../src/directory/internal-password.ts';
import type {
  InternalPasswordCause,
  InternalPasswordCheck,
} from '../../../src/domain/ports/internal-password-check.ts';
import { type FakeHasher, fakeHasher } from '../../support/fake-hasher.ts';
import { createFakeUsers, type FakeUsers } from '../../support/fake-users.ts';
import { fakeClock } from '../../support/fakes.ts';
import { libraryConfig, libraryTypes, seedLibrary } from '../../support/password-library.ts';

let users: FakeUsers;
let hasher: FakeHasher;

beforeEach(async () => {
  users = createFakeUsers();
  hasher = fakeHasher();
  await seedLibrary(users);
});

function checkWith(changes: Record<string, unknown> = {}): InternalPasswordCheck {
  const config = libraryConfig(changes);
  return createInternalPasswordCheck({
    users,
    hasher,
    clock: fakeClock(),
    institutionOf: () => ({ config, types: libraryTypes }),
  });
}

async function verify(
  name: string,
  more: { secret?: string; cause?: InternalPasswordCause; profile?: string; fallback?: object } = {},
) {
  const { secret = 'pw', cause = 'chosen', profile = 'library', fallback = {} } = more;
  return checkWith({ fallback }).verify({ institution: 'demo', profile, name, secret, cause });
}

describe('the internal password', () => {
  test('is right for an internal user by an identifier the profile names, however it is written', async () => {
    const verdict = await verify('  1001 ');
    assert.equal(verdict.type, 'right');
    assert.equal(verdict.type === 'right' && (await users.summary('demo', verdict.userId))?.primaryIdentifier, 'ina');
  });

  test('is wrong when it is another one', async () => {
    assert.deepEqual(await verify('1001', { secret: 'PW' }), { type: 'wrong', detail: 'the password is wrong' });
  });

  test('is not asked for under a type that the profile does not name', async () => {
    assert.equal((await verify('1007')).type, 'wrong');
    assert.equal((await verify('ina')).type, 'wrong');
  });

  test('is asked for under any pooled identifier where the profile is no password profile', async () => {
    assert.equal((await verify('1007', { profile: 'campus' })).type, 'right');
    assert.equal((await verify('ina', { profile: 'campus' })).type, 'right');
    assert.equal((await verify('1008', { profile: 'campus' })).type, 'wrong');
  });

  test('is not asked for under a type that listens to another issuer, also when the profile names it', async () => {
    assert.equal((await verify('1008')).type, 'wrong');
  });

  test('is not asked for under an identifier that is inactive or a former one', async () => {
    assert.deepEqual(await verify('1005'), { type: 'wrong', detail: 'the identifier is not active' });
    assert.equal((await verify('1009')).type, 'wrong');
  });

  test('is not asked for when the name stands for two people', async () => {
    const types = [
      { code: 'A', label: 'A', uniqueness: 'type' },
      { code: 'B', label: 'B', uniqueness: 'type' },
    ];
    const profile = { id: 'library', kind: 'password', label: 'x', match: { from: 'subject', to: ['A', 'B'] } };
    const config = libraryConfig({ identifierTypes: types, loginProfiles: [profile] });
    const table = { ...libraryTypes, types: new Map(config.identifierTypes.map((type) => [type.code, type])) };
    const two = createFakeUsers(undefined, table);
    await two.seed({ primaryIdentifier: 'one', passwordHash: 'fake$pw', identifiers: [{ type: 'A', value: '7' }] });
    await two.seed({ primaryIdentifier: 'two', passwordHash: 'fake$pw', identifiers: [{ type: 'B', value: '7' }] });
    const check = createInternalPasswordCheck({
      users: two,
      hasher,
      clock: fakeClock(),
      institutionOf: () => ({ config, types: table }),
    });
    const request = { institution: 'demo', profile: 'library', name: '7', secret: 'pw', cause: 'chosen' } as const;
    assert.deepEqual(await check.verify(request), { type: 'wrong', detail: 'the name stands for several people' });
  });

  test('is never right for a contact', async () => {
    assert.equal((await verify('1006')).type, 'wrong');
  });

  for (const [setting, cause] of [
    ['whenChosen', 'chosen'],
    ['whenRefused', 'refused'],
    ['whenUnknown', 'unknown'],
    ['whenUnreachable', 'unreachable'],
  ] as const) {
    test(`is right for an external user after "${cause}" only with ${setting}`, async () => {
      assert.equal((await verify('1002', { cause, fallback: { [setting]: true } })).type, 'right');
      const others = {
        whenChosen: true,
        whenRefused: true,
        whenUnknown: true,
        whenUnreachable: true,
        [setting]: false,
      };
      assert.equal((await verify('1002', { cause, fallback: others })).type, 'wrong');
    });
  }

  test('is never right for an external user when the upstream ended in a way no policy names', async () => {
    const all = { whenChosen: true, whenRefused: true, whenUnknown: true, whenUnreachable: true };
    assert.equal((await verify('1002', { cause: 'none', fallback: all })).type, 'wrong');
    assert.equal((await verify('1001', { cause: 'none', fallback: all })).type, 'right');
  });

  test('is right only for the user groups that the policy names', async () => {
    const fallback = { whenUnknown: true, userGroups: ['student'] };
    assert.equal((await verify('1002', { cause: 'unknown', fallback })).type, 'right');
    assert.equal((await verify('1003', { cause: 'unknown', fallback })).type, 'wrong');
    assert.equal((await verify('1001', { cause: 'unknown', fallback })).type, 'right');
  });

  test('spends exactly one hashing, whatever was typed', async () => {
    const names = [
      '1001',
      '1002',
      '1004',
      '1005',
      '1006',
      '1007',
      '',
      ' ',
      'nobody',
      'a\0b',
      'x'.repeat(10_000),
      '\ud800',
    ];
    for (const name of names) {
      const before = hasher.spent.length;
      await verify(name, { secret: 'wrong' });
      assert.equal(hasher.spent.length - before, 1, name);
    }
  });

  test('is hashed anew after a sign-in when the stored hash is weak', async () => {
    await users.seed({
      primaryIdentifier: 'old',
      passwordHash: 'weak$pw',
      identifiers: [{ type: 'BARCODE', value: '2001' }],
    });
    const verdict = await verify('2001');
    assert.ok(verdict.type === 'right');
    assert.equal((await users.password('demo', verdict.userId))?.hash, 'fake$pw');
  });
});
