import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPasswordHasher, deriveTag } from '../../../src/directory/password-hash.ts';
import { createRandom, systemClock } from '../../../src/platform.ts';
import { isCode } from '../../contract/ephemeral/ephemeral.contract.ts';

const cheap = {
  memoryKiB: 256,
  passes: 2,
  parallelism: 1,
  queue: 200,
  threads: 2,
  random: createRandom(),
  clock: systemClock,
};
const hasher = createPasswordHasher(cheap);

test('knows the right password from a wrong one', async () => {
  const hash = await hasher.hash('correct horse');
  assert.deepEqual(await hasher.verify('correct horse', hash), { type: 'right', rehash: undefined });
  assert.deepEqual(await hasher.verify('correct horse ', hash), { type: 'wrong' });
  assert.deepEqual(await hasher.verify('Correct horse', hash), { type: 'wrong' });
});

test('writes a PHC string with its parameters and a salt of its own', async () => {
  const hash = await hasher.hash('password');
  assert.match(hash, /^\$argon2id\$v=19\$m=256,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.notEqual(await hasher.hash('password'), hash);
});

// Made with the reference implementation: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 (its README).
test('verifies a hash of the reference implementation', async () => {
  const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  const verdict = await hasher.verify('password', reference);
  assert.equal(verdict.type, 'right');
  assert.deepEqual(await hasher.verify('passwort', reference), { type: 'wrong' });
});

test('gives a new hash by the parameters of today for a weaker one', async () => {
  const stronger = createPasswordHasher({ ...cheap, passes: 3 });
  const verdict = await stronger.verify('password', await hasher.hash('password'));
  assert.ok(verdict.type === 'right' && verdict.rehash !== undefined);
  assert.match(verdict.rehash, /m=256,t=3/);
  assert.deepEqual(await stronger.verify('password', verdict.rehash), { type: 'right', rehash: undefined });
});

test('leaves a stronger hash as it is', async () => {
  const stronger = createPasswordHasher({ ...cheap, passes: 3 });
  assert.deepEqual(await hasher.verify('password', await stronger.hash('password')), {
    type: 'right',
    rehash: undefined,
  });
});

test('does not care how accents are composed', async () => {
  const hash = await hasher.hash('Gru\u0308\u00dfe \u1ec7');
  assert.equal((await hasher.verify('Gr\u00fc\u00dfe e\u0323\u0302', hash)).type, 'right');
});

test('tells full-width letters from plain ones', async () => {
  assert.equal((await hasher.verify('password', await hasher.hash('\uff50assword'))).type, 'wrong');
});

test('counts every byte, also past 72 and behind a NUL', async () => {
  const long = `${'x'.repeat(72)}a`;
  assert.equal((await hasher.verify(`${'x'.repeat(72)}b`, await hasher.hash(long))).type, 'wrong');
  const nul = await hasher.hash('a\0b');
  assert.equal((await hasher.verify('a\0b', nul)).type, 'right');
  assert.equal((await hasher.verify('a\0c', nul)).type, 'wrong');
  assert.equal((await hasher.verify('a', nul)).type, 'wrong');
});

test('takes 1,024 bytes and finds more, or none, wrong', async () => {
  const longest = '\u00e9'.repeat(512);
  const hash = await hasher.hash(longest);
  assert.equal((await hasher.verify(longest, hash)).type, 'right');
  for (const secret of ['', `${longest}x`, 'x'.repeat(1_000_000), 'a\ud800']) {
    assert.deepEqual(await hasher.verify(secret, hash), { type: 'wrong' });
    await assert.rejects(hasher.hash(secret), isCode('VST_REQUEST_MALFORMED'));
  }
});

test('refuses to compute a stored hash that is unreadable or costs too much', async () => {
  const tail = '$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  const hostile = [
    '',
    'password',
    `$argon2id$v=19$m=4194304,t=1,p=1${tail}`,
    `$argon2id$v=19$m=262144,t=999,p=1${tail}`,
    `$argon2id$v=19$m=1024,t=1,p=99${tail}`,
    `$argon2id$v=19$m=1e9,t=1,p=1${tail}`,
    `$argon2id$v=16$m=256,t=2,p=1${tail}`,
    `$argon2i$v=19$m=256,t=2,p=1${tail}`,
    `$argon2id$v=19$m=8,t=1,p=2${tail}`,
    '$argon2id$v=19$m=256,t=2,p=1$c29t$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
    `$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$CTFh`,
  ];
  for (const hash of hostile) {
    await assert.rejects(hasher.verify('password', hash), isCode('VST_STORE_CORRUPT'), hash);
  }
});

test('says that it is busy when too many wait, and loses none of those that do', async () => {
  const small = createPasswordHasher({ ...cheap, queue: 3, threads: 1 });
  const asked = Array.from({ length: 10 }, () => small.hash('password'));
  const outcomes = await Promise.allSettled(asked);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    [...Array(4).fill('fulfilled'), ...Array(6).fill('rejected')],
  );
  assert.ok(outcomes.every((outcome) => outcome.status === 'fulfilled' || isCode('VST_BUSY')(outcome.reason)));
  assert.match(await small.hash('password'), /^\$argon2id/);
});

test('a right password is right also when there is no place to hash it anew', async () => {
  const stored = await hasher.hash('password');
  const small = createPasswordHasher({ ...cheap, passes: 3, queue: 1, threads: 1 });
  const verified = small.verify('password', stored);
  const waiting = small.hash('other');
  const verdict = await verified;
  assert.equal(verdict.type, 'right');
  await waiting;
});

test('spends what a wrong password costs, also on one out of bounds or a hash that is none', async () => {
  const spent: unknown[] = [];
  const counted = createPasswordHasher(cheap, (password, cost, length) => {
    const { memoryKiB, passes, parallelism } = cost;
    spent.push({ memoryKiB, passes, parallelism, length });
    return deriveTag(password, cost, length);
  });
  const hash = await hasher.hash('password');
  const tries = {
    wrong: () => counted.verify('wrong', hash),
    unknown: () => counted.spend('wrong'),
    tooLong: () => counted.verify('x'.repeat(2000), hash),
    noHash: () => counted.verify('wrong', 'none').catch(() => undefined),
  };
  for (const [name, run] of Object.entries(tries)) {
    spent.length = 0;
    await run();
    assert.deepEqual(spent, [{ memoryKiB: 256, passes: 2, parallelism: 1, length: 32 }], name);
  }
});
