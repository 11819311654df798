// A code and a link: kept as keyed hashes, spent once, ended by a newer one.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Challenges } from '../../../src/login/email/challenges.ts';
import { fakeEphemeral } from '../../support/fake-ephemeral.ts';
import { fakeSealing } from '../../support/fake-sealing.ts';
import { fakeClock, seededRandom } from '../../support/fakes.ts';

const made = { institution: 'demo', profile: 'mail', attemptId: 'attempt-1', browser: 'browser-1' };

function bench(seed = 1) {
  const clock = fakeClock();
  const ephemeral = fakeEphemeral(clock);
  const puts: string[] = [];
  const spied = {
    ...ephemeral,
    put: (space: string, key: string, value: string, ttl: number) => {
      puts.push(value);
      return ephemeral.put(space, key, value, ttl);
    },
  };
  const challenges = new Challenges({ ephemeral: spied, sealing: fakeSealing(), random: seededRandom(seed), clock });
  return { challenges, clock, puts };
}

describe('a challenge', () => {
  test('has a code of six digits, each time another, leading zeros among them', async () => {
    const { challenges } = bench();
    const codes = new Set<string>();
    for (let each = 0; each < 300; each++) codes.add((await challenges.open(made, 60)).code);
    assert.ok([...codes].every((code) => /^\d{6}$/.test(code)));
    assert.ok(codes.size > 295);
    assert.ok([...codes].some((code) => code.startsWith('0')));
  });

  test('keeps neither its code nor the secret of its link', async () => {
    const { challenges, puts } = bench();
    const { code, token } = await challenges.open(made, 60);
    const kept = puts.join('\n');
    assert.ok(!kept.includes(code) && !kept.includes(token.split('.')[1] ?? '?'));
  });

  test('hashes the same code of two challenges to different texts', async () => {
    const { challenges } = bench();
    const first = await challenges.open(made, 60);
    const second = await challenges.open(made, 60);
    const [a, b] = [await challenges.read(first.id), await challenges.read(second.id)];
    assert.ok(a !== undefined && b !== undefined);
    assert.equal(challenges.isCode(a, first.code), true);
    assert.equal(challenges.isCode(b, first.code), false);
    assert.equal(challenges.isCode({ ...b, code: a.code }, first.code), false, 'a hash moved elsewhere is no good');
  });

  test('is worth nothing until a mail was sent, and then to that address', async () => {
    const { challenges } = bench();
    const { id } = await challenges.open(made, 60);
    assert.equal((await challenges.read(id))?.mailed, undefined);
    assert.equal(await challenges.mailed(id, { address: 'ada@x', userIds: ['u1'] }), true);
    assert.deepEqual((await challenges.read(id))?.mailed, { address: 'ada@x', userIds: ['u1'] });
  });

  test('is not brought back by a mail that was sent after it had ended', async () => {
    const { challenges } = bench();
    const { id } = await challenges.open(made, 60);
    await challenges.end(id);
    assert.equal(await challenges.mailed(id, { address: 'ada@x', userIds: ['u1'] }), false);
    assert.equal(await challenges.read(id), undefined);
  });

  test('lives no longer for being mailed', async () => {
    const { challenges, clock } = bench();
    const { id } = await challenges.open(made, 60);
    clock.advance(50_000);
    await challenges.mailed(id, { address: 'ada@x', userIds: ['u1'] });
    clock.advance(11_000);
    assert.equal(await challenges.read(id), undefined);
  });

  /** A challenge that was mailed to an address. */
  async function mailedTo(challenges: Challenges, address: string, given = {}): Promise<string> {
    const { id } = await challenges.open({ ...made, ...given }, 60);
    await challenges.mailed(id, { address, userIds: ['u1'] });
    return id;
  }

  test('ends the one before for the same address when it is mailed, and no other', async () => {
    const { challenges } = bench();
    const first = await mailedTo(challenges, 'ada@x');
    const other = await mailedTo(challenges, 'bea@x');
    const elsewhere = await mailedTo(challenges, 'ada@x', { institution: 'other' });
    await mailedTo(challenges, 'Ada@X', { browser: 'browser-2' });
    assert.equal(await challenges.read(first), undefined);
    assert.ok((await challenges.read(other)) !== undefined);
    assert.ok((await challenges.read(elsewhere)) !== undefined);
  });

  test('ends nobody’s as long as no mail is sent', async () => {
    const { challenges } = bench();
    const first = await mailedTo(challenges, 'ada@x');
    await challenges.open(made, 60);
    assert.ok((await challenges.read(first)) !== undefined);
  });

  test('of many mailed at once to one address, one is left', async () => {
    const { challenges } = bench();
    const ids = await Promise.all(Array.from({ length: 8 }, () => mailedTo(challenges, 'ada@x')));
    const left = await Promise.all(ids.map((id) => challenges.read(id)));
    assert.equal(left.filter((one) => one !== undefined).length, 1);
  });

  test('is spent once', async () => {
    const { challenges } = bench();
    const { id } = await challenges.open(made, 60);
    const challenge = await challenges.read(id);
    assert.ok(challenge !== undefined);
    const spent = await Promise.all([1, 2, 3].map(() => challenges.spend(challenge)));
    assert.equal(spent.filter(Boolean).length, 1);
  });

  test('is found by its whole link only', async () => {
    const { challenges } = bench();
    const { id, token } = await challenges.open(made, 60);
    assert.equal((await challenges.ofLink(token))?.id, id);
    for (const wrong of [id, `${id}.`, `${id}.x`, `${token}x`, `${token}.x`, `.${token}`, '', '.'])
      assert.equal(await challenges.ofLink(wrong), undefined, wrong);
  });
});
