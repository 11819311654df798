// Passwords and PINs as they are set, on a real store.
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Caller } from '../../../src/directory/deps.ts';
import { changeOwnPassword, removePassword, setPassword } from '../../../src/directory/passwords/change-password.ts';
import { removePin, setPin } from '../../../src/directory/passwords/change-pin.ts';
import { writePassword } from '../../../src/directory/passwords/write-password.ts';
import type { UserRecord } from '../../../src/domain/ports/changes.ts';
import { holding, openTestDirectory, operator, type TestDirectory } from '../../support/directory.ts';
import type { UserSeed } from '../../support/user-seed.ts';
import { isCode } from '../ephemeral/ephemeral.contract.ts';

const manager = holding('user-manager');
const administrator = holding('user-administrator');
const desk = holding('circulation-desk-operator');
const good = 'seven wet umbrellas';

const role = (name: string) => ({ role: name, scope: '01DEMO_INST', status: 'active' }) as const;
const seeds: readonly UserSeed[] = [
  { primaryIdentifier: 'ines', birthDate: '2004-03-09', identifiers: [{ type: 'BARCODE', value: '29001' }] },
  { primaryIdentifier: 'held', passwordHash: 'fake$old umbrellas', pinHash: 'fake$2580' },
  { primaryIdentifier: 'contact', recordType: 'contact' },
  { primaryIdentifier: 'colleague', recordType: 'staff' },
  { primaryIdentifier: 'deskie', recordType: 'staff', roles: [role('circulation-desk-operator')] },
  { primaryIdentifier: 'boss', recordType: 'staff', roles: [role('user-administrator')] },
  { primaryIdentifier: 'system', recordType: 'staff', roles: [role('general-system-administrator')] },
];

async function opened(t: TestContext, config = {}): Promise<TestDirectory> {
  const test = await openTestDirectory({ config, seeds });
  t.after(test.close);
  return test;
}

async function recordOf({ store }: TestDirectory, primaryIdentifier: string): Promise<UserRecord> {
  const [found] = await store.users.holdings('demo', [{ scope: 'pooled', key: primaryIdentifier }]);
  const record = found && (await store.changes.record('demo', found.user.id));
  assert.ok(record);
  return record;
}

async function asUser(test: TestDirectory, primaryIdentifier: string): Promise<Caller> {
  const { user } = await recordOf(test, primaryIdentifier);
  return { actor: { who: user.id, via: 'test' }, grants: user.roles };
}

async function entriesOf({ store }: TestDirectory, action: string) {
  const found = [];
  for await (const entry of store.trail.entries('demo', 'changes', { action })) found.push(entry);
  return found;
}

describe('a password set by staff', () => {
  test('stands as a hash, ends her sessions, and is in the audit without it', async (t) => {
    const test = await opened(t);
    await setPassword(test.directory, manager, { user: '29001', password: good, mustChange: true });
    const { password, user } = await recordOf(test, 'ines');
    assert.deepEqual(password, { hash: `fake$${good}`, mustChange: true });
    assert.equal(user.sessionEpoch, 1);
    const [entry, ...more] = await entriesOf(test, 'password-set');
    assert.deepEqual([entry?.who, entry?.userId, more.length], ['staff', user.id, 0]);
    assert.equal(entry?.detail?.after?.password, 'must change');
    assert.doesNotMatch(JSON.stringify(await test.rows('select * from changes')), /umbrellas/);
  });

  test('is refused when it is weak, and nothing is changed', async (t) => {
    const test = await opened(t);
    const before = await recordOf(test, 'ines');
    const request = { user: 'ines', password: 'ines29001', mustChange: false };
    await assert.rejects(setPassword(test.directory, manager, request), {
      code: 'VST_PASSWORD_WEAK',
      detail: { faults: 'too-short context' },
    });
    assert.deepEqual(await recordOf(test, 'ines'), before);
  });

  test('does not tell staff that it is the one she has', async (t) => {
    const test = await opened(t);
    const request = { user: 'held', password: 'old umbrellas', mustChange: false };
    await assert.rejects(setPassword(test.directory, manager, request), { detail: { faults: 'too-short' } });
    const short = await opened(t, { passwords: { minLength: 8 } });
    await setPassword(short.directory, manager, request);
  });

  test('is refused for a contact and for nobody', async (t) => {
    const { directory } = await opened(t);
    const set = (user: string) => setPassword(directory, operator, { user, password: good, mustChange: false });
    await assert.rejects(set('contact'), isCode('VST_USER_INVALID'));
    await assert.rejects(set('nobody'), isCode('VST_USER_UNKNOWN'));
  });

  test('can be taken away, which ends her sessions; where there is none nothing happens', async (t) => {
    const test = await opened(t);
    await removePassword(test.directory, manager, { user: 'held' });
    const { password, pin, user } = await recordOf(test, 'held');
    assert.deepEqual([password, pin?.hash, user.sessionEpoch], [undefined, 'fake$2580', 1]);
    await removePassword(test.directory, manager, { user: 'held' });
    assert.equal((await recordOf(test, 'held')).user.version, user.version);
    assert.equal((await entriesOf(test, 'password-removed')).length, 1);
  });
});

describe('whose password or PIN somebody may set', () => {
  const cases: readonly (readonly [string, Caller, string, 'password' | 'pin' | 'neither' | 'both'])[] = [
    ['the operator', operator, 'system', 'both'],
    ['a User Administrator', administrator, 'boss', 'both'],
    ['a User Administrator', administrator, 'system', 'neither'],
    ['a User Manager', manager, 'ines', 'both'],
    ['a User Manager', manager, 'colleague', 'both'],
    ['a User Manager', manager, 'deskie', 'both'],
    ['a User Manager', manager, 'boss', 'neither'],
    ['a desk operator', desk, 'ines', 'pin'],
    ['a desk operator', desk, 'colleague', 'neither'],
    ['a General System Administrator', holding('general-system-administrator'), 'ines', 'neither'],
    ['a patron', holding('patron'), 'ines', 'neither'],
  ];
  for (const [who, caller, user, what] of cases) {
    test(`${who} sets ${what} of ${user}`, async (t) => {
      const { directory } = await opened(t);
      const tried = [
        ['password', () => setPassword(directory, caller, { user, password: good, mustChange: false })],
        ['password', () => removePassword(directory, caller, { user })],
        ['pin', () => setPin(directory, caller, { user, pin: '2580' })],
        ['pin', () => removePin(directory, caller, { user })],
      ] as const;
      for (const [kind, run] of tried) {
        if (what === 'both' || what === kind) await run();
        else await assert.rejects(run(), isCode('VST_NOT_ALLOWED'), kind);
      }
    });
  }

  test('a role that has expired or was switched off outranks nobody', async (t) => {
    const test = await opened(t);
    const gone = [
      { ...role('user-administrator'), status: 'inactive' } as const,
      { ...role('user-administrator'), expiryDate: '2026-03-01' },
    ];
    await test.seed({ primaryIdentifier: 'former', recordType: 'staff', roles: gone });
    await setPassword(test.directory, manager, { user: 'former', password: good, mustChange: false });
  });
});

describe('a password changed by its owner', () => {
  const next = 'eight dry umbrellas';

  test('needs the one of before and no role', async (t) => {
    const test = await opened(t);
    const self = await asUser(test, 'held');
    const wrong = changeOwnPassword(test.directory, self, { old: 'another', password: next });
    await assert.rejects(wrong, isCode('VST_CREDENTIALS_REFUSED'));
    await changeOwnPassword(test.directory, self, { old: 'old umbrellas', password: next });
    const { password, user } = await recordOf(test, 'held');
    assert.deepEqual([password, user.sessionEpoch], [{ hash: `fake$${next}`, mustChange: false }, 1]);
    assert.equal((await entriesOf(test, 'password-changed'))[0]?.who, user.id);
  });

  test('is not the same again, and not weak', async (t) => {
    const test = await opened(t, { passwords: { minLength: 8 } });
    const self = await asUser(test, 'held');
    const change = (password: string) => changeOwnPassword(test.directory, self, { old: 'old umbrellas', password });
    await assert.rejects(change('old umbrellas'), { detail: { faults: 'same' } });
    await assert.rejects(change('password'), { detail: { faults: 'common' } });
  });

  test('is refused to whoever has none', async (t) => {
    const test = await opened(t);
    const change = changeOwnPassword(test.directory, await asUser(test, 'ines'), { old: '', password: next });
    await assert.rejects(change, isCode('VST_CREDENTIALS_REFUSED'));
  });

  test('is refused when staff set another meanwhile', async (t) => {
    const test = await opened(t);
    const self = await asUser(test, 'held');
    const { directory } = test;
    const slow = {
      ...directory.hasher,
      hash: async (secret: string) => {
        await setPassword(directory, manager, { user: 'held', password: 'set by the desk', mustChange: true });
        return directory.hasher.hash(secret);
      },
    };
    const change = changeOwnPassword({ ...directory, hasher: slow }, self, { old: 'old umbrellas', password: next });
    await assert.rejects(change, isCode('VST_USER_CHANGED'));
    assert.equal((await recordOf(test, 'held')).password?.hash, 'fake$set by the desk');
  });
});

describe('a password written after a reset link', () => {
  test('tells what is wrong with it as a value, and ends her sessions when it is right', async (t) => {
    const test = await opened(t);
    const { user } = await recordOf(test, 'held');
    const actor = { who: user.id, via: 'reset link' };
    const write = (password: string) =>
      writePassword(test.directory, actor, { userId: user.id, password, mustChange: false, refuseSame: true });
    assert.deepEqual(await write('7 umbrellas'), { type: 'weak', faults: ['too-short'] });
    assert.equal((await write(good)).type, 'written');
    assert.deepEqual(await write(good), { type: 'weak', faults: ['same'] });
    assert.equal((await recordOf(test, 'held')).user.sessionEpoch, 1);
  });
});

describe('a PIN', () => {
  test('stands as a hash beside the password, without ending sessions', async (t) => {
    const test = await opened(t);
    await setPin(test.directory, desk, { user: '29001', pin: '2580' });
    const { password, pin, user } = await recordOf(test, 'ines');
    assert.deepEqual([password, pin?.hash, user.sessionEpoch], [undefined, 'fake$2580', 0]);
    assert.equal((await entriesOf(test, 'pin-set'))[0]?.detail?.after?.pin, 'set');
    assert.doesNotMatch(JSON.stringify(await test.rows('select * from changes')), /2580/);
  });

  test('is refused when anybody would try it, and nothing is changed', async (t) => {
    const test = await opened(t);
    const set = setPin(test.directory, desk, { user: 'ines', pin: '0903' });
    await assert.rejects(set, { code: 'VST_PIN_INVALID', detail: { fault: 'birth-date' } });
    assert.equal((await recordOf(test, 'ines')).pin, undefined);
  });

  test('can be taken away', async (t) => {
    const test = await opened(t);
    await removePin(test.directory, desk, { user: 'held' });
    const { password, pin } = await recordOf(test, 'held');
    assert.deepEqual([password?.hash, pin], ['fake$old umbrellas', undefined]);
  });
});
