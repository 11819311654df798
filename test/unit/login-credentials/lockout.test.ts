import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { createLockout, type Lockout, type TryEnd } from '../../../src/login/lockout.ts';
import { type FakeEphemeral, fakeEphemeral } from '../../support/fake-ephemeral.ts';
import { fakeSealing } from '../../support/fake-sealing.ts';
import { type FakeClock, fakeClock } from '../../support/fakes.ts';

const settings = { tries: 3, minutes: 30, slowAfter: 5, sharedSources: [] };
const minute = 60_000;

let clock: FakeClock;
let ephemeral: FakeEphemeral;
let pauses: number[];
let lockout: Lockout;

const node = (): Lockout =>
  createLockout({ ephemeral, sealing: fakeSealing(), wait: async (ms) => void pauses.push(ms) });

beforeEach(() => {
  clock = fakeClock();
  ephemeral = fakeEphemeral(clock);
  pauses = [];
  lockout = node();
});

async function tryOnce(end: TryEnd, account = 'a', on = lockout, source = 's'): Promise<boolean> {
  const counted = await on.begin(account, settings);
  await on.end(counted, end, source, settings);
  return !counted.locked;
}

async function fail(times: number, source = { key: '192.0.2.1', shared: false }): Promise<void> {
  for (let n = 0; n < times; n++) await tryOnce('wrong', `a${n}`, lockout, lockout.sourceOf('demo', source));
}

describe('an account', () => {
  test('is locked after so many failures, for so many minutes, on every node', async () => {
    for (let n = 0; n < 3; n++) assert.equal(await tryOnce('wrong'), true);
    clock.advance(29 * minute);
    assert.equal(await tryOnce('right', 'a', node()), false);
    clock.advance(minute);
    assert.equal(await tryOnce('right'), true);
  });

  test('is locked for the whole time from its last failure', async () => {
    await tryOnce('wrong');
    clock.advance(20 * minute);
    await tryOnce('wrong');
    await tryOnce('wrong');
    clock.advance(20 * minute);
    assert.equal(await tryOnce('right'), false);
  });

  test('is not locked for longer by tries during the lock', async () => {
    for (let n = 0; n < 3; n++) await tryOnce('wrong');
    clock.advance(29 * minute);
    for (let n = 0; n < 10; n++) await tryOnce('wrong');
    clock.advance(minute);
    assert.equal(await tryOnce('right'), true);
  });

  test('starts anew after a success', async () => {
    for (let n = 0; n < 2; n++) await tryOnce('wrong');
    await tryOnce('right');
    for (let n = 0; n < 2; n++) await tryOnce('wrong');
    assert.equal(await tryOnce('right'), true);
  });

  test('is not charged for tries that nobody compared', async () => {
    for (const end of ['undecided', 'busy'] as const) {
      for (let n = 0; n < 10; n++) assert.equal(await tryOnce(end), true);
    }
  });

  test('gives a crowd of tries at once no more than one after another', async () => {
    const tries = await Promise.all(Array.from({ length: 20 }, () => lockout.begin('a', settings)));
    assert.equal(tries.filter(({ locked }) => !locked).length, settings.tries);
  });

  test('does not lock others', async () => {
    for (let n = 0; n < 5; n++) await tryOnce('wrong', 'a');
    assert.equal(await tryOnce('right', 'b'), true);
  });

  test('is one, however its name is spelled', () => {
    const account = lockout.accountOf('demo', undefined, 'ada uid');
    for (const name of ['ADA UID', ' ada  uid ', 'a\u00adda uid', 'ａｄａ uid', 'ádà uid', 'ada\u200buid']) {
      assert.equal(lockout.accountOf('demo', undefined, name), account, name);
    }
    assert.notEqual(lockout.accountOf('demo', undefined, 'ada vid'), account);
  });

  test('is the user, or the name as a keyed hash, of one institution', () => {
    assert.equal(lockout.accountOf('demo', 'id-1', 'x'), lockout.accountOf('demo', 'id-1', 'y'));
    assert.notEqual(lockout.accountOf('demo', 'id-1', 'x'), lockout.accountOf('other', 'id-1', 'x'));
    assert.notEqual(lockout.accountOf('demo', undefined, 'x'), lockout.accountOf('other', undefined, 'x'));
    assert.doesNotMatch(lockout.accountOf('demo', undefined, 'typed-secret'), /typed-secret/);
  });
});

describe('a source', () => {
  const alone = { key: '192.0.2.1', shared: false };
  const campus = { key: '198.51.100.1', shared: true };

  test('is turned away after too many failures in a minute, and comes back after it', async () => {
    await fail(4);
    assert.equal(await lockout.admit('demo', alone, settings), true);
    await fail(1);
    assert.equal(await lockout.admit('demo', alone, settings), false);
    assert.equal(await node().admit('demo', alone, settings), false);
    clock.advance(minute);
    assert.equal(await lockout.admit('demo', alone, settings), true);
  });

  test('that many share is let in, after a pause that grows and ends', async () => {
    await fail(5, campus);
    assert.equal(await lockout.admit('demo', campus, settings), true);
    await fail(95, campus);
    assert.equal(await lockout.admit('demo', campus, settings), true);
    assert.deepEqual(pauses, [100, 2000]);
  });

  test('is not slowed by its successes, nor while we are busy', async () => {
    const source = lockout.sourceOf('demo', alone);
    for (let n = 0; n < 50; n++) await tryOnce(n % 2 === 0 ? 'right' : 'busy', `a${n}`, lockout, source);
    assert.equal(await lockout.admit('demo', alone, settings), true);
  });

  test('is counted in each institution for itself, and never stands in clear', async () => {
    await fail(5);
    assert.equal(await lockout.admit('other', alone, settings), true);
    assert.doesNotMatch(lockout.sourceOf('demo', alone), /192/);
  });
});
